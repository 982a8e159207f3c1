"""Names the error in functions that answer as a mutant of the solution does."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bareme.errors import WireError
from bareme.grading.mutant_names.answer_store import AnswerStore, SharedAnswers
from bareme.grading.mutant_names.families import find_constants
from bareme.grading.mutant_names.replays import SeenCall, TooCostly, VersionReplays
from bareme.grading.mutant_names.result_parts import split_answers
from bareme.grading.mutant_names.search import Answers, VersionSearch, tell_something
from bareme.grading.mutant_names.versions import Version
from bareme.i18n.messages import Message, one_line
from bareme.results.result import Status
from bareme.student.observations import Call, Observation
from bareme.submissions.ast_names import free_names

__all__ = ["CheckCalls", "MutantNamer"]

_SLOW_MODULES: Final = frozenset(("keras", "tensorflow", "matplotlib"))
"""Functions that use them give no plain data, or train."""
_MAX_PAIRED_SECONDS: Final = 0.005
"""Processor time of a call for which two errors at once are tried."""
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
        self,
        definitions: str,
        exercise_names: Mapping[str, Sequence[str]],
        place: SharedAnswers | None = None,
    ) -> None:
        """Prepares nothing: that costs nothing where all checks pass.

        Args:
            definitions: the source of the solution's definitions.
            exercise_names: the names that each exercise defines.
            place: the database of answers that the workers of a batch share.
        """
        self._definitions = definitions
        self._exercise_names = exercise_names
        self._place = place or SharedAnswers()

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
            if name not in called or name not in self._functions:
                continue
            # Its answers may be wrong because of the functions that it uses.
            used = self._find_used_names(name)
            others = {one for one in lost if one != exercise and used.intersection(self._exercise_names[one])}
            if not others and not used & self._slow_names:
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
            explained = self._explain(function, answers)
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

    def _explain(self, function: str, answers: Answers) -> tuple[str, Message] | None:
        """Explains the answers of a function, or else each wrong result."""
        if not tell_something(answers):
            return None
        found = _choose(self._find_versions(function, answers))
        if found is not None:
            return found
        parts = [
            _choose(self._find_versions(function, part)) if tell_something(part) else None
            for part in split_answers(answers)
        ]
        known = [part for part in parts if part is not None]
        if not known or len(known) < len(parts):
            return None
        return "+".join(id for id, _ in known), one_line(*dict.fromkeys(sentence for _, sentence in known))

    def _find_versions(self, function: str, answers: Answers) -> tuple[Version, ...]:
        """Returns the versions that give all these answers, of the simplest kind that has any."""
        found = self._search.find_equal(function, answers)
        wrong = [one for one in answers if one.is_wrong]
        if wrong and not found:
            found = find_constants(self._search, self._replays.list_families(function), answers)
        # There are many pairs.
        if wrong and not found and min(one.seconds for one in wrong) <= _MAX_PAIRED_SECONDS:
            found = self._search.find_equal(function, answers, self._replays.list_pairs(function))
        return found

    @cached_property
    def _replays(self) -> VersionReplays:
        return VersionReplays(self._definitions, AnswerStore(self._place))

    @cached_property
    def _search(self) -> VersionSearch:
        return VersionSearch(self._replays)

    @cached_property
    def _tree(self) -> ast.Module:
        return ast.parse(self._definitions)

    @cached_property
    def _functions(self) -> dict[str, ast.FunctionDef]:
        return {node.name: node for node in self._tree.body if isinstance(node, ast.FunctionDef)}

    @cached_property
    def _slow_names(self) -> set[str]:
        """The names under which the solution imports slow modules."""
        imports = [node for node in self._tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        return {
            alias.asname or alias.name.partition(".")[0]
            for node in imports
            for alias in node.names
            if (getattr(node, "module", None) or alias.name).partition(".")[0] in _SLOW_MODULES
        }

    def _find_used_names(self, function: str) -> set[str]:
        """Returns the names that a function uses, also through other functions."""
        found, pending = set[str](), {function}
        while pending:
            used = set[str]().union(*(free_names(self._functions[one]) for one in pending)) - found
            found |= used
            pending = used & self._functions.keys()
        return found - {function}


def _choose(versions: Sequence[Version]) -> tuple[str, Message] | None:
    """Returns an id and the sentence of versions that give the same answers.

    A sentence about parameters and results alone is true whatever the code is. Without one, all versions must
    have the same sentence, or share a broader one.
    """
    outer = [one for one in versions if one.is_outer]
    if outer:
        # Of several fixed values with equal answers, none is the one.
        shared = [one.broader for one in outer if one.broader is not None]
        is_shared = outer[0].broader is not None and len(shared) > 1 and len(set(map(str, shared))) == 1
        return outer[0].id, (outer[0].broader if is_shared else None) or outer[0].sentence
    for told in ([one.sentence for one in versions], [one.broader for one in versions]):
        if told and told[0] is not None and len(set(map(str, told))) == 1:
            return versions[0].id, told[0]
    return None
