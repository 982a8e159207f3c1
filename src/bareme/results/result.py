"""The frozen values of ``result.json`` (schema 2).

They hold everything that a page shows, so that each report can be made from ``result.json`` alone. Text of a
student (sources, messages, names, answers) is hostile and must be escaped or sanitised before it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticSerializationError

from bareme.errors import InputError
from bareme.i18n.catalogs import SOURCE_LANGUAGE, languages, translations
from bareme.i18n.messages import Message, msg
from bareme.i18n.text import valid_tree
from bareme.results.evidence import MAX_EVIDENCE, Evidence, SourceLocation
from bareme.results.message_field import ResultCatalog, SuiteMessages, Text
from bareme.results.schema1 import upgrade_schema1

__all__ = [
    "RESULT_FILE",
    "SCHEMA",
    "CellRecord",
    "CellStatus",
    "CheckOutcome",
    "ExerciseScore",
    "FileRecord",
    "Fingerprint",
    "Origin",
    "Result",
    "ResultStatus",
    "Status",
    "StudentRecord",
    "Visibility",
    "WrittenAnswer",
    "in_order",
    "read_result",
    "revised",
]

SCHEMA: Final = 2
MAX_PLACES: Final = 2
RESULT_FILE = "result.json"

Status = Literal["passed", "failed", "error", "timeout", "not_attempted", "undetermined"]
ResultStatus = Literal["graded", "undetermined", "unreadable", "missing"]
Visibility = Literal["public", "hidden"]
CellStatus = Literal["ok", "error", "timeout", "died", "not_run"]
_Model = TypeVar("_Model", bound=BaseModel)


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StudentRecord(_Value):
    """A student: ``id`` is the name of the folder, ``name`` is for people."""

    id: str
    name: str


class Origin(_Value):
    """The place of a submission in the download of a platform.

    All texts are the platform's own, unchanged, so that an export finds the row and the folder that belong
    to the student.
    """

    system: Literal["moodle", "canvas", "nbgrader", "github-classroom"]
    folder: str
    """The name of the folder, or of the file where the platform makes no folders."""
    participant: str | None = None
    """The number or key of the student, or of a group, in the name of the folder."""
    name: str | None = None
    """The name of the student, or of a group, in the name of the folder."""
    submitted_at: str | None = None
    """The time at which it was handed in, as nbgrader writes it. Dates in the archives of the other platforms
    are those of the download."""


class FileRecord(_Value):
    """The submitted file, with the SHA-256 of its bytes; both are empty if there is none."""

    name: str
    sha256: str


class CheckOutcome(_Value):
    """The outcome of one check.

    ``message`` says what was expected and got. For a hidden check a student must not see it, since it may
    contain inputs of the check. ``hint`` comes from the suite or, if ``mistake`` names a known mistake or a
    mutant of the solution, from that; it is safe to show.
    ``duration_seconds`` is wall time.
    """

    id: str
    exercise: str
    title: Text
    visibility: Visibility
    status: Status
    score: float
    max_score: float
    message: Text = ""
    hint: Text = ""
    mistake: str | None = None
    because_of: str | None = None
    """The exercise or check that it needs and that did not pass. The check was not run; its status is the
    status of the other."""
    unverified: bool = False
    """True if it depends on a model with the student's own code, which bareme cannot verify."""
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=MAX_EVIDENCE)] = ()
    """Shown beside the message of a public check; a hidden check has none."""
    duration_seconds: float = 0.0


class ExerciseScore(_Value):
    """The points of one exercise; ``title`` maps a language to the title in it."""

    id: str
    title: dict[str, str]
    score: float
    max_score: float
    cells: tuple[int, ...] = ()
    """Indices into ``Result.cells`` of the student's code for this exercise."""
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=MAX_EVIDENCE)] = ()
    """The training of the models in the notebook, and their predictions on the visible test samples."""


class WrittenAnswer(_Value):
    """A free-text answer, marked by a person with the help of a rubric."""

    id: str
    title: dict[str, str]
    max_score: float
    status: Literal["pending", "marked", "not_attempted"]
    answer: str = ""
    """Markdown, as the student wrote it."""
    score: float = 0.0
    comment: str = ""
    changed: bool = False
    """True if the answer or its maximum changed since it was marked."""


class CellRecord(_Value):
    """One cell of the notebook as executed; ``line`` is its first line in a submitted ``.py`` file."""

    index: int
    kind: Literal["code", "markdown"]
    source: str
    status: CellStatus
    message: Text = ""
    """The reason why the cell did not succeed, for the student."""
    output: str = ""
    """The printed text, cut at the limit."""
    stored_output: str = ""
    """The outputs in the submitted file, from the student's own run: text, and digests of pictures."""
    line: int | None = None
    places: Annotated[tuple[SourceLocation, ...], Field(max_length=MAX_PLACES)] = ()
    """The lines at which it stopped: its own, then those of the functions called from there."""
    rest: Text = ""
    """The lines below the error that were still run, and those that were not."""


class Fingerprint(_Value):
    """The versions and inputs of a result: equal fingerprints give equal results."""

    bareme: str
    python: str
    tensorflow: str
    keras: str
    numpy: str
    suite: str
    """SHA-256 of the suite, its mistakes, its assignment file and the reference solution."""
    data: str
    """SHA-256 of the arrays used."""
    submission: str
    """SHA-256 of the submitted bytes."""


class Result(_Value):
    """The result of grading one submission.

    ``max_score`` counts the points decided so far and ``pending`` those that a person has yet to give, so
    ``grade = score / max_score * scale`` is provisional while ``pending`` is not 0; people read its bounds
    instead. ``grade`` is None if a check is ``undetermined``, since a failure of bareme must not lower a
    grade.

    If the file cannot be read (``unreadable``), or nothing of this assignment was handed in (``missing``),
    nothing is decided: there is no grade, no check and no cell, and ``notes`` begins with the reason.
    """

    schema_version: Literal[2] = Field(default=SCHEMA, alias="schema")
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    assignment: str
    title: dict[str, str]
    language: str = "en"
    """The language of the student's template."""
    student: StudentRecord
    origin: Origin | None = None
    """None if the submission does not come from a platform that is known."""
    file: FileRecord
    status: ResultStatus
    score: float
    max_score: float
    pending: float
    scale: float
    pass_mark: float | None = None
    """The lowest grade that passes, if the author of the assignment sets one."""
    grade: float | None
    isolation: str
    profile: Literal["mini", "full"]
    public_only: bool = False
    """True if only the public checks were run, as by ``bareme check``: the points are then no mark."""
    notes: tuple[Text, ...] = ()
    """Remarks on the whole submission, such as repairs to a damaged file."""
    exercises: tuple[ExerciseScore, ...]
    checks: tuple[CheckOutcome, ...]
    written: tuple[WrittenAnswer, ...] = ()
    cells: tuple[CellRecord, ...] = ()
    fingerprint: Fingerprint
    cpu_limit: float | None = None
    """Processor seconds that the assignment allows; the notebook used ``notebook_cpu_seconds``."""
    suite_messages: dict[str, SuiteMessages] = {}
    """By language code: translations of the suite's messages. Those of bareme are in its catalogues."""
    durations: dict[str, float] = {}
    """Wall and CPU seconds by phase, such as ``notebook_seconds`` and ``checks_seconds``."""

    def to_json(self) -> str:
        """Returns the JSON text of ``result.json``; invalid Unicode is replaced."""
        try:
            return self.model_dump_json(by_alias=True, indent=1) + "\n"
        # Most results are valid, so they are not searched beforehand.
        except PydanticSerializationError:  # text that is not Unicode
            valid = type(self).model_validate(valid_tree(self.model_dump(by_alias=True)))
            return valid.model_dump_json(by_alias=True, indent=1) + "\n"

    def list_texts(self) -> tuple[str, ...]:
        """Returns the texts that grading wrote for the student."""
        checks = (text for check in self.checks for text in (check.title, check.message, check.hint))
        return (*checks, *(cell.message for cell in self.cells), *self.notes)

    def in_language(self, language: str) -> Result:
        """Returns the result with its messages rendered in a language."""
        if language == SOURCE_LANGUAGE or language not in languages():
            return self
        catalogue = ResultCatalog(self.suite_messages.get(language, {}), translations(language))

        def render(text: str) -> str:
            return text.render(catalogue) if isinstance(text, Message) else text

        checks = (
            revised(
                check,
                title=render(check.title),
                message=render(check.message),
                hint=render(check.hint),
            )
            for check in self.checks
        )
        cells = (revised(cell, message=render(cell.message)) for cell in self.cells)
        return revised(
            self, checks=tuple(checks), cells=tuple(cells), notes=tuple(render(note) for note in self.notes)
        )

    @model_validator(mode="before")
    @classmethod
    def _of_any_schema(cls, data: Any) -> Any:
        # Before validation, which knows the fields of schema 2 alone.
        if isinstance(data, dict) and data.get("schema") == 1:
            try:
                return upgrade_schema1(data)
            except (LookupError, TypeError, AttributeError):
                # Validation names the error in it better than the exception does.
                return data
        return data

    @property
    def is_gradable(self) -> bool:
        """True unless the file was unreadable or missing."""
        return self.status not in ("unreadable", "missing")

    @property
    def undetermined(self) -> tuple[CheckOutcome, ...]:
        """The checks that bareme could not decide."""
        return tuple(check for check in self.checks if check.status == "undetermined")

    @property
    def grade_range(self) -> tuple[float, float]:
        """The grades if all points that are not decided are lost, and if all are earned."""
        if self.grade is not None and not self.pending:
            return self.grade, self.grade
        most = sum(check.max_score for check in self.checks) + sum(one.max_score for one in self.written)
        if not most:
            return 0.0, self.scale
        open_points = self.pending + sum(check.max_score for check in self.undetermined)
        low, high = (points / most * self.scale for points in (self.score, self.score + open_points))
        return round(low, 4), round(high, 4)


def revised(value: _Model, **changes: object) -> _Model:
    """Returns a validated copy of a value with some fields changed.

    ``model_copy`` does not validate.

    Raises:
        ValidationError: a change is not valid.
    """
    fields = type(value).model_fields
    return type(value).model_validate({**{name: getattr(value, name) for name in fields}, **changes})


def read_result(path: Path) -> Result:
    """Reads a ``result.json``.

    Raises:
        InputError: the file is not a result of schema 1 or 2.
    """
    try:
        return Result.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(
            msg(
                "%(path)s cannot be read (%(reason)s); grade the submission again.",
                path=path,
                reason=error.strerror,
            )
        ) from error
    except ValidationError as error:
        # The first suffices: the file is written by a program, and nobody corrects it by hand.
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or msg("the top level")
        raise InputError(
            msg(
                "%(path)s is not a result of schema %(schema)s: at %(where)s, %(reason)s; delete it "
                "and grade the submission again.",
                path=path,
                schema=SCHEMA,
                where=where,
                reason=first["msg"].lower(),
            )
        ) from error


def in_order(results: Sequence[Result]) -> tuple[Result, ...]:
    """Returns the results of a class sorted by student id.

    Raises:
        InputError: there are no results, or they belong to several assignments.
    """
    slugs = sorted({result.assignment for result in results})
    if not slugs:
        raise InputError(msg("there is no result to report on; grade a folder of submissions first."))
    if len(slugs) > 1:
        raise InputError(
            msg(
                "the results are of several assignments (%(slugs)s); report on one at a time.",
                slugs=", ".join(slugs),
            )
        )
    return tuple(sorted(results, key=lambda result: result.student.id))
