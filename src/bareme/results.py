"""What grading says: frozen values and their JSON (schema 1).

Everything that a page shows is in here, so that every report can be made again from ``result.json``
without running anything. What a student wrote (sources, messages, names, answers) is hostile data
and must be escaped or sanitised wherever it is shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bareme.errors import InputError

__all__ = [
    "RESULT_FILE",
    "SCHEMA",
    "CellRecord",
    "CellStatus",
    "CheckOutcome",
    "ExerciseScore",
    "FileRecord",
    "Fingerprint",
    "Result",
    "Status",
    "StudentRecord",
    "Visibility",
    "WrittenAnswer",
    "read_result",
]

SCHEMA: Final = 1
RESULT_FILE = "result.json"

Status = Literal["passed", "failed", "error", "timeout", "not_attempted", "undetermined"]
Visibility = Literal["public", "hidden"]
CellStatus = Literal["ok", "error", "timeout", "died", "not_run"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StudentRecord(_Value):
    """Who handed in: ``id`` names the folder of the student, ``name`` is what people read."""

    id: str
    name: str


class FileRecord(_Value):
    """The file that was handed in, with the SHA-256 of its bytes."""

    name: str
    sha256: str


class CheckOutcome(_Value):
    """The outcome of one check.

    ``message`` says what was expected and got; a student must not see it for a hidden check, since
    the student's own code may have put the inputs of the check into it. ``hint`` is the suite's or,
    where ``mistake`` names a known mistake, that mistake's; it is safe to show.
    ``duration_seconds`` is wall time.
    """

    id: str
    exercise: str
    title: str
    visibility: Visibility
    status: Status
    score: float
    max_score: float
    message: str = ""
    hint: str = ""
    mistake: str | None = None
    because_of: str | None = None
    """The exercise or check that it needs and that did not pass, so that it was not run; its status is
    the status of that one."""
    unverified: bool = False
    """Whether it rests on what a model with the student's own code says of itself."""
    duration_seconds: float = 0.0


class ExerciseScore(_Value):
    """The points of one exercise; ``title`` maps a language to the title in it."""

    id: str
    title: dict[str, str]
    score: float
    max_score: float
    cells: tuple[int, ...] = ()
    """Indices into ``Result.cells`` of the student's code for this exercise."""


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


class CellRecord(_Value):
    """One cell of the notebook as executed; ``line`` is its first line in a submitted ``.py`` file."""

    index: int
    kind: Literal["code", "markdown"]
    source: str
    status: CellStatus
    message: str = ""
    """For the student, why the cell did not end well."""
    output: str = ""
    """The text that the cell printed, cut at the limit."""
    line: int | None = None


class Fingerprint(_Value):
    """What produced this result: two equal fingerprints give equal results."""

    bareme: str
    python: str
    tensorflow: str
    keras: str
    numpy: str
    suite: str
    """SHA-256 of the suite, its mistakes, its assignment file and the reference solution."""
    data: str
    """SHA-256 of the arrays in force."""
    submission: str
    """SHA-256 of the submitted bytes."""


class Result(_Value):
    """All that is known of one submission after grading.

    ``max_score`` counts the points decided so far and ``pending`` those that wait for a person, so
    ``grade = score / max_score * scale`` is provisional while ``pending`` is not 0. ``grade`` is None
    where a check is ``undetermined``: a failure of ours is never a student's zero.
    """

    schema_version: Literal[1] = Field(default=SCHEMA, alias="schema")
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    assignment: str
    title: dict[str, str]
    language: str = "en"
    """The language of the template that the student filled in."""
    student: StudentRecord
    file: FileRecord
    status: Literal["graded", "undetermined"]
    score: float
    max_score: float
    pending: float
    scale: float
    grade: float | None
    isolation: str
    profile: Literal["mini", "full"]
    notes: tuple[str, ...] = ()
    """Remarks on the submission as a whole, such as how a damaged file was read."""
    exercises: tuple[ExerciseScore, ...]
    checks: tuple[CheckOutcome, ...]
    written: tuple[WrittenAnswer, ...] = ()
    cells: tuple[CellRecord, ...] = ()
    fingerprint: Fingerprint
    cpu_limit: float | None = None
    """Processor seconds that the assignment allows, of which the notebook took ``notebook_cpu_seconds``."""
    durations: dict[str, float] = {}
    """Wall and CPU seconds by phase, such as ``notebook_seconds`` and ``checks_seconds``."""

    def to_json(self) -> str:
        """Returns the JSON text of ``result.json``."""
        return self.model_dump_json(by_alias=True, indent=1) + "\n"

    @property
    def undetermined(self) -> tuple[CheckOutcome, ...]:
        """The checks of which bareme itself could not tell."""
        return tuple(check for check in self.checks if check.status == "undetermined")


def read_result(path: Path) -> Result:
    """Reads a ``result.json``.

    Raises:
        InputError: the file is not a result of schema 1.
    """
    try:
        return Result.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); grade the submission again.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the top level"
        raise InputError(
            f"{path} is not a result of schema {SCHEMA}: at {where}, {first['msg'].lower()}; "
            "delete it and grade the submission again."
        ) from error
