"""Splits answers of several results, since students make an error in each of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from bareme.grading.mistakes.comparison import is_same_answer
from bareme.grading.mutant_names.search import Answers

__all__ = ["split_answers"]

_MAX_PARTS: Final = 3
"""Wrong results; with more of them, the function is wrong as a whole."""


def split_answers(answers: Answers) -> tuple[Answers, ...]:
    """Returns answers in which one result is the student's and the others are right, for each wrong result.

    There are none unless several results are wrong, and nothing else is.
    """
    if not all(_is_alike(one.seen.answer.value, one.right.value) for one in answers):
        return ()
    if any(
        one.seen.answer.raised or not is_same_answer(one.seen.answer.after, one.right.after)
        for one in answers
    ):
        return ()
    names = {name for one in answers for name in _find_wrong(one.seen.answer.value, one.right.value)}
    if not 2 <= len(names) <= _MAX_PARTS:
        return ()
    return tuple(_select(answers, name) for name in sorted(names, key=str))


def _is_alike(value: object, right: object) -> bool:
    if isinstance(value, tuple | list) and isinstance(right, tuple | list):
        return len(value) == len(right)
    return isinstance(value, dict) and isinstance(right, dict) and value.keys() == right.keys()


def _as_table(value: object) -> Mapping[Hashable, object]:
    if isinstance(value, dict):
        return value
    return dict(enumerate(value)) if isinstance(value, tuple | list) else {}


def _find_wrong(value: object, right: object) -> Iterator[Hashable]:
    expected = _as_table(right)
    for name, part in _as_table(value).items():
        if not is_same_answer(part, expected[name]):
            yield name


def _select(answers: Answers, name: Hashable) -> Answers:
    return tuple(
        replace(
            one,
            seen=replace(one.seen, answer=one.seen.answer._replace(value=value)),
            is_wrong=not is_same_answer(value, one.right.value),
        )
        for one in answers
        for value in [_put(one.right.value, name, _as_table(one.seen.answer.value)[name])]
    )


def _put(right: object, name: Hashable, part: object) -> object:
    """Returns the right answer with another part."""
    table = {**_as_table(right), name: part}
    return table if isinstance(right, dict) else tuple(table.values())
