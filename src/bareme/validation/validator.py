"""Validates an assignment: its suite must distinguish right from wrong answers.

The solution must get all points, the untouched template and empty answers none. Every mistake must break
exactly the checks that it declares and be named, and every check must be broken by a mistake. The released
files must be up to date. With several seeds, the thresholds of checks are judged too.
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
from bareme.course.solution import Mistake, find_exercise_names, read_solution, remove_markers
from bareme.grading.batch import ProgressCallback, ignore_progress
from bareme.grading.check_collection import collect_checks
from bareme.grading.process_pool import WorkerSlots
from bareme.grading.pytest_runner import Check
from bareme.grading.release import RUN_RELEASE, find_stale_files, find_untranslated_texts, release_files
from bareme.grading.setup import GradingContext, GradingOptions, open_grading_context
from bareme.i18n.messages import N_, Message, msg, one_line
from bareme.results.result import CheckOutcome, Result
from bareme.submissions.notebook import dump_notebook, make_cell, make_notebook
from bareme.validation.calibration import Calibration, calibrate, make_seeded_solutions
from bareme.validation.mistake_names import describe_unnamed, is_named, judge_names
from bareme.validation.mutants import Mutant, judge_breaks, make_mutants
from bareme.validation.problems import Problem, describe_problems, summarize_failure
from bareme.validation.runs import RunInput, RunResult, run_inputs
from bareme.validation.thresholds import Run

__all__ = ["Validation", "validate_assignment", "validate_opened"]


# Answers that compute nothing; each is the body of a function of any arguments.
_EMPTY_ANSWERS: Final = {
    "none": "None",
    "zeros": "np.zeros(np.shape(arguments[0])) if arguments else 0.0",
    "ones": "np.ones(np.shape(arguments[0])) if arguments else 1.0",
    "random": "np.random.default_rng(1).random(np.shape(arguments[0])) if arguments else 0.5",
    "input": "arguments[0] if arguments else None",
}


@dataclass(frozen=True)
class Validation:
    """The findings on one assignment; it is valid without problems."""

    slug: str
    checks: int
    solution: str
    template: str
    mistakes: int
    caught: int
    """The number of mistakes that broke exactly the checks that they declare."""
    named: int
    """The number of mistakes whose own hint, and no other, is shown to students who make them."""
    seconds: float
    """Processor time of the solution's notebook, without the checks."""
    calibration: Calibration | None
    """None if no seeds were requested."""
    problems: tuple[Message, ...]
    untranslated: tuple[Message, ...]
    """A sentence for each text in code cells without translation; it is no problem."""
    is_remembered: bool = False
    """True if nothing changed since an earlier validation found no problem."""


def validate_assignment(
    assignment: Assignment,
    options: GradingOptions,
    *,
    workers: int,
    seeds: int | None = None,
    progress: ProgressCallback = ignore_progress,
) -> Validation:
    """Grades solution, template, mutants and empty answers, and judges the suite.

    Args:
        assignment: the assignment to validate.
        options: how to grade.
        workers: the number of submissions to grade at a time.
        seeds: the number of seeds of the solution, to judge the thresholds; None judges none.
        progress: called after each submission.

    Raises:
        CourseError: the assignment cannot be graded at all.
        SandboxError: the sandboxes for it cannot be opened.
    """
    with open_grading_context(assignment, options) as context:
        checks = collect_checks(assignment)
        return validate_opened(context, checks, workers=workers, seeds=seeds, progress=progress)


def validate_opened(
    context: GradingContext,
    checks: Sequence[Check],
    *,
    workers: int | WorkerSlots,
    seeds: int | None,
    progress: ProgressCallback,
) -> Validation:
    """Validates an assignment in an open grading context; runs in any thread.

    Args:
        context: how to grade; its sandboxes can be opened.
        checks: the checks of the suite.
        workers: the number of submissions at a time, or slots shared with other calls.
        seeds: the number of seeds for the thresholds; None judges no threshold.
        progress: called after each submission.
    """
    assignment = context.assignment
    solution = read_solution(assignment)
    right = _without_markers(solution)
    seeded = make_seeded_solutions(right, seeds or 1)
    others = [*_known_inputs(assignment, right, context), *seeded]
    # The mistakes that the author wrote are judged here, and a mutant is none of them.
    work = _Work(replace(context, mutant_answers=None), workers, progress)
    mutants, runs = _run_mutants(work, solution, checks, others)
    results = {name: run.result for name, run in runs.items()}
    judged = _judge_mistakes(work, solution, mutants, runs)
    calibration = None if seeds is None else _calibrate(context, runs, seeded, mutants)
    problems = [
        *(one_line(sentence, RUN_RELEASE) for sentence in find_stale_files(assignment)),
        *_judge_results(results, [check.id for check in checks]),
        *describe_problems(problem for one in judged for problem in one.catching),
        *(problem for one in judged for problem in one.naming),
        *_judge_coverage(checks, context.mistakes),
        *(() if calibration is None else calibration.problems),
    ]
    return Validation(
        slug=assignment.slug,
        checks=len(checks),
        solution=_points(results["solution"]),
        # All templates are judged; the table has room for one.
        template=_points(next(one for name, one in results.items() if name.startswith("template"))),
        mistakes=len(context.mistakes),
        caught=sum(one.is_graded and not one.catching for one in judged),
        named=sum(one.is_named and not one.naming for one in judged),
        seconds=results["solution"].durations.get("notebook_cpu_seconds", 0.0),
        calibration=calibration,
        problems=tuple(problems),
        untranslated=find_untranslated_texts(assignment),
    )


@dataclass(frozen=True)
class _Work:
    """The settings of all grading runs of a validation."""

    context: GradingContext
    workers: int | WorkerSlots
    progress: ProgressCallback

    def run(self, inputs: Sequence[RunInput]) -> dict[str, RunResult]:
        return run_inputs(self.context, inputs, workers=self.workers, progress=self.progress)


def _points(result: Result) -> str:
    return f"{result.score:g}/{result.max_score:g}"


def _to_run(run: RunResult) -> Run:
    return Run({check.id: check.status for check in run.result.checks}, run.measured)


def _calibrate(
    context: GradingContext,
    runs: Mapping[str, RunResult],
    seeded: Sequence[RunInput],
    mutants: Sequence[Mutant],
) -> Calibration:
    right = [_to_run(runs[name]) for name in ("solution", *(one.name for one in seeded))]
    # The mistakes of a mutant do not interact: only one of them changes what a check measures.
    wrong = {mistake: _to_run(runs[mutant.name]) for mutant in mutants for mistake in mutant.mistakes}
    return calibrate(context.profile, right, wrong)


def _mutant_input(mutant: Mutant) -> RunInput:
    return RunInput(f"{mutant.name}.ipynb", mutant.content)


def _without_markers(solution: NotebookNode) -> NotebookNode:
    right = copy.deepcopy(solution)
    for cell in right.cells:
        cell.source = remove_markers(cell.source)
    return right


def _known_inputs(assignment: Assignment, right: NotebookNode, context: GradingContext) -> Iterator[RunInput]:
    """Yields the solution, the templates and notebooks with empty answers."""
    yield RunInput("solution.ipynb", dump_notebook(right), draws_figures=True)
    for name, content in release_files(assignment).items():
        path = Path(name)
        if path.suffix == ".ipynb" or name == f"{assignment.slug}.py":
            stem = f"template-{path.stem.replace('.', '-')}-{path.suffix[1:]}"
            yield RunInput(f"{stem}{path.suffix}", content)
    functions = {
        node.name for node in ast.parse(context.definitions).body if isinstance(node, ast.FunctionDef)
    }
    names = [name for found in find_exercise_names(right).values() for name in found]
    for kind, answer in _EMPTY_ANSWERS.items():
        yield RunInput(f"empty-{kind}.ipynb", dump_notebook(_empty_notebook(names, functions, answer)))


def _empty_notebook(names: Sequence[str], functions: set[str], answer: str) -> NotebookNode:
    # Variables get the same answers as functions, which refer to the arguments of a call.
    lines = ["import numpy as np", "arguments = ()"]
    for name in names:
        if name in functions:
            lines.append(f"def {name}(*arguments, **_):\n    return {answer}")
        else:
            lines.append(f"{name} = {answer}")
    return make_notebook([make_cell("code", "\n".join(lines), "cell-0", {})], {})


def _run_mutants(
    work: _Work, solution: NotebookNode, checks: Sequence[Check], others: Sequence[RunInput]
) -> tuple[list[Mutant], dict[str, RunResult]]:
    """Grades mutants of all mistakes, together with other inputs.

    A mutant of several mistakes whose outcome is not as declared is split, and the parts are graded instead.
    """
    mutants = make_mutants(work.context.assignment, solution, work.context.mistakes, checks)
    # Together with the mutants in one run, so that no worker waits for the last of one kind.
    runs = work.run([*map(_mutant_input, mutants), *others])
    unexpected = [
        one for one in mutants if len(one.mistakes) > 1 and not one.is_as_declared(runs[one.name].result)
    ]
    parts = [part for one in unexpected for part in one.split()]
    if parts:
        runs |= work.run([_mutant_input(part) for part in parts])
    # Their outcomes are those of several mistakes, and must not be judged beside those of the parts.
    for one in unexpected:
        del runs[one.name]
    return [*(one for one in mutants if one not in unexpected), *parts], runs


@dataclass(frozen=True)
class _JudgedMistake:
    """The problems of a mistake with the checks that it breaks, and with its name."""

    is_graded: bool
    is_named: bool
    catching: Sequence[Problem]
    naming: Sequence[Message]


def _judge_mistakes(
    work: _Work, solution: NotebookNode, mutants: Sequence[Mutant], runs: Mapping[str, RunResult]
) -> list[_JudgedMistake]:
    outcomes = {
        name: found for one in mutants for name, found in one.select_outcomes(runs[one.name].result).items()
    }
    # What the solution itself breaks is one problem, and none of the mistakes.
    broken = {check.id for check in runs["solution"].result.checks if check.status != "passed"}
    return [
        _JudgedMistake(
            is_graded=bool(outcomes[one.name]),
            is_named=is_named(one, outcomes[one.name]),
            catching=[found for found in judge_breaks(one, outcomes[one.name]) if found.check not in broken],
            naming=_judge_naming(work, solution, one, outcomes[one.name]),
        )
        for one in work.context.mistakes
    ]


def _judge_results(results: Mapping[str, Result], declared: Sequence[str]) -> Iterator[Message]:
    yield from describe_problems(_judge_completeness(results, declared))
    yield from _judge_solution(results["solution"])
    nothing = {name: one for name, one in results.items() if name.startswith(("template", "empty"))}
    yield from describe_problems(
        problem for name, result in nothing.items() for problem in _judge_nothing(name, result)
    )


def _judge_coverage(checks: Sequence[Check], mistakes: Sequence[Mistake]) -> list[Message]:
    broken = {check for mistake in mistakes for check in mistake.breaks}
    return [
        msg("no mistake breaks the check %(check)s; write one that it must catch.", check=check.id)
        for check in checks
        if check.id not in broken
    ]


def _judge_completeness(results: Mapping[str, Result], declared: Sequence[str]) -> list[Problem]:
    """Returns a problem for each submission that lacks outcomes of checks."""
    return [
        Problem(
            N_("%(names)s could not be graded: %(reason)s"),
            name,
            (("reason", one_line(*result.notes) if result.notes else msg("some checks gave no outcome.")),),
        )
        for name, result in results.items()
        # A result without outcomes would count as an empty answer that passes nothing.
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


def _judge_nothing(name: str, result: Result) -> list[Problem]:
    """Returns the problems of an empty answer: passed or undetermined checks."""
    problems: list[Problem] = []
    for check in result.checks:
        if check.status == "passed":
            sentence = N_("%(check)s is passed by %(names)s; make that check ask for a right value.")
            problems.append(Problem(sentence, name, (("check", check.id),), check.id))
        elif check.status == "undetermined":
            sentence = N_("%(check)s cannot cope with %(names)s: %(message)s")
            values = (("check", check.id), ("message", summarize_failure(check)))
            problems.append(Problem(sentence, name, values, check.id))
    return problems


def _judge_naming(
    work: _Work, solution: NotebookNode, mistake: Mistake, outcomes: Mapping[str, CheckOutcome]
) -> list[Message]:
    """Returns the problems with the names that checks give to a mistake."""
    problems = judge_names(mistake, outcomes)
    # A check that could not judge the mistake cannot name it either, and one that it passes refutes it. Both
    # are problems of their own.
    unable = any(
        check.status == "undetermined" or (check.status == "passed" and name in mistake.breaks)
        for name, check in outcomes.items()
    )
    if outcomes and not unable and not is_named(mistake, outcomes):
        mutant = Mutant((mistake,), solution)
        explaining = replace(work.context, mistakes=(replace(mistake, explained=True),))
        # Alone, and with reasons in place of hints: only then is it known why no check names the mistake.
        run = _Work(explaining, work.workers, ignore_progress).run([_mutant_input(mutant)])[mutant.name]
        problems.append(describe_unnamed(mistake, {check.id: check for check in run.result.checks}))
    return problems
