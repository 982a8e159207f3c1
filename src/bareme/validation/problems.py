"""Problems that a validation finds, and their sentences, one for each cause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bareme.i18n.messages import Message, concat, join_and, msg, nmsg
from bareme.results.result import CheckOutcome

__all__ = ["Problem", "describe_problems", "summarize_failure"]

_NAMES_SHOWN = 3
_MAX_FAILURE = 300


@dataclass(frozen=True)
class Problem:
    """A problem of one notebook of a validation, which others may share.

    ``sentence`` is a message id in which ``%(names)s`` stands for the notebooks. Problems of equal sentences
    and values have one cause.
    """

    sentence: str
    name: str
    values: tuple[tuple[str, str], ...] = ()
    check: str = ""
    """The check with the problem, where there is one."""


def describe_problems(problems: Iterable[Problem]) -> list[Message]:
    """Returns a sentence for each cause, in the order of the first problem of each."""
    names: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}
    for problem in problems:
        names.setdefault((problem.sentence, problem.values), []).append(problem.name)
    return [msg(sentence, names=_list(found), **dict(values)) for (sentence, values), found in names.items()]


def summarize_failure(check: CheckOutcome) -> str:
    """Returns the beginning of a check's message on one line."""
    return " ".join(check.message.split())[:_MAX_FAILURE]


def _list(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    more = len(unique) - _NAMES_SHOWN
    if more <= 1:
        return join_and(unique)
    return msg(
        "%(names)s and %(more)s",
        names=concat(", ", unique[:_NAMES_SHOWN]),
        more=nmsg("%(number)d more", "%(number)d more", more),
    )
