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
from bareme.mutation.equal_answers import LocalAnswer, answer_locally, are_equal, is_comparable
from bareme.mutation.forked_call import ChildEnded, call_in_child
from bareme.mutation.local_session import LocalSession, RecordedCall
from bareme.mutation.random_inputs import perturb_call
from bareme.sandbox.session import NotebookSession
from bareme.student.student import Student

__all__ = ["MutantRunner", "MutantVerdict", "Verdict"]

Verdict = Literal["caught", "surviving", "equivalent", "drawing"]
RANDOM_INPUTS: Final = 200
_MAX_INPUT_SECONDS: Final = 4.0
"""Processor time of the solution for the random inputs of one function; a slow one gets fewer."""
_SPARE_SECONDS: Final = 2
_SLOWER: Final = 3
"""A mutant may take this many times the processor time of the solution, and the spare seconds."""
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
        self._calls: dict[str, Sequence[RecordedCall]] = {}
        """The calls of the solution by each check."""
        self._inputs: dict[str, list[tuple[RecordedCall, LocalAnswer]]] = {}
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
        session, started = self._use(self._solution), time.process_time()
        for place, item in enumerate(items):
            session.calls.clear()
            runtestprotocol(item, log=False, nextitem=items[place + 1] if items[place + 1 :] else None)
            self._calls[item.name] = tuple(session.calls)
        self._cpu_limit = _SPARE_SECONDS + math.ceil(_SLOWER * (time.process_time() - started))
        self.left_out = tuple(name for name, one in self.outcomes.items() if one.status != "passed")

    def _judge_mutant(self, mutant: CodeMutant, items: Sequence[pytest.Item]) -> MutantVerdict:
        if not self._is_comparable(mutant.function):
            return MutantVerdict(mutant.id, "drawing")
        wanted = self._select(mutant, items)
        try:
            caught = call_in_child(lambda: self._find_failed_check(mutant, wanted), self._cpu_limit)
            if caught["check"]:
                return MutantVerdict(mutant.id, "caught", caught["check"])
            inputs = self._find_inputs(mutant.function)
            limit = _SPARE_SECONDS + _SLOWER * math.ceil(_MAX_INPUT_SECONDS)
            found = call_in_child(lambda: self._find_difference(mutant, inputs), limit)
        except ChildEnded:
            return MutantVerdict(mutant.id, "caught")
        verdict: Verdict = "surviving" if found["difference"] else "equivalent"
        return MutantVerdict(mutant.id, verdict, difference=found["difference"])

    def _is_comparable(self, function: str) -> bool:
        """Returns False for a function that gives figures or other objects."""
        if function not in self._comparable:
            calls = (one for calls in self._calls.values() for one in calls if one.name == function)
            first = next(calls, None)
            self._comparable[function] = first is None or is_comparable(
                answer_locally(self._solution, first).value
            )
        return self._comparable[function]

    def _select(self, mutant: CodeMutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """Returns the checks that can catch a mutant, by nearness."""
        users = self._users({mutant.function})
        wanted = [item for item in items if self._can_catch(self.checks[item.name], mutant, users)]
        return sorted(wanted, key=lambda item: self.checks[item.name].exercise != mutant.exercise)

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

    def _find_failed_check(self, mutant: CodeMutant, items: Sequence[pytest.Item]) -> dict[str, Any]:
        """Runs checks, in a child process, up to the first that fails."""
        self._use(self._make_namespace(mutant))
        for place, item in enumerate(items):
            runtestprotocol(item, log=False, nextitem=items[place + 1] if items[place + 1 :] else None)
            if self.outcomes[item.name].status in _FAILED:
                return {"check": item.name}
        return {"check": ""}

    def _find_inputs(self, function: str) -> list[tuple[RecordedCall, LocalAnswer]]:
        """Returns the recorded and the random calls of a function, with the solution's answers."""
        if function not in self._inputs:
            recorded = [call for calls in self._calls.values() for call in calls if call.name == function]
            # An input that the solution refuses is not of the right kind.
            found = [
                (call, answer)
                for call in recorded
                if not (answer := answer_locally(self._solution, call)).raised
            ]
            found += self._draw_inputs([call for call, _ in found])
            self._inputs[function] = found
        return self._inputs[function]

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

    def _find_difference(
        self, mutant: CodeMutant, inputs: Sequence[tuple[RecordedCall, LocalAnswer]]
    ) -> dict[str, Any]:
        """Compares a mutant with the solution, in a child process, up to the first difference."""
        namespace = self._make_namespace(mutant)
        for call, right in inputs:
            wrong = answer_locally(namespace, call)
            if not are_equal(right, wrong):
                return {"difference": _describe(call, right, wrong)}
        return {"difference": "" if inputs else f"no check calls {mutant.function}"}


def _describe(call: RecordedCall, right: LocalAnswer, wrong: LocalAnswer) -> str:
    keywords = [f"{name}={_show(value)}" for name, value in call.keywords.items()]
    given = ", ".join([*map(_show, call.arguments), *keywords])
    answers = [one.raised or _show(one.value) for one in (right, wrong)]
    if are_equal(right.value, wrong.value) and not wrong.raised:
        answers = ["arguments unchanged", "arguments changed"]
    return f"{call.name}({given}): {answers[0]} -> {answers[1]}"


def _show(value: object) -> str:
    with np.printoptions(threshold=12, edgeitems=2, precision=4):
        text = " ".join(repr(value).split())
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"
