"""The wrong versions of a function that a student's function is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter

from bareme.i18n.messages import Message, as_message, msg
from bareme.mutation.code_mutants import CodeMutant, make_code_mutants
from bareme.mutation.edit_pairs import find_edit_pairs
from bareme.mutation.operators import OPERATORS
from bareme.mutation.outer_edits import find_outer_edits
from bareme.results.message_field import Text

__all__ = ["Version", "make_pairs", "make_version", "make_versions"]

_TEXT: Final[TypeAdapter[str]] = TypeAdapter(Text)


@dataclass(frozen=True)
class Version:
    """A wrong version of a function; JSON can hold its fields."""

    id: str
    source: str
    is_outer: bool
    """True if the sentence is true of any function with these answers, however it is written."""
    sentence_record: Any
    broader_record: Any = None

    @property
    def sentence(self) -> Message:
        """The sentence for a student whose function gives the same answers."""
        return as_message(_TEXT.validate_python(self.sentence_record))

    @property
    def broader(self) -> Message | None:
        """The sentence for all similar versions."""
        return None if self.broader_record is None else as_message(_TEXT.validate_python(self.broader_record))


def make_versions(definitions: str, function: str) -> tuple[Version, ...]:
    """Returns the mutants of one function, and those whose sentences are true of any code."""
    # The first of several true sentences is chosen, and those about results are said most simply.
    operators = {"types": OPERATORS["types"], "outer": find_outer_edits, **OPERATORS}
    return tuple(
        _as_version(mutant)
        for mutant in make_code_mutants(definitions, {"": (function,)}, operators)
        # Parameters with a fixed value are families of their own.
        if not (mutant.family == "constants" and mutant.is_outer)
    )


def make_pairs(definitions: str, function: str) -> tuple[Version, ...]:
    """Returns the versions of one function with two common errors."""
    operators = {"pairs": find_edit_pairs}
    return tuple(map(_as_version, make_code_mutants(definitions, {"": (function,)}, operators)))


def _as_version(mutant: CodeMutant) -> Version:
    return make_version(
        mutant.id,
        mutant.function,
        mutant.source,
        mutant.error,
        is_outer=mutant.is_outer,
        broader=mutant.broader,
    )


def make_version(
    id: str, function: str, source: str, error: Message, *, is_outer: bool, broader: Message | None = None
) -> Version:
    """Returns a version of a function with the sentences for its error."""
    # Records, since few of the sentences are ever read.
    told, shared = (
        None
        if one is None
        else _TEXT.dump_python(_make_sentence(function, one, is_outer=is_outer), mode="json")
        for one in (error, broader)
    )
    return Version(id, source, is_outer, told, shared)


def _make_sentence(function: str, error: Message, *, is_outer: bool) -> Message:
    if is_outer:
        return msg("`%(name)s`: %(sentence)s.", name=function, sentence=error)
    # The student may have written it in quite another way: only the answers are the same.
    return msg("`%(name)s` answers as it would with this error: %(sentence)s.", name=function, sentence=error)
