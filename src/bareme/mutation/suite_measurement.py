"""Measures the suite of one assignment by its mutants."""

from __future__ import annotations

import ast
import functools
import importlib
import json
import os
import resource
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, cast

from bareme.course.lazy_imports import set_tensorflow_env
from bareme.course.solution import read_solution, remove_markers
from bareme.errors import CourseError
from bareme.files import write_text_atomic
from bareme.grading.batch import compute_worker_timeout
from bareme.grading.course_modules import import_course_modules
from bareme.grading.grader import make_suite_inputs
from bareme.grading.process_pool import run_in_processes
from bareme.grading.pytest_runner import SUITE_FILES, run_pytest
from bareme.grading.setup import GradingContext
from bareme.grading.variable_snapshot import find_assigned_variables
from bareme.i18n.messages import msg
from bareme.mutation.code_mutants import CodeMutant, make_code_mutants, sample_mutants
from bareme.mutation.known_survivors import read_known_survivors
from bareme.mutation.local_session import LocalSession
from bareme.mutation.mutant_runner import MutantRunner, MutantVerdict
from bareme.results.message_field import Text
from bareme.sandbox.session import NotebookSession
from bareme.submissions.ast_names import imported_modules
from bareme.wire import Handle

__all__ = ["ExerciseCounts", "SuiteMeasurement", "Survivor", "measure_suite"]

_THREADS: Final = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
"""Variables of TensorFlow; there is a worker for each core already."""
_SECONDS_EACH: Final = 10
"""Wall time that a mutant may take on average before its worker counts as hung."""


@dataclass(frozen=True)
class ExerciseCounts:
    """The verdicts on the mutants of one exercise."""

    exercise: str
    mutants: int
    caught: int
    surviving: int
    """The known ones among them."""
    equivalent: int

    @property
    def share(self) -> float:
        """The share of caught ones among those that are not equivalent; 1 without any."""
        counted = self.caught + self.surviving
        return self.caught / counted if counted else 1.0


@dataclass(frozen=True)
class Survivor:
    """A mutant that no check caught, though it answers differently from the solution."""

    id: str
    exercise: str
    sentence: Text
    before: str
    after: str
    difference: str
    reason: str = ""
    """Why the author accepts it; empty if it is not known."""


@dataclass(frozen=True)
class SuiteMeasurement:
    """How many mutants of its solution a suite catches."""

    slug: str
    exercises: tuple[ExerciseCounts, ...]
    survivors: tuple[Survivor, ...]
    stale: tuple[str, ...]
    """The known survivors that a check catches, or that are equivalent."""
    drawing: tuple[str, ...]
    """The functions without plain answers, such as figures, which are not measured."""
    left_out: tuple[str, ...]
    """The checks that need a run of the notebook."""
    cpu_seconds: float
    not_tried: Mapping[str, int] = field(default_factory=dict)
    """The numbers of mutants of functions that train which were not tried, since each takes seconds."""
    is_remembered: bool = False

    @property
    def total(self) -> ExerciseCounts:
        """The counts over all exercises."""
        counted = self.exercises
        return ExerciseCounts(
            "",
            sum(one.mutants for one in counted),
            sum(one.caught for one in counted),
            sum(one.surviving for one in counted),
            sum(one.equivalent for one in counted),
        )

    @property
    def is_complete(self) -> bool:
        """True if each survivor is known, and no known one is stale."""
        return not self.stale and all(one.reason for one in self.survivors)


@dataclass(frozen=True)
class _Share:
    """The mutants that one worker judges: each ``count``-th, from ``first`` on."""

    first: int
    count: int


def measure_suite(context: GradingContext, *, workers: int) -> SuiteMeasurement:
    """Runs the mutants of a solution against the checks.

    Raises:
        CourseError: the suite cannot be run, or the file of known survivors breaks a rule.
        SandboxError: the sandbox for the solution's notebook cannot be opened.
    """
    found = make_code_mutants(context.definitions, context.exercise_names)
    known = read_known_survivors(context.assignment, {one.id for one in found})
    mutants = sample_mutants(found)
    variables = _read_variables(context)
    folder = Path(tempfile.mkdtemp(prefix="mutants-", dir=context.sandbox.address.folder))
    work = functools.partial(_judge_share, context, variables, folder)
    shares = [_Share(first, workers) for first in range(workers)]
    for share, ended in run_in_processes(
        work, shares, workers=workers, timeout=compute_worker_timeout(context) + _SECONDS_EACH * len(mutants)
    ):
        if not (folder / f"{share.first}.json").exists():
            reason = ended.reason or msg("exit code %(code)s", code=ended.exit_code)
            raise CourseError(
                msg(
                    "the mutants of %(name)s could not be run (%(reason)s); does its suite run?",
                    name=context.assignment.slug,
                    reason=reason,
                )
            )
    read = [json.loads((folder / f"{share.first}.json").read_text("utf-8")) for share in shares]
    verdicts = {one["id"]: MutantVerdict(**one) for part in read for one in part["verdicts"]}
    measured = _count(context, mutants, verdicts, known)
    return replace(
        measured,
        not_tried=_count_by_function(set(found) - set(mutants)),
        left_out=tuple(read[0]["left_out"]),
        cpu_seconds=round(sum(part["cpu_seconds"] for part in read), 1),
    )


def _read_variables(context: GradingContext) -> dict[str, object]:
    """Returns the variables that the suite reads, from one run of the solution's notebook.

    A notebook that trains is not run: that takes minutes, and nearly all of its variables come from models.
    """
    if _uses_keras(context.definitions):
        return {}
    folder = context.assignment.grader_folder
    names = find_assigned_variables(folder / name for name in SUITE_FILES.values())
    if not names:
        return {}
    notebook = read_solution(context.assignment)
    for cell in notebook.cells:
        cell.source = remove_markers(cell.source)
    with NotebookSession(notebook, context.sandbox) as session:
        session.run()
        replies = {name: session.ask("look_up", name=name) for name in names}
    return {
        name: reply["value"]
        for name, reply in replies.items()
        if "value" in reply and not isinstance(reply["value"], Handle)
    }


def _uses_keras(definitions: str) -> bool:
    return "keras" in imported_modules(ast.parse(definitions))


def _import_libraries(definitions: str) -> None:
    """Imports Keras, if the solution does, once for all mutants of a worker.

    Only imports: once TensorFlow computes, it has threads, and no fork of this process would go on.
    """
    if _uses_keras(definitions):
        set_tensorflow_env()
        for name in _THREADS:
            os.environ.setdefault(name, "1")
        importlib.import_module("keras")


def _judge_share(
    context: GradingContext, variables: Mapping[str, object], folder: Path, share: _Share
) -> None:
    """Judges mutants in a worker process, and writes the verdicts."""
    notebook = read_solution(context.assignment)
    found = make_code_mutants(context.definitions, context.exercise_names)
    mutants = sample_mutants(found)[share.first :: share.count]

    def make_session(namespace: Mapping[str, Any]) -> LocalSession:
        return LocalSession(namespace, variables, notebook, context.sandbox)

    _import_libraries(context.definitions)
    with import_course_modules(context.assignment):
        session = cast(NotebookSession, make_session({}))
        # Mistakes are not named, and no check is run again with right functions.
        inputs = replace(make_suite_inputs(context, session), name_mistake=lambda *_: {}, definitions="")
        runner = MutantRunner(context.assignment, inputs, make_session, context.definitions, mutants)
        run_pytest(context.assignment, runner)
        runner.get_checks()  # raises what kept the suite from being collected
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    content = {
        "verdicts": [asdict(one) for one in runner.verdicts],
        "left_out": runner.left_out,
        "cpu_seconds": sum(one.ru_utime + one.ru_stime for one in used),
    }
    write_text_atomic(folder / f"{share.first}.json", json.dumps(content))


def _count(
    context: GradingContext,
    mutants: Sequence[CodeMutant],
    verdicts: Mapping[str, MutantVerdict],
    known: Mapping[str, str],
) -> SuiteMeasurement:
    kept = [one for one in mutants if verdicts[one.id].verdict != "drawing"]
    survivors = [
        Survivor(
            one.id,
            one.exercise,
            one.sentence,
            one.before,
            one.after,
            verdicts[one.id].difference,
            known.get(one.id, ""),
        )
        for one in kept
        if verdicts[one.id].verdict == "surviving"
    ]
    return SuiteMeasurement(
        slug=context.assignment.slug,
        exercises=tuple(
            _count_exercise(exercise, [verdicts[one.id] for one in kept if one.exercise == exercise])
            for exercise in dict.fromkeys(one.exercise for one in kept)
        ),
        survivors=tuple(survivors),
        stale=tuple(sorted((known.keys() & verdicts.keys()) - {one.id for one in survivors})),
        drawing=tuple(
            dict.fromkeys(one.function for one in mutants if verdicts[one.id].verdict == "drawing")
        ),
        left_out=(),
        cpu_seconds=0.0,
    )


def _count_by_function(mutants: Collection[CodeMutant]) -> dict[str, int]:
    return dict(sorted(Counter(one.function for one in mutants).items()))


def _count_exercise(exercise: str, verdicts: Sequence[MutantVerdict]) -> ExerciseCounts:
    found = [one.verdict for one in verdicts]
    return ExerciseCounts(
        exercise,
        len(found),
        found.count("caught"),
        found.count("surviving"),
        found.count("equivalent"),
    )
