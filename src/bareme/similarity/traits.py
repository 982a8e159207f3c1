"""Finds the mistakes, wrong values, texts and outputs that submissions can share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from bareme.i18n.plain_text import cut, plain_line
from bareme.results.evidence import Comparison
from bareme.results.result import CheckOutcome, Result
from bareme.similarity.sentences import split_sentences
from bareme.similarity.template import Template
from bareme.similarity.tokens import read_comments

__all__ = ["Trait", "TraitKind", "find_traits"]

TraitKind = Literal["mistake", "value", "text", "output"]

_MIN_WORDS: Final = 6
_MIN_COMMENT_WORDS: Final = 4
_MIN_OUTPUT: Final = 12
_MAX_SHOWN: Final = 300


@dataclass(frozen=True)
class Trait:
    """One thing that others can share; two are equal if their kind and key are."""

    kind: TraitKind
    key: str
    about: str = field(default="", compare=False)
    """The title of the check that it is about, if it is about one."""
    shown: str = field(default="", compare=False)
    """Hostile text for people."""


def find_traits(result: Result, template: Template) -> frozenset[Trait]:
    """Returns the traits of a submission that the template does not give."""
    return frozenset((*_find_answers(result), *_find_texts(result, template), *_find_outputs(result)))


def _find_answers(result: Result) -> Iterator[Trait]:
    for check in result.checks:
        if check.status != "failed" or check.because_of is not None:
            continue
        if check.mistake is not None:
            yield Trait("mistake", check.mistake, "", _show(check.hint) or check.mistake)
        key = _spell_value(check)
        # A sentence without a number can hold of any wrong answer.
        if any(letter.isdigit() for letter in key):
            yield Trait("value", f"{check.id}\0{key}", plain_line(check.title), _show(check.message))


def _spell_value(check: CheckOutcome) -> str:
    """Returns the wrong values that a check got, as far as the result holds them."""
    rows = [" ".join(row.got for row in one.rows) for one in check.evidence if isinstance(one, Comparison)]
    return "\n".join([plain_line(check.message), *rows])


def _find_texts(result: Result, template: Template) -> Iterator[Trait]:
    prose = [cell.source for cell in result.cells if cell.kind == "markdown"]
    comments = [line for cell in result.cells if cell.kind == "code" for line in read_comments(cell.source)]
    for texts, min_words in (
        ([*prose, *(one.answer for one in result.written)], _MIN_WORDS),
        (comments, _MIN_COMMENT_WORDS),
    ):
        for text in texts:
            for key, shown in split_sentences(text, min_words):
                if key not in template.sentences:
                    yield Trait("text", key, "", shown)


def _find_outputs(result: Result) -> Iterator[Trait]:
    for cell in result.cells:
        key = plain_line(cell.stored_output)
        # Short ones, such as "None" or "5", are equal by chance.
        if len(key) >= _MIN_OUTPUT and any(letter.isdigit() for letter in key):
            yield Trait("output", key, "", _show(key))


def _show(text: str) -> str:
    return cut(plain_line(text), _MAX_SHOWN)
