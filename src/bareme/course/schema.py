"""Schema of ``assignment.toml`` and ``course.toml``, and its error messages."""

from __future__ import annotations

import ast
import textwrap
import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from bareme.errors import CourseError
from bareme.i18n.catalogs import SOURCE_LANGUAGE, languages
from bareme.i18n.messages import Message, as_message, join_or, localized_number, msg
from bareme.i18n.text import closest

__all__ = [
    "DEFAULT_LANGUAGE",
    "DEFAULT_STUB",
    "AssignmentFile",
    "CourseFile",
    "DataNames",
    "Exercise",
    "Limits",
    "RubricLine",
    "Unverified",
    "Written",
    "read_assignment_file",
]

DEFAULT_LANGUAGE: Final = SOURCE_LANGUAGE
DEFAULT_STUB: Final = "raise NotImplementedError"
Unverified = Literal["allow", "refuse"]
"""Policy for a model that contains code of the student, so that nothing about it can be verified."""
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]


def _check_languages(text: dict[str, str]) -> dict[str, str]:
    for language in text:
        if language not in languages():
            raise ValueError(
                msg(
                    "a text is given in %(languages)s, not in %(language)s",
                    languages=join_or(languages()),
                    language=repr(language),
                )
            )
    if DEFAULT_LANGUAGE not in text:
        raise ValueError(
            msg("a text needs at least the language %(language)s", language=repr(DEFAULT_LANGUAGE))
        )
    return text


def _check_language(language: str) -> str:
    if language not in languages():
        raise PydanticCustomError("language", "there is no catalogue for this language")
    return language


def _check_stub(stub: str) -> str:
    try:
        # In a function, as most are; and with a statement, as one may be a comment.
        ast.parse(f"def stub():\n{textwrap.indent(stub, '    ')}\n    pass")
    except (SyntaxError, ValueError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else error
        raise ValueError(msg("a stub is Python code (%(reason)s)", reason=reason)) from error
    return stub.strip("\n")


LocalizedText = Annotated[dict[str, str], AfterValidator(_check_languages)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CourseFile(_Table):
    """The content of the optional ``course.toml`` at a course's root."""

    language: Annotated[str, AfterValidator(_check_language)] = DEFAULT_LANGUAGE


class Limits(_Table):
    """The resources that a submission may use.

    Times are in seconds of wall time, unless the name says otherwise. Sizes are in the unit of the name.
    """

    cell_seconds: float = Field(default=60, gt=0)
    total_seconds: float = Field(default=300, gt=0)
    call_seconds: float = Field(default=10, gt=0)
    cpu_seconds: float | None = Field(default=None, gt=0)
    """Processor time of one sandbox, for its notebook and the calls together. By default twice
    ``total_seconds``."""
    memory_mib: int = Field(default=2048, ge=256)
    output_kib: int = Field(default=256, gt=0)

    def processor_seconds(self) -> float:
        """Returns the limit on the processor time of one sandbox, in seconds."""
        return 2 * self.total_seconds if self.cpu_seconds is None else self.cpu_seconds


class DataNames(_Table):
    """The names of a data set under each profile; students load ``full``."""

    mini: str
    full: str

    @property
    def stand_in(self) -> str | None:
        """The substitute under the profile ``mini``; None if both names are equal."""
        return None if self.mini == self.full else self.mini


def _as_tables(value: object) -> object:
    """Accepts one table ``[data]`` as well as an array of tables ``[[data]]``."""
    return () if value is None else [value] if isinstance(value, dict) else value


class Exercise(_Table):
    """A named part of an assignment, worth points."""

    id: Slug
    title: LocalizedText
    points: float = Field(gt=0)


class RubricLine(_Table):
    """A line of a rubric: its points, and a text in each language, with the language as its key."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str] = Field(init=False)

    points: float = Field(ge=0)

    @property
    def text(self) -> dict[str, str]:
        """The text by language."""
        return self.__pydantic_extra__

    @model_validator(mode="after")
    def _text_in_known_languages(self) -> RubricLine:
        _check_languages(self.text)
        return self


class Written(_Table):
    """A question answered in free text and marked by a person."""

    id: Slug
    title: LocalizedText | None = None
    points: float = Field(gt=0)
    rubric: tuple[RubricLine, ...] = ()

    @model_validator(mode="after")
    def _rubric_within_points(self) -> Written:
        for line in self.rubric:
            if line.points > self.points:
                raise ValueError(
                    msg(
                        "a rubric line gives %(given)s points, more than the %(points)s of %(id)s",
                        given=localized_number(f"{line.points:g}"),
                        points=localized_number(f"{self.points:g}"),
                        id=repr(self.id),
                    )
                )
        return self


class AssignmentFile(_Table):
    """The content of ``assignment.toml``."""

    title: LocalizedText
    scale: float = Field(default=20, gt=0)
    pass_mark: float | None = Field(default=None, ge=0)
    preload: tuple[str, ...] = ("numpy",)
    formats: tuple[Literal["ipynb", "py"], ...] = ("ipynb",)
    unverified_models: Unverified = "allow"
    stub: Annotated[str, AfterValidator(_check_stub)] = DEFAULT_STUB
    """The code that students get in place of each region of the solution."""
    limits: Limits = Limits()
    data: Annotated[tuple[DataNames, ...], BeforeValidator(_as_tables)] = ()
    exercise: tuple[Exercise, ...] = Field(min_length=1)
    written: tuple[Written, ...] = ()

    @model_validator(mode="after")
    def _pass_mark_within_scale(self) -> AssignmentFile:
        if self.pass_mark is not None and self.pass_mark > self.scale:
            raise ValueError(f"nobody reaches a pass_mark of {self.pass_mark:g} on a scale of {self.scale:g}")
        return self

    @model_validator(mode="after")
    def _ids_are_unique(self) -> AssignmentFile:
        seen: set[str] = set()
        for identifier in [item.id for item in self.exercise] + [item.id for item in self.written]:
            if identifier in seen:
                raise ValueError(msg("the id %(id)s is used twice", id=repr(identifier)))
            seen.add(identifier)
        names = [data.full for data in self.data]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(msg("the data set %(name)s is named twice", name=repr(twice)))
        return self


def read_assignment_file(path: Path) -> AssignmentFile:
    """Reads an ``assignment.toml``.

    Raises:
        CourseError: it breaks a rule.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(
            msg("%(path)s is not valid TOML: %(error)s; correct it at that place.", path=path, error=error)
        ) from error
    try:
        return AssignmentFile.model_validate(table)
    except ValidationError as error:
        raise CourseError(_explain(path, error)) from error


def _explain(path: Path, error: ValidationError) -> Message:
    """Returns one sentence on the first error."""
    first = error.errors()[0]
    location = [str(part) for part in first["loc"]]
    where = repr(".".join(location)) if location else msg("the top level")
    # pydantic would only say that the key is not permitted; most often it is a misspelling.
    if first["type"] == "extra_forbidden":
        known = _keys_beside(first["loc"])
        return msg(
            "%(path)s has the unknown key %(key)s%(guess)s; the keys allowed there are %(known)s.",
            path=path,
            key=where,
            guess=closest(location[-1], known),
            known=", ".join(known),
        )
    given = "" if first["type"] == "missing" else msg(", not %(given)s", given=_short(first["input"]))
    return msg(
        "%(path)s, at %(where)s: %(reason)s%(given)s; correct that line.",
        path=path,
        where=where,
        reason=_reason(first),
        given=given,
    )


def _reason(detail: ErrorDetails) -> str:
    """Returns the sentence of our own validator, otherwise pydantic's."""
    if detail["type"] == "value_error":
        return as_message(detail["ctx"]["error"].args[0])
    return detail["msg"][0].lower() + detail["msg"][1:]


def _keys_beside(location: tuple[int | str, ...]) -> tuple[str, ...]:
    tables: dict[str, type[BaseModel]] = {
        "limits": Limits,
        "data": DataNames,
        "exercise": Exercise,
        "written": Written,
        "rubric": RubricLine,
    }
    model: type[BaseModel] = AssignmentFile
    # Indices of arrays of tables are no tables, and keep the model.
    for part in location[:-1]:
        model = tables.get(str(part), model)
    return tuple(model.model_fields)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
