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

from bareme.batch import Tell, no_progress
from bareme.calibration import Calibration, calibrate, seeded
from bareme.course import Assignment
from bareme.grading import Plan
from bareme.mistaken import Mistaken, judge_breaks, mistaken_notebooks, one_line
from bareme.naming.judging import describe_unnamed, is_named, judge_names
from bareme.notebooks import dump_notebook, make_cell, make_notebook
from bareme.planning import GradingOptions, prepare
from bareme.plugin import collect_checks
from bareme.release import release_files, stale_files
from bareme.results import CheckOutcome, Result
from bareme.saying import N_, Sentence, in_one_line, say
from bareme.solution import Mistake, exercise_names, read_solution, without_markers
from bareme.suite import Check
from bareme.thresholds import Run
from bareme.trials import Attempt, Trial, run_trials

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
    problems: tuple[Sentence, ...]


def validate_assignment(
    assignment: Assignment,
    options: GradingOptions,
    *,
    workers: int,
    seeds: int | None = None,
    progress: Tell = no_progress,
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
        RoomError: the rooms for it cannot be opened.
    """
    checks = collect_checks(assignment)
    solution = read_solution(assignment)
    right = _without_markers(solution)
    with prepare(assignment, options) as plan:
        again = seeded(right, seeds or 1)
        others = [*_attempts(assignment, right, plan), *again]
        mistaken, trials = _try_mistakes(_Work(plan, workers, progress), solution, checks, others)
        catching, naming = _judge_mistakes(plan, solution, mistaken, trials)
    results = {name: trial.result for name, trial in trials.items()}
    calibration = None if seeds is None else _calibrate(plan, trials, again, mistaken)
    problems = [
        *(in_one_line(sentence, RUN_RELEASE) for sentence in stale_files(assignment)),
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

    plan: Plan
    workers: int
    progress: Tell

    def run(self, attempts: Sequence[Attempt]) -> dict[str, Trial]:
        return run_trials(self.plan, attempts, workers=self.workers, progress=self.progress)


def _points(result: Result) -> str:
    return f"{result.score:g}/{result.max_score:g}"


def _run(trial: Trial) -> Run:
    return Run({check.id: check.status for check in trial.result.checks}, trial.measured)


def _calibrate(
    plan: Plan, trials: Mapping[str, Trial], seeded: Sequence[Attempt], mistaken: Sequence[Mistaken]
) -> Calibration:
    right = [_run(trials[name]) for name in ("solution", *(attempt.name for attempt in seeded))]
    # Of mistakes that cannot meet, each is the only one to change what its own checks measure.
    wrong = {mistake: _run(trials[one.name]) for one in mistaken for mistake in one.mistakes}
    return calibrate(plan.profile, right, wrong)


def _attempt(mistaken: Mistaken) -> Attempt:
    return Attempt(f"{mistaken.name}.ipynb", mistaken.content)


def _without_markers(solution: NotebookNode) -> NotebookNode:
    right = copy.deepcopy(solution)
    for cell in right.cells:
        cell.source = without_markers(cell.source)
    return right


def _attempts(assignment: Assignment, right: NotebookNode, plan: Plan) -> Iterator[Attempt]:
    """Yields submissions whose results are known beforehand, mistakes apart."""
    yield Attempt("solution.ipynb", dump_notebook(right))
    for name, content in release_files(assignment).items():
        path = Path(name)
        if path.suffix == ".ipynb" or name == f"{assignment.slug}.py":
            stem = f"template-{path.stem.replace('.', '-')}-{path.suffix[1:]}"
            yield Attempt(f"{stem}{path.suffix}", content)
    functions = {node.name for node in ast.parse(plan.definitions).body if isinstance(node, ast.FunctionDef)}
    names = [name for found in exercise_names(right).values() for name in found]
    for kind, answer in _EMPTY_ANSWERS.items():
        yield Attempt(f"empty-{kind}.ipynb", dump_notebook(_empty_notebook(names, functions, answer)))


def _empty_notebook(names: Sequence[str], functions: set[str], answer: str) -> NotebookNode:
    lines = ["import numpy as np", "arguments = ()"]
    for name in names:
        if name in functions:
            lines.append(f"def {name}(*arguments, **_):\n    return {answer}")
        else:
            lines.append(f"{name} = {answer}")
    return make_notebook([make_cell("code", "\n".join(lines), "cell-0", {})], {})


def _try_mistakes(
    work: _Work, solution: NotebookNode, checks: Sequence[Check], others: Sequence[Attempt]
) -> tuple[list[Mistaken], dict[str, Trial]]:
    """Grades notebooks with the mistakes, and others beside them.

    Notebooks of several mistakes that show anything unexpected are parted, and the parts graded instead.
    """
    mistaken = mistaken_notebooks(work.plan.assignment, solution, work.plan.mistakes, checks)
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
    plan: Plan, solution: NotebookNode, mistaken: Sequence[Mistaken], trials: Mapping[str, Trial]
) -> tuple[list[list[Sentence]], list[list[Sentence]]]:
    """Returns, for each mistake, what is wrong with the checks that it breaks, and with its name."""
    outcomes = {
        name: found for one in mistaken for name, found in one.outcomes(trials[one.name].result).items()
    }
    catching = [judge_breaks(mistake, outcomes[mistake.name]) for mistake in plan.mistakes]
    naming = [_judge_naming(plan, solution, mistake, outcomes[mistake.name]) for mistake in plan.mistakes]
    return catching, naming


def _judge_results(results: Mapping[str, Result], declared: Sequence[str]) -> Iterator[Sentence]:
    yield from _judge_completeness(results, declared)
    yield from _judge_solution(results["solution"])
    for name, result in results.items():
        if name.startswith(("template", "empty")):
            yield from _judge_nothing(name, result)


def _judge_coverage(checks: Sequence[Check], mistakes: Sequence[Mistake]) -> list[Sentence]:
    broken = {check for mistake in mistakes for check in mistake.breaks}
    return [
        say("no mistake breaks the check %(check)s; write one that it must catch.", check=check.id)
        for check in checks
        if check.id not in broken
    ]


def _judge_completeness(results: Mapping[str, Result], declared: Sequence[str]) -> list[Sentence]:
    """Every submission has an outcome of every check; where a suite breaks down there is none."""
    return [
        say(
            "%(name)s could not be graded: %(reason)s",
            name=name,
            reason=" ".join(result.notes) or say("some checks gave no outcome."),
        )
        for name, result in results.items()
        if [check.id for check in result.checks] != list(declared)
    ]


def _judge_solution(result: Result) -> list[Sentence]:
    return [
        say(
            "the solution does not pass %(check)s (%(status)s): %(message)s",
            check=check.id,
            status=check.status,
            message=one_line(check),
        )
        for check in result.checks
        if check.status != "passed"
    ]


def _judge_nothing(name: str, result: Result) -> list[Sentence]:
    """Nothing is earned, and the suite copes with every answer."""
    problems: list[Sentence] = []
    for check in result.checks:
        if check.status == "passed":
            problems.append(
                say(
                    "%(name)s passes %(check)s; make that check ask for a right value.",
                    name=name,
                    check=check.id,
                )
            )
        elif check.status == "undetermined":
            problems.append(
                say(
                    "%(check)s cannot cope with %(name)s: %(message)s",
                    check=check.id,
                    name=name,
                    message=one_line(check),
                )
            )
    return problems


def _judge_naming(
    plan: Plan, solution: NotebookNode, mistake: Mistake, outcomes: Mapping[str, CheckOutcome]
) -> list[Sentence]:
    """The hint that is shown where a mistake is made is its own."""
    problems = judge_names(mistake, outcomes)
    if outcomes and not is_named(mistake, outcomes):
        alone = Mistaken((mistake,), solution)
        asked = replace(plan, mistakes=(replace(mistake, explained=True),))
        trial = _Work(asked, 1, no_progress).run([_attempt(alone)])[alone.name]
        problems.append(describe_unnamed(mistake, {check.id: check for check in trial.result.checks}))
    return problems
