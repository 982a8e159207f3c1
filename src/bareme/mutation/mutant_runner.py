"""Runs mutants against the checks of a suite, in forks of one run of pytest."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, cast

import numpy as np
import pytest
from _pytest.runner import runtestprotocol

from bareme.course.course import Assignment
from bareme.course.solution import run_definitions
from bareme.grading.mistakes.replay import ReplayNamespace
from bareme.grading.pytest_plugin import SuiteInputs, SuiteRunner
from bareme.grading.pytest_runner import ALL_VISIBILITIES, Check
from bareme.i18n.messages import N_
from bareme.mutation.code_mutants import CodeMutant
from bareme.mutation.described_objects import DescribedObject
from bareme.mutation.equal_answers import LocalAnswer, answer_locally, are_equal, is_comparable
from bareme.mutation.forked_call import ChildEnded, call_in_child
from bareme.mutation.local_session import LocalSession
from bareme.mutation.random_inputs import perturb_call
from bareme.mutation.recorded_call import RecordedCall
from bareme.sandbox.session import NotebookSession
from bareme.student.student import Student

__all__ = ["MutantRunner", "MutantVerdict", "Verdict"]

Verdict = Literal["caught", "surviving", "equivalent", "drawing"]
RANDOM_INPUTS: Final = 200
_MAX_INPUT_SECONDS: Final = 4.0
"""Processor time of the solution for the random inputs of one function; a slow one gets fewer."""
_MAX_SOLUTION_SECONDS: Final = 600
"""Processor time of the solution, which ends; a limit for suites that wait for something."""
_SPARE_SECONDS: Final = 2
_SLOWER: Final = 3
"""A mutant may take this many times the processor time of the solution, and the spare seconds."""
_SLOW_CHECK: Final = 1.0
"""Processor time of a check that trains; others are tried before it."""
_LAYERS: Final = "layers"
"""The feature of a model that lists the classes of its layers."""
_MAX_SHOWN: Final = 400
_FAILED: Final = frozenset(("failed", "error", "timeout", "not_attempted"))


@dataclass(frozen=True)
class MutantVerdict:
    """The verdict on one mutant."""

    id: str
    verdict: Verdict
    check: str = ""
    """The check that caught it; empty if it did not end."""
    difference: str = ""
    """For a surviving one: an input, and the answers of solution and mutant to it."""


@dataclass(frozen=True)
class _SolutionRun:
    """The run of the checks on the solution."""

    calls: Mapping[str, Sequence[RecordedCall]]
    """By check."""
    seconds: Mapping[str, float]
    """Processor time of each check that the solution passes."""

    @property
    def cpu_seconds(self) -> float:
        """Processor time of all checks."""
        return sum(self.seconds.values())


@dataclass(frozen=True)
class _Inputs:
    """Calls of a function, and the solution's answers."""

    answers: Sequence[tuple[RecordedCall, LocalAnswer]]
    cpu_seconds: float


class MutantRunner(SuiteRunner):
    """Runs the solution once, and then each mutant until a check fails."""

    def __init__(
        self,
        assignment: Assignment,
        inputs: SuiteInputs,
        make_session: Callable[[Mapping[str, Any]], LocalSession],
        definitions: str,
        mutants: Sequence[CodeMutant],
    ) -> None:
        super().__init__(assignment, inputs, ALL_VISIBILITIES)
        self._make_session = make_session
        self._definitions = definitions
        self._mutants = mutants
        self._solution = run_definitions(definitions, N_("the solution")).__dict__
        self._users = ReplayNamespace(definitions).find_users
        self._calls: Mapping[str, Sequence[RecordedCall]] = {}
        """The calls of the solution by each check."""
        self._seconds: Mapping[str, float] = {}
        self._inputs: dict[str, _Inputs] = {}
        self._comparable: dict[str, bool] = {}
        self._cpu_limit = 0
        self.verdicts: list[MutantVerdict] = []
        self.left_out: tuple[str, ...] = ()
        """The checks that the solution does not pass without a run of its notebook."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Runs the checks in place of pytest."""
        if session.items:
            self._run_solution(session.items)
            for mutant in self._mutants:
                self.verdicts.append(self._judge_mutant(mutant, session.items))
        return True

    def _use(self, namespace: Mapping[str, Any]) -> LocalSession:
        session = self._make_session(namespace)
        functions = frozenset(name for name, value in namespace.items() if callable(value))
        # It has all that a `Student` asks of a session.
        student = Student(cast(NotebookSession, session), functions)
        self.inputs = replace(self.inputs, student=student)
        return session

    def _run_solution(self, items: Sequence[pytest.Item]) -> None:
        # In a child: TensorFlow starts threads when it first computes, and a fork of them would wait forever.
        run = call_in_child(lambda: self._observe_solution(items), _MAX_SOLUTION_SECONDS)
        self._calls, self._seconds = run.calls, run.seconds
        self._cpu_limit = _SPARE_SECONDS + math.ceil(_SLOWER * run.cpu_seconds)
        self.left_out = tuple(item.name for item in items if item.name not in run.seconds)

    def _observe_solution(self, items: Sequence[pytest.Item]) -> _SolutionRun:
        session, calls, seconds = self._use(self._solution), {}, {}
        for place, item in enumerate(items):
            session.calls.clear()
            started = time.process_time()
            runtestprotocol(item, log=False, nextitem=items[place + 1] if items[place + 1 :] else None)
            calls[item.name] = tuple(session.calls)
            outcome = self.outcomes.get(item.name)
            if outcome is not None and outcome.status == "passed":
                seconds[item.name] = time.process_time() - started
        return _SolutionRun(calls, seconds)

    def _judge_mutant(self, mutant: CodeMutant, items: Sequence[pytest.Item]) -> MutantVerdict:
        if not self._is_comparable(mutant.function):
            return MutantVerdict(mutant.id, "drawing")
        wanted = self._select(mutant, items)
        try:
            caught = call_in_child(lambda: self._find_failed_check(mutant, wanted), self._cpu_limit)
        except ChildEnded:
            return MutantVerdict(mutant.id, "caught")
        if caught:
            return MutantVerdict(mutant.id, "caught", caught)
        inputs = self._find_inputs(mutant.function)
        limit = _SPARE_SECONDS + math.ceil(_SLOWER * inputs.cpu_seconds)
        try:
            found = call_in_child(lambda: self._find_difference(mutant, inputs.answers), limit)
        except ChildEnded:
            return MutantVerdict(mutant.id, "caught")
        return MutantVerdict(mutant.id, "surviving" if found else "equivalent", difference=found)

    def _is_comparable(self, function: str) -> bool:
        """Returns False for a function that gives objects without a description, or nothing."""
        if function not in self._comparable:
            calls = (one for calls in self._calls.values() for one in calls if one.name == function)
            first = next(calls, None)
            self._comparable[function] = first is None or call_in_child(
                lambda: is_comparable(answer_locally(self._solution, first).value), _MAX_SOLUTION_SECONDS
            )
        return self._comparable[function]

    def _select(self, mutant: CodeMutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """Returns the checks that can catch a mutant, near and quick ones first."""
        users = self._users({mutant.function})
        wanted = [item for item in items if self._can_catch(self.checks[item.name], mutant, users)]

        def rank(item: pytest.Item) -> tuple[bool, bool]:
            is_slow = self._seconds[item.name] > _SLOW_CHECK
            return self.checks[item.name].exercise != mutant.exercise, is_slow

        return sorted(wanted, key=rank)

    def _can_catch(self, check: Check, mutant: CodeMutant, users: frozenset[str]) -> bool:
        # A check that is given the exercise runs with the right function in the end, and costs nothing.
        return (
            mutant.exercise not in check.given
            and check.id not in self.left_out
            and any(call.name in users for call in self._calls[check.id])
        )

    def _make_namespace(self, mutant: CodeMutant) -> dict[str, Any]:
        namespace = run_definitions(self._definitions, N_("the solution")).__dict__
        exec(compile(mutant.source, f"<{mutant.id}>", "exec"), namespace)
        return namespace

    def _find_failed_check(self, mutant: CodeMutant, items: Sequence[pytest.Item]) -> str:
        """Returns the first check that fails, in a child process; empty if all pass."""
        self._use(self._make_namespace(mutant))
        for place, item in enumerate(items):
            runtestprotocol(item, log=False, nextitem=items[place + 1] if items[place + 1 :] else None)
            if self.outcomes[item.name].status in _FAILED:
                return item.name
        return ""

    def _find_inputs(self, function: str) -> _Inputs:
        """Returns the recorded and the random calls of a function, with the solution's answers."""
        if function not in self._inputs:
            self._inputs[function] = call_in_child(
                lambda: self._answer_inputs(function), _MAX_SOLUTION_SECONDS
            )
        return self._inputs[function]

    def _answer_inputs(self, function: str) -> _Inputs:
        started = time.process_time()
        recorded = [call for calls in self._calls.values() for call in calls if call.name == function]
        # An input that the solution refuses is not of the right kind.
        found = [
            (call, answer) for call in recorded if not (answer := answer_locally(self._solution, call)).raised
        ]
        found += self._draw_inputs([call for call, _ in found])
        return _Inputs(found, time.process_time() - started)

    def _draw_inputs(self, recorded: Sequence[RecordedCall]) -> list[tuple[RecordedCall, LocalAnswer]]:
        random, drawn = np.random.default_rng(0), list[tuple[RecordedCall, LocalAnswer]]()
        started, tries = time.process_time(), 0
        while recorded and len(drawn) < RANDOM_INPUTS and tries < 3 * RANDOM_INPUTS:
            call = perturb_call(recorded[tries % len(recorded)], random)
            answer = answer_locally(self._solution, call)
            tries += 1
            if not answer.raised:
                drawn.append((call, answer))
            if time.process_time() - started > _MAX_INPUT_SECONDS:
                break
        return drawn

    def _find_difference(self, mutant: CodeMutant, inputs: Sequence[tuple[RecordedCall, LocalAnswer]]) -> str:
        """Returns the first difference between a mutant and the solution, in a child process."""
        namespace = self._make_namespace(mutant)
        for call, right in inputs:
            wrong = answer_locally(namespace, call)
            if not are_equal(right, wrong):
                return _describe(call, right, wrong)
        return "" if inputs else f"no check calls {mutant.function}"


def _describe(call: RecordedCall, right: LocalAnswer, wrong: LocalAnswer) -> str:
    keywords = [f"{name}={_show(value)}" for name, value in call.keywords.items()]
    given = ", ".join([*map(_show, call.arguments), *keywords])
    answers = [one.raised or _show(one.value) for one in (right, wrong)]
    if are_equal(right.value, wrong.value) and not wrong.raised:
        answers = ["arguments unchanged", "arguments changed"]
    elif not wrong.raised and (features := _find_features(right.value, wrong.value)):
        answers = [_show(dict(part)) for part in zip(*features, strict=True)]
    return f"{call.name}({given}): {answers[0]} -> {answers[1]}"


def _find_features(right: object, wrong: object) -> list[tuple[tuple[str, object], tuple[str, object]]]:
    """Returns the features in which two described objects differ, in pairs; empty for other values."""
    if isinstance(right, tuple) and isinstance(wrong, tuple):
        return [pair for parts in zip(right, wrong, strict=False) for pair in _find_features(*parts)]
    if not isinstance(right, DescribedObject) or not isinstance(wrong, DescribedObject):
        return []
    names = dict.fromkeys([*right.features, *wrong.features])
    pairs = [(right.features.get(name), wrong.features.get(name)) for name in names]
    found = [
        ((name, pair[0]), (name, pair[1]))
        for name, pair in zip(names, pairs, strict=True)
        if not are_equal(*pair)
    ]
    # With another list of layers, the settings of nearly all of them differ.
    return [pair for pair in found if pair[0][0] == _LAYERS] or found


def _show(value: object) -> str:
    with np.printoptions(threshold=12, edgeitems=2, precision=4):
        text = " ".join(repr(value).split())
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"
