"""Names the error in functions that answer as a mutant of the solution does."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bareme.errors import WireError
from bareme.grading.mutant_names.answer_store import AnswerStore
from bareme.grading.mutant_names.replays import SeenCall, TooCostly, VersionReplays
from bareme.grading.mutant_names.search import VersionSearch
from bareme.grading.mutant_names.versions import Version
from bareme.i18n.messages import Message
from bareme.results.result import Status
from bareme.student.observations import Call, Observation
from bareme.submissions.ast_names import free_names, modules_used_by

__all__ = ["CheckCalls", "MutantNamer"]

_SLOW_MODULES: Final = frozenset(("keras", "tensorflow", "matplotlib"))
"""Functions that use them give no plain data, or train."""
_LOST: Final = ("failed", "error")


@dataclass(frozen=True)
class CheckCalls:
    """The outcome of a check, with its calls of the student's functions."""

    check: str
    exercise: str
    status: Status
    observations: Sequence[Observation] | None
    """None if they were too large to keep."""


class MutantNamer:
    """Finds the mutants that answer as a student's functions do."""

    def __init__(
        self, definitions: str, exercise_names: Mapping[str, Sequence[str]], path: str = ":memory:"
    ) -> None:
        """Prepares nothing: that costs nothing where all checks pass.

        Args:
            definitions: the source of the solution's definitions.
            exercise_names: the names that each exercise defines.
            path: the database of answers that the workers of a batch share.
        """
        self._definitions = definitions
        self._exercise_names = exercise_names
        self._path = path

    def __call__(self, runs: Sequence[CheckCalls], named: Collection[str]) -> dict[str, tuple[str, Message]]:
        """Returns the id of a mutant and its sentence for each failed check that one explains.

        A function is compared on all calls that the checks of its exercise made, also those that passed. An
        exercise in which a check is named already is left alone: a hint written for a mistake is better.

        Args:
            runs: the calls of each check.
            named: the checks that a known mistake explains.
        """
        found: dict[str, tuple[str, Message]] = {}
        lost = dict.fromkeys(one.exercise for one in runs if one.status in _LOST)
        for exercise in lost:
            mine = [one for one in runs if one.exercise == exercise]
            if any(one.check in named for one in mine):
                continue
            try:
                for function in self._find_functions(exercise, mine, lost):
                    found = {**self._name(function, mine), **found}
            # Naming a mistake is a help, and must never cost a grade.
            except Exception:
                continue
        return found

    def _find_functions(
        self, exercise: str, runs: Sequence[CheckCalls], lost: Collection[str]
    ) -> Iterator[str]:
        """Yields the functions of an exercise whose answers can be explained."""
        # A version that ends is not one that had to be stopped.
        if any(one.status == "timeout" or one.observations is None for one in runs):
            return
        called = {seen.name for one in runs for seen in one.observations or () if isinstance(seen, Call)}
        for name in self._exercise_names.get(exercise, ()):
            if name not in called or name not in self._uses:
                continue
            # Its answers may be wrong because of the functions that it uses.
            used = self._find_used(name)
            others = {one for one in lost if one != exercise and used.intersection(self._exercise_names[one])}
            if not others and not modules_used_by(name, [self._tree]) & _SLOW_MODULES:
                yield name

    def _name(self, function: str, runs: Sequence[CheckCalls]) -> dict[str, tuple[str, Message]]:
        try:
            calls = {
                one.check: [
                    SeenCall.of(seen)
                    for seen in one.observations or ()
                    if isinstance(seen, Call) and seen.name == function
                ]
                for one in runs
            }
            answers = self._search.compare_with_solution([one for made in calls.values() for one in made])
            explained = _choose(self._search.find_equal(function, answers))
        except (TooCostly, WireError):
            return {}
        if explained is None:
            return {}
        wrong = {one.seen.key for one in answers if one.is_wrong}
        return {
            one.check: explained
            for one in runs
            if one.status in _LOST and any(seen.key in wrong for seen in calls[one.check])
        }

    @cached_property
    def _search(self) -> VersionSearch:
        return VersionSearch(VersionReplays(self._definitions, AnswerStore(self._path)))

    @cached_property
    def _tree(self) -> ast.Module:
        return ast.parse(self._definitions)

    @cached_property
    def _uses(self) -> dict[str, set[str]]:
        """The functions of the solution that each of them uses."""
        functions = {node.name: node for node in self._tree.body if isinstance(node, ast.FunctionDef)}
        return {name: free_names(node) & functions.keys() for name, node in functions.items()}

    def _find_used(self, name: str) -> set[str]:
        """Returns the functions that one uses, also through others."""
        found, pending = set[str](), {name}
        while pending:
            found |= pending
            pending = set[str]().union(*(self._uses[one] for one in pending)) - found
        return found - {name}


def _choose(versions: Sequence[Version]) -> tuple[str, Message] | None:
    """Returns an id and the sentence of versions that give the same answers.

    A sentence about parameters and results alone is true whatever the code is. Without one, all versions must
    have the same sentence, or share a broader one.
    """
    for one in versions:
        if one.is_outer:
            return one.id, one.sentence
    for told in ([one.sentence for one in versions], [one.broader for one in versions]):
        if told and told[0] is not None and len(set(map(str, told))) == 1:
            return versions[0].id, told[0]
    return None
