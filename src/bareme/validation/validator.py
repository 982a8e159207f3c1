"""Grades the grader: an assignment is fit for students when its suite tells right from wrong.

The solution must get everything and the untouched template nothing; every mistake must break exactly
the checks that it declares and be named, and every check must be broken by one; functions that answer
anything but the truth must get nothing; and what students receive must be what the solution says.
Mistakes that cannot meet are graded in one notebook, and each alone where that shows anything unexpected.
With several seeds, the thresholds that checks demand are judged, too.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from nbformat import NotebookNode

from bareme.course.course import Assignment
from bareme.course.solution import Mistake, exercise_names, read_solution, without_markers
from bareme.grading.batch import ProgressCallback, ignore_progress
from bareme.grading.grader import GradingContext
from bareme.grading.pytest_plugin import collect_checks
from bareme.grading.pytest_runner import Check
from bareme.grading.release import release_files, stale_files
from bareme.grading.setup import GradingOptions, open_grading_context
from bareme.i18n.messages import N_, Message, msg, one_line
from bareme.results.result import CheckOutcome, Result
from bareme.submissions.notebook import dump_notebook, make_cell, make_notebook
from bareme.validation.calibration import Calibration, calibrate, seeded
from bareme.validation.mistake_names import describe_unnamed, is_named, judge_names
from bareme.validation.mutants import Mutant, judge_mutants, make_mutants, summarize_failure
from bareme.validation.runs import RunInput, RunResult, run_inputs
from bareme.validation.thresholds import Run

__all__ = ["RUN_RELEASE", "Validation", "validate_assignment"]

RUN_RELEASE: Final = N_("Run `bareme release`.")

# A function that answers these has computed nothing. Each line is the body of a function of any arguments.
_EMPTY_ANSWERS: Final = {
    "none": "None",
    "zeros": "np.zeros(np.shape(arguments[0])) if arguments else 0.0",
    "ones": "np.ones(np.shape(arguments[0])) if arguments else 1.0",
    "random": "np.random.default_rng(1).random(np.shape(arguments[0])) if arguments else 0.5",
    "input": "arguments[0] if arguments else None",
}


@dataclass(frozen=True)
class Validation:
    """What was found of one assignment; it is valid when there is no problem."""

    slug: str
    checks: int
    solution: str
    template: str
    mistakes: int
    caught: int
    """Mistakes that broke exactly what they declare."""
    named: int
    """Mistakes whose hint a student who makes them is shown, and that of no other."""
    seconds: float
    """Processor time that the notebook of the solution took, without the checks."""
    calibration: Calibration | None
    """None where no seeds were asked for."""
    problems: tuple[Message, ...]


def validate_assignment(
    assignment: Assignment,
    options: GradingOptions,
    *,
    workers: int,
    seeds: int | None = None,
    progress: ProgressCallback = ignore_progress,
) -> Validation:
    """Grades the solution, the template, every mistake and some empty answers, and compares.

    Args:
        assignment: whose suites.
        options: how to grade.
        workers: how many submissions to grade at a time.
        seeds: with how many to grade the solution, to judge the thresholds; None judges none.
        progress: is told after each submission.

    Raises:
        CourseError: the assignment cannot be graded at all.
        SandboxError: the sandboxes for it cannot be opened.
    """
    checks = collect_checks(assignment)
    solution = read_solution(assignment)
    right = _without_markers(solution)
    with open_grading_context(assignment, options) as plan:
        again = seeded(right, seeds or 1)
        others = [*_attempts(assignment, right, plan), *again]
        mistaken, trials = _try_mistakes(_Work(plan, workers, progress), solution, checks, others)
        catching, naming = _judge_mistakes(plan, solution, mistaken, trials)
    results = {name: trial.result for name, trial in trials.items()}
    calibration = None if seeds is None else _calibrate(plan, trials, again, mistaken)
    problems = [
        *(one_line(sentence, RUN_RELEASE) for sentence in stale_files(assignment)),
        *_judge_results(results, [check.id for check in checks]),
        *(problem for found in (*catching, *naming) for problem in found),
        *_judge_coverage(checks, plan.mistakes),
        *(() if calibration is None else calibration.problems),
    ]
    return Validation(
        slug=assignment.slug,
        checks=len(checks),
        solution=_points(results["solution"]),
        template=_points(next(one for name, one in results.items() if name.startswith("template"))),
        mistakes=len(plan.mistakes),
        caught=sum(not found for found in catching),
        named=sum(not found for found in naming),
        seconds=results["solution"].durations.get("notebook_cpu_seconds", 0.0),
        calibration=calibration,
        problems=tuple(problems),
    )


@dataclass(frozen=True)
class _Work:
    """How notebooks are graded here."""

    plan: GradingContext
    workers: int
    progress: ProgressCallback

    def run(self, attempts: Sequence[RunInput]) -> dict[str, RunResult]:
        return run_inputs(self.plan, attempts, workers=self.workers, progress=self.progress)


def _points(result: Result) -> str:
    return f"{result.score:g}/{result.max_score:g}"


def _run(trial: RunResult) -> Run:
    return Run({check.id: check.status for check in trial.result.checks}, trial.measured)


def _calibrate(
    plan: GradingContext,
    trials: Mapping[str, RunResult],
    seeded: Sequence[RunInput],
    mistaken: Sequence[Mutant],
) -> Calibration:
    right = [_run(trials[name]) for name in ("solution", *(attempt.name for attempt in seeded))]
    # Of mistakes that cannot meet, each is the only one to change what its own checks measure.
    wrong = {mistake: _run(trials[one.name]) for one in mistaken for mistake in one.mistakes}
    return calibrate(plan.profile, right, wrong)


def _attempt(mistaken: Mutant) -> RunInput:
    return RunInput(f"{mistaken.name}.ipynb", mistaken.content)


def _without_markers(solution: NotebookNode) -> NotebookNode:
    right = copy.deepcopy(solution)
    for cell in right.cells:
        cell.source = without_markers(cell.source)
    return right


def _attempts(assignment: Assignment, right: NotebookNode, plan: GradingContext) -> Iterator[RunInput]:
    """Yields submissions whose results are known beforehand, mistakes apart."""
    yield RunInput("solution.ipynb", dump_notebook(right))
    for name, content in release_files(assignment).items():
        path = Path(name)
        if path.suffix == ".ipynb" or name == f"{assignment.slug}.py":
            stem = f"template-{path.stem.replace('.', '-')}-{path.suffix[1:]}"
            yield RunInput(f"{stem}{path.suffix}", content)
    functions = {node.name for node in ast.parse(plan.definitions).body if isinstance(node, ast.FunctionDef)}
    names = [name for found in exercise_names(right).values() for name in found]
    for kind, answer in _EMPTY_ANSWERS.items():
        yield RunInput(f"empty-{kind}.ipynb", dump_notebook(_empty_notebook(names, functions, answer)))


def _empty_notebook(names: Sequence[str], functions: set[str], answer: str) -> NotebookNode:
    lines = ["import numpy as np", "arguments = ()"]
    for name in names:
        if name in functions:
            lines.append(f"def {name}(*arguments, **_):\n    return {answer}")
        else:
            lines.append(f"{name} = {answer}")
    return make_notebook([make_cell("code", "\n".join(lines), "cell-0", {})], {})


def _try_mistakes(
    work: _Work, solution: NotebookNode, checks: Sequence[Check], others: Sequence[RunInput]
) -> tuple[list[Mutant], dict[str, RunResult]]:
    """Grades notebooks with the mistakes, and others beside them.

    Notebooks of several mistakes that show anything unexpected are parted, and the parts graded instead.
    """
    mistaken = make_mutants(work.plan.assignment, solution, work.plan.mistakes, checks)
    trials = work.run([*map(_attempt, mistaken), *others])
    together = [
        one for one in mistaken if len(one.mistakes) > 1 and not one.is_as_declared(trials[one.name].result)
    ]
    parts = [part for one in together for part in one.alone()]
    if parts:
        trials |= work.run([_attempt(part) for part in parts])
    for one in together:
        del trials[one.name]
    return [*(one for one in mistaken if one not in together), *parts], trials


def _judge_mistakes(
    plan: GradingContext, solution: NotebookNode, mistaken: Sequence[Mutant], trials: Mapping[str, RunResult]
) -> tuple[list[list[Message]], list[list[Message]]]:
    """Returns, for each mistake, what is wrong with the checks that it breaks, and with its name."""
    outcomes = {
        name: found for one in mistaken for name, found in one.outcomes(trials[one.name].result).items()
    }
    catching = [judge_mutants(mistake, outcomes[mistake.name]) for mistake in plan.mistakes]
    naming = [_judge_naming(plan, solution, mistake, outcomes[mistake.name]) for mistake in plan.mistakes]
    return catching, naming


def _judge_results(results: Mapping[str, Result], declared: Sequence[str]) -> Iterator[Message]:
    yield from _judge_completeness(results, declared)
    yield from _judge_solution(results["solution"])
    for name, result in results.items():
        if name.startswith(("template", "empty")):
            yield from _judge_nothing(name, result)


def _judge_coverage(checks: Sequence[Check], mistakes: Sequence[Mistake]) -> list[Message]:
    broken = {check for mistake in mistakes for check in mistake.breaks}
    return [
        msg("no mistake breaks the check %(check)s; write one that it must catch.", check=check.id)
        for check in checks
        if check.id not in broken
    ]


def _judge_completeness(results: Mapping[str, Result], declared: Sequence[str]) -> list[Message]:
    """Every submission has an outcome of every check; where a suite breaks down there is none."""
    return [
        msg(
            "%(name)s could not be graded: %(reason)s",
            name=name,
            reason=" ".join(result.notes) or msg("some checks gave no outcome."),
        )
        for name, result in results.items()
        if [check.id for check in result.checks] != list(declared)
    ]


def _judge_solution(result: Result) -> list[Message]:
    return [
        msg(
            "the solution does not pass %(check)s (%(status)s): %(message)s",
            check=check.id,
            status=check.status,
            message=summarize_failure(check),
        )
        for check in result.checks
        if check.status != "passed"
    ]


def _judge_nothing(name: str, result: Result) -> list[Message]:
    """Nothing is earned, and the suite copes with every answer."""
    problems: list[Message] = []
    for check in result.checks:
        if check.status == "passed":
            problems.append(
                msg(
                    "%(name)s passes %(check)s; make that check ask for a right value.",
                    name=name,
                    check=check.id,
                )
            )
        elif check.status == "undetermined":
            problems.append(
                msg(
                    "%(check)s cannot cope with %(name)s: %(message)s",
                    check=check.id,
                    name=name,
                    message=summarize_failure(check),
                )
            )
    return problems


def _judge_naming(
    plan: GradingContext, solution: NotebookNode, mistake: Mistake, outcomes: Mapping[str, CheckOutcome]
) -> list[Message]:
    """The hint that is shown where a mistake is made is its own."""
    problems = judge_names(mistake, outcomes)
    if outcomes and not is_named(mistake, outcomes):
        alone = Mutant((mistake,), solution)
        asked = replace(plan, mistakes=(replace(mistake, explained=True),))
        trial = _Work(asked, 1, ignore_progress).run([_attempt(alone)])[alone.name]
        problems.append(describe_unnamed(mistake, {check.id: check for check in trial.result.checks}))
    return problems
