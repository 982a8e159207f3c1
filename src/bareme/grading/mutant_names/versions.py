"""The wrong versions of a function that a student's function is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from bareme.i18n.messages import Message, as_message, msg
from bareme.mutation.code_mutants import CodeMutant, make_code_mutants
from bareme.mutation.operators import OPERATORS
from bareme.mutation.outer_edits import find_outer_edits
from bareme.results.message_field import Text

__all__ = ["Version", "make_versions"]

_TEXT: TypeAdapter[str] = TypeAdapter(Text)


@dataclass(frozen=True)
class Version:
    """A wrong version of a function."""

    id: str
    source: str
    sentence: Message
    """For a student whose function gives the same answers."""
    is_outer: bool
    """True if the sentence is true of any function with these answers, however it is written."""
    broader: Message | None
    """What the sentences of similar versions share."""

    @classmethod
    def of(cls, mutant: CodeMutant) -> Version:
        """Returns the version that a mutant is."""
        sentence = _make_sentence(mutant.function, mutant.error, mutant.is_outer)
        broader = None
        if mutant.broader is not None:
            broader = _make_sentence(mutant.function, mutant.broader, mutant.is_outer)
        return cls(mutant.id, mutant.source, sentence, mutant.is_outer, broader)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Version:
        """Returns the version that ``to_json`` wrote."""
        sentence, broader = (
            None if content[name] is None else as_message(_TEXT.validate_python(content[name]))
            for name in ("sentence", "broader")
        )
        assert sentence is not None
        return cls(content["id"], content["source"], sentence, content["is_outer"], broader)

    def to_json(self) -> dict[str, Any]:
        """Returns the version as JSON values."""
        return {
            "id": self.id,
            "source": self.source,
            "sentence": _TEXT.dump_python(self.sentence, mode="json"),
            "is_outer": self.is_outer,
            "broader": None if self.broader is None else _TEXT.dump_python(self.broader, mode="json"),
        }


def make_versions(definitions: str, function: str) -> tuple[Version, ...]:
    """Returns the mutants of one function of the solution, and those whose sentences are true of any code."""
    operators = {"outer": find_outer_edits, **OPERATORS}
    return tuple(map(Version.of, make_code_mutants(definitions, {"": (function,)}, operators)))


def _make_sentence(function: str, error: Message, is_outer: bool) -> Message:
    if is_outer:
        return msg("`%(name)s`: %(sentence)s.", name=function, sentence=error)
    # The student may have written it in quite another way: only the answers are the same.
    return msg("`%(name)s` answers as it would with this error: %(sentence)s.", name=function, sentence=error)
