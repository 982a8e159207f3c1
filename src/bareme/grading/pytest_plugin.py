"""The pytest plugin: fixtures and marker for suites, outcomes of checks.

An instructor writes plain pytest with the fixtures ``student``, ``reference``, ``profile``,
``data`` and ``datasets``, and the marker ``exercise(id, points=None, hint="", needs=(), given=())``.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Final, Literal, NamedTuple

import pytest

from bareme.checks.measurements import begin_check
from bareme.checks.value_words import WrongKind
from bareme.course.course import Assignment
from bareme.course.profile import Profile
from bareme.datasets import GraderData
from bareme.errors import NotAttempted, ServerEnded, StudentError, StudentTimeout
from bareme.grading.check_collection import CheckCollector
from bareme.grading.check_evidence import CheckRun, build_evidence, build_training_evidence
from bareme.grading.corrected_runs import CorrectedRuns, FailedCall
from bareme.grading.dependencies import find_blocker, sort_by_dependency
from bareme.grading.mutant_names import CheckCalls
from bareme.grading.process_pool import WORKER_MEMORY_MIB
from bareme.grading.pytest_runner import (
    ALL_VISIBILITIES,
    SUITE_FILES,
    Check,
    make_undetermined_outcome,
    run_pytest,
)
from bareme.grading.variable_snapshot import VariableSnapshot, find_assigned_variables
from bareme.i18n.messages import N_, Message, as_message, msg
from bareme.results.evidence import MAX_EVIDENCE, Evidence
from bareme.results.result import CheckOutcome, Status, Visibility, revised
from bareme.student.keras_config.parser import ModelRefused
from bareme.student.observations import Observation, count_bytes
from bareme.student.recorder import start_recording_evidence, take_records
from bareme.student.student import Student

__all__ = [
    "NameMistake",
    "NameMutant",
    "SuiteInputs",
    "SuiteRun",
    "SuiteRunner",
    "ignore_mutants",
    "run_suite",
]

# An assertion of a suite may put a student's value into its message, at any length.
MAX_MESSAGE: Final = 2000
_UNTOLD: Final = N_(
    "bareme could not tell with right functions of earlier exercises. This is not your fault."
)
MAX_KEPT_BYTES: Final = 128 * 2**20
"""Limit on the values kept from failed checks, and on those from others; a suite asks for a few MB, and an
answer may have 256."""

NameMistake = Callable[[Mapping[str, Sequence[Observation]], Collection[str]], Mapping[str, tuple[str, str]]]
"""Maps the observations of each failed check, and the names of the passed ones, to the name and the hint of
the mistake that explains a failed check."""
NameMutant = Callable[[Sequence[CheckCalls], Collection[str]], Mapping[str, tuple[str, Message]]]
"""Maps the calls of all checks, and the failed checks that a known mistake explains, to the id and the
sentence of the mutant that explains another one."""


def ignore_mutants(runs: Sequence[CheckCalls], named: Collection[str]) -> Mapping[str, tuple[str, Message]]:
    """Names nothing."""
    return {}


@dataclass(frozen=True)
class SuiteInputs:
    """The values of a suite's fixtures."""

    student: Student
    reference: SimpleNamespace
    profile: Profile
    datasets: Mapping[str, GraderData]
    name_mistake: NameMistake
    name_mutant: NameMutant = ignore_mutants
    definitions: str = ""
    """The source of the solution's definitions; without it no check is run again with right functions."""
    exercise_names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The names that each exercise defines."""


class SuiteRun(NamedTuple):
    """The outcomes of the checks, in the order of the suite."""

    outcomes: tuple[CheckOutcome, ...]
    training: Mapping[str, tuple[Evidence, ...]]
    """Evidence from models and histories of the notebook, by exercise."""
    server_ended: bool = False
    """True if the fork server ended during the run, so that checks could not be answered."""


def run_suite(
    assignment: Assignment, inputs: SuiteInputs, visibilities: Collection[Visibility] = ALL_VISIBILITIES
) -> SuiteRun:
    """Runs the checks of some visibilities against a submission.

    Every declared check has an outcome; a check that pytest does not report is ``undetermined``.

    Raises:
        CourseError: the suite cannot be collected, or breaks a rule.
    """
    runner = SuiteRunner(assignment, inputs, visibilities)
    run_pytest(assignment, runner)
    # After all checks: nothing may be asked of another sandbox afterwards.
    runner.forgive_carried_errors()
    # After that: a mistake is named only if it agrees with the checks that passed, too.
    named = inputs.name_mistake(
        runner.observations, [name for name, outcome in runner.outcomes.items() if outcome.status == "passed"]
    )
    named = {**inputs.name_mutant(runner.list_calls(), named.keys()), **named}
    for name, (mistake, hint) in named.items():
        runner.outcomes[name] = revised(runner.outcomes[name], mistake=mistake, hint=as_message(hint))
    outcomes = tuple(
        runner.outcomes.get(check.id) or make_undetermined_outcome(check)
        for check in runner.get_checks()
        if check.visibility in visibilities
    )
    return SuiteRun(outcomes, runner.training, runner.server_ended)


class SuiteRunner(CheckCollector):
    """Runs the wanted checks and keeps the outcome of each."""

    def __init__(
        self, assignment: Assignment, inputs: SuiteInputs, visibilities: Collection[Visibility]
    ) -> None:
        super().__init__(assignment)
        self.inputs = inputs
        self.visibilities = visibilities
        self.outcomes: dict[str, CheckOutcome] = {}
        self.observations: dict[str, Sequence[Observation]] = {}
        """The observations of each failed check."""
        self.other_observations: dict[str, Sequence[Observation]] = {}
        """Those of the others, which may refute what explains a failed one."""
        self.kept_bytes: Counter[bool] = Counter()
        self.training: dict[str, tuple[Evidence, ...]] = {}
        self.server_ended = False
        self.failed_calls: list[FailedCall] = []
        """The calls to repeat with right functions of the exercises that the check is given."""
        self.snapshot = VariableSnapshot()
        self.started = 0.0

    @pytest.fixture
    def student(self) -> Student:
        """The submission under test."""
        return self.inputs.student

    @pytest.fixture
    def reference(self) -> SimpleNamespace:
        """The namespace of the reference solution."""
        return self.inputs.reference

    @pytest.fixture
    def profile(self) -> Profile:
        """The profile in force: ``mini`` or ``full``."""
        return self.inputs.profile

    @pytest.fixture
    def data(self) -> GraderData | None:
        """The first of the data sets in force, with its held-out part."""
        return next(iter(self.inputs.datasets.values()), None)

    @pytest.fixture
    def datasets(self) -> Mapping[str, GraderData]:
        """The data sets in force, by the name that students ask for."""
        return self.inputs.datasets

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Selects and sorts the checks."""
        super().pytest_collection_modifyitems(items)
        by_name = {item.name: item for item in items}
        wanted = [check for check in self.checks.values() if check.visibility in self.visibilities]
        # After an error of the collection there are no items, although checks may be known.
        items[:] = (
            [by_name[check.id] for check in sort_by_dependency(wanted, self.assignment)] if items else []
        )

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Prepares the recording of a check, or skips it."""
        # First, since it raises if the check is skipped: a hidden check that is not run reveals nothing, and
        # need not freeze the outputs.
        self._skip_if_blocked(self.checks[item.name])
        if self.checks[item.name].visibility == "hidden":
            # From here on, the student's code knows hidden inputs and could show them.
            self.inputs.student.keep_outputs()
            self._take_snapshot()
        begin_check(item.name)
        # What was read before belongs to no check: the snapshot reads variables, too.
        start_recording_evidence()
        self.inputs.student.take_observations()
        self.inputs.student.take_unverified()
        self.inputs.student.take_asked()
        self.started = time.perf_counter()

    def _take_snapshot(self) -> None:
        files = [self.assignment.grader_folder / name for name in SUITE_FILES.values()]
        # Evidence is a help: a failure to collect it must not cost a point.
        with contextlib.suppress(Exception):
            self.snapshot.take(self.inputs.student, find_assigned_variables(files))

    def _skip_if_blocked(self, check: Check) -> None:
        """Skips a check if another one that it needs did not pass."""
        blocker = find_blocker(check, self.checks, self.outcomes)
        if blocker is None:
            return
        self.outcomes[check.id] = revised(
            make_undetermined_outcome(check),
            status=blocker.status,
            message=msg(
                "Not run: lost because of %(what)s, which it needs. Correct that first.",
                what=blocker.because_of,
            ),
            because_of=blocker.because_of,
        )
        pytest.skip("blocked")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Judges a check that ended."""
        # Replaces pytest's own report: formatting its traceback takes longer than the check.
        failed = call.excinfo is not None
        blocked = item.name in self.outcomes and self.outcomes[item.name].because_of is not None
        # A fixture that fails ends a check before its call. A failure after the call changes no verdict.
        if not blocked and (call.when == "call" or (call.when == "setup" and failed)):
            error = None if call.excinfo is None else call.excinfo.value
            outcome = self._judge(self.checks[item.name], error)
            self.outcomes[item.name] = outcome
            if outcome.status in ("failed", "error", "timeout") and isinstance(item, pytest.Function):
                self.failed_calls.append(FailedCall.of(self.checks[item.name], item))
        # Only for the types: collecting makes no report here.
        when: Literal["setup", "call", "teardown"] = "call" if call.when == "collect" else call.when
        return pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome="failed" if failed else "passed",
            longrepr=None,
            when=when,
        )

    def forgive_carried_errors(self) -> None:
        """Runs failed checks again, with right functions of the exercises that they are given."""
        if not self.inputs.definitions:
            return
        runs = CorrectedRuns(self.inputs.student, self.inputs.definitions, self.inputs.exercise_names)
        for call in self.failed_calls:
            if not call.check.given or self.server_ended:
                continue
            begin_check(call.check.id)
            start_recording_evidence()
            error = call.repeat(partial(runs.run_with, call.check.given))
            self.server_ended |= isinstance(error, ServerEnded)
            status, _ = _explain(error, answered=True)
            if status in ("passed", "undetermined"):
                self._replace_outcome(call.check, status)

    def _replace_outcome(self, check: Check, status: Status) -> None:
        """Replaces the outcome of a failed check by the one of its corrected run.

        Student code could read the solution's functions there, so no text of that run is shown.
        """
        self.observations.pop(check.id, None)
        # Its calls were answered with wrong earlier functions, and say nothing about the ones under test.
        self.other_observations[check.id] = ()
        passed = status == "passed"
        hint = msg(
            "It fails with your own functions of earlier exercises, and passes with right ones in their "
            "place. So it has its points."
        )
        self.outcomes[check.id] = revised(
            self.outcomes[check.id],
            status=status,
            score=check.points or 0.0 if passed else 0.0,
            message="" if passed else msg(_UNTOLD),
            hint=hint if passed else "",
            evidence=(),
        )

    def _judge(self, check: Check, error: BaseException | None) -> CheckOutcome:
        observations = self.inputs.student.take_observations()
        self.server_ended |= isinstance(error, ServerEnded)
        status, message = _explain(error, answered=bool(observations))
        asked = self.inputs.student.take_asked()
        if status in ("failed", "error"):
            stub = self.inputs.student.find_stub_behind(asked)
            if stub is not None:
                status, message = "not_attempted", msg("`%(where)s` is still to be written.", where=stub)
        self._keep(check, status, observations)
        if status == "passed":
            # A replica answers for these functions alone; see `assert_right_or_consistent`.
            self.inputs.student.note_right(observations)
        datasets = tuple(self.inputs.datasets.values())
        seen = CheckRun(status, error, take_records(), observations, datasets, self.snapshot.is_untouched)
        points = check.points or 0.0
        return revised(
            make_undetermined_outcome(check),
            status=status,
            score=points if status == "passed" else 0.0,
            message=message,
            hint=as_message(check.hint) if status == "failed" and not _is_told(check, error) else "",
            evidence=self._gather(check, seen),
            unverified=self.inputs.student.take_unverified(),
            duration_seconds=round(time.perf_counter() - self.started, 4),
        )

    def list_calls(self) -> list[CheckCalls]:
        """Returns the calls of each check, for comparisons with mutants."""
        kept = {**self.other_observations, **self.observations}
        return [
            CheckCalls(name, outcome.exercise, outcome.status, kept.get(name))
            for name, outcome in self.outcomes.items()
            # A check that was not run asked nothing.
            if outcome.because_of is None
        ]

    def _keep(self, check: Check, status: Status, observations: Sequence[Observation]) -> None:
        """Keeps a check's observations for matching, up to a limit."""
        # A time-out or a stub gives no answer that a mistake could explain.
        failed = status in ("failed", "error")
        # The names of mistakes are a help, so beyond the limit some are not found, and no check is affected.
        self.kept_bytes[failed] += count_bytes(observations)
        if self.kept_bytes[failed] <= MAX_KEPT_BYTES:
            kept = self.observations if failed else self.other_observations
            kept[check.id] = observations

    def _gather(self, check: Check, seen: CheckRun) -> tuple[Evidence, ...]:
        """Keeps training evidence, and returns the evidence of a public check."""
        with contextlib.suppress(Exception):  # evidence is a help, see above
            before = self.training.get(check.exercise, ())
            new = tuple(one for one in build_training_evidence(seen) if one not in before)
            self.training[check.exercise] = (*before, *new)[:MAX_EVIDENCE]
        with contextlib.suppress(Exception):
            # After a hidden check, an answer of the student's code may contain the inputs of that check.
            none = check.visibility == "hidden" or self.snapshot.is_taken
            return () if none else build_evidence(seen)
        return ()


def _explain(error: BaseException | None, *, answered: bool) -> tuple[Status, str]:
    """Returns the status and the message for the exception of a check.

    Args:
        error: the exception that the check raised.
        answered: True if the student's code had answered the check before.
    """
    # Subclasses of StudentError come before it.
    match error:
        case None:
            return "passed", ""
        case NotAttempted():
            return "not_attempted", error.sentence
        case StudentTimeout():
            return "timeout", error.sentence
        case ModelRefused():
            return "failed", error.sentence
        case StudentError():
            return "error", error.sentence
        case MemoryError() if answered:
            # The suite passes with the solution's answers, so the student's answer is too large.
            return "error", msg(
                "Comparing what your code returned takes more than the %(size)s MiB of memory that the "
                "grader allows. Is its shape right?",
                size=WORKER_MEMORY_MIB,
            )
        case pytest.xfail.Exception():
            pass  # a subclass of pytest.fail.Exception, but not a failure of the student
        case AssertionError() | pytest.fail.Exception():
            return "failed", _said_by(error) or msg("The answer is not the expected one.")
    reason = f"{type(error).__name__} in the suite: {str(error)[:300]}"
    return "undetermined", msg("bareme could not tell (%(reason)s). This is not your fault.", reason=reason)


def _is_told(check: Check, error: BaseException | None) -> bool:
    """Returns True if the message, which the student reads, leaves nothing to a hint about right values."""
    return check.visibility == "public" and isinstance(error, WrongKind)


def _said_by(error: BaseException) -> str:
    """Returns the message of an assertion, which is its own message id where it is plain text."""
    # `str(error)` would be English for good: a message in the arguments can still be translated.
    first = error.args[0] if error.args else ""
    message = as_message(first if isinstance(first, str) else str(error))
    return message if len(message) <= MAX_MESSAGE else message[:MAX_MESSAGE]
