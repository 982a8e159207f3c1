"""Grades the grader: an assignment is fit for students when its suite tells right from wrong.

The solution must get everything and the untouched template nothing; every mistake must break exactly
the checks that it declares and be named, and every check must be broken by one; functions that answer
anything but the truth must get nothing; and what students receive must be what the solution says.
"""

from __future__ import annotations

import ast
import copy
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from nbformat import NotebookNode

from bareme.batch import Pages, Tell, no_progress, run_batch
from bareme.course import Assignment, Course
from bareme.grading import Plan
from bareme.intake import collect
from bareme.naming.judging import describe_unnamed, is_named, judge_names
from bareme.notebooks import dump_notebook, make_cell, make_notebook
from bareme.planning import GradingOptions, prepare
from bareme.plugin import collect_checks
from bareme.release import release_files, stale_files
from bareme.replacing import replace_definitions
from bareme.results import CheckOutcome, Result
from bareme.solution import Mistake, exercise_names, read_solution, without_markers

__all__ = ["Validation", "validate_assignment"]

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
    problems: tuple[str, ...]


def validate_assignment(
    assignment: Assignment,
    options: GradingOptions,
    *,
    workers: int,
    progress: Tell = no_progress,
) -> Validation:
    """Grades the solution, the template, every mistake and some empty answers, and compares.

    Raises:
        CourseError: the assignment cannot be graded at all.
        RoomError: the rooms for it cannot be opened.
    """
    checks = collect_checks(assignment)
    with prepare(assignment, options) as plan:
        files = dict(_submissions(assignment, plan))
        results = _grade(plan, files, workers, progress)
        outcomes = {name: _by_id(result) for name, result in results.items()}
        naming = {
            mistake.name: _judge_naming(plan, mistake, outcomes[f"mistake-{mistake.name}"], files)
            for mistake in plan.mistakes
        }
    problems = [f"{sentence} Run `bareme release`." for sentence in stale_files(assignment)]
    problems += _judge_completeness(results, [check.id for check in checks])
    problems += _judge_solution(results["solution"])
    for name, result in results.items():
        if name.startswith(("template", "empty")):
            problems += _judge_nothing(name, result)
    per_mistake = {
        mistake.name: _judge_mistake(mistake, outcomes[f"mistake-{mistake.name}"])
        for mistake in plan.mistakes
    }
    problems += [problem for found in (*per_mistake.values(), *naming.values()) for problem in found]
    broken = {check for mistake in plan.mistakes for check in mistake.breaks}
    problems += [
        f"no mistake breaks the check {check.id}; write one that it must catch."
        for check in checks
        if check.id not in broken
    ]
    solution = results["solution"]
    template = next(result for name, result in results.items() if name.startswith("template"))
    return Validation(
        slug=assignment.slug,
        checks=len(checks),
        solution=f"{solution.score:g}/{solution.max_score:g}",
        template=f"{template.score:g}/{template.max_score:g}",
        mistakes=len(plan.mistakes),
        caught=sum(not found for found in per_mistake.values()),
        named=sum(not found for found in naming.values()),
        problems=tuple(problems),
    )


def _submissions(assignment: Assignment, plan: Plan) -> Iterator[tuple[str, str]]:
    """Yields file names and contents of submissions whose results are known beforehand."""
    solution = read_solution(assignment)
    right = copy.deepcopy(solution)
    for cell in right.cells:
        cell.source = without_markers(cell.source)
    yield "solution.ipynb", dump_notebook(right)
    for name, content in release_files(assignment).items():
        path = Path(name)
        if path.suffix == ".ipynb" or name == f"{assignment.slug}.py":
            yield f"template-{path.stem.replace('.', '-')}-{path.suffix[1:]}{path.suffix}", content
    for mistake in plan.mistakes:
        yield f"mistake-{mistake.name}.ipynb", dump_notebook(replace_definitions(solution, mistake.source))
    functions = {node.name for node in ast.parse(plan.definitions).body if isinstance(node, ast.FunctionDef)}
    names = [name for found in exercise_names(solution).values() for name in found]
    for kind, answer in _EMPTY_ANSWERS.items():
        yield f"empty-{kind}.ipynb", dump_notebook(_empty_notebook(names, functions, answer))


def _empty_notebook(names: Sequence[str], functions: set[str], answer: str) -> NotebookNode:
    lines = ["import numpy as np", "arguments = ()"]
    for name in names:
        if name in functions:
            lines.append(f"def {name}(*arguments, **_):\n    return {answer}")
        else:
            lines.append(f"{name} = {answer}")
    return make_notebook([make_cell("code", "\n".join(lines), "cell-0", {})], {})


def _grade(plan: Plan, files: Mapping[str, str], workers: int, progress: Tell) -> dict[str, Result]:
    with tempfile.TemporaryDirectory(prefix="bareme-validate-") as folder:
        source, out = Path(folder, "source"), Path(folder, "out")
        source.mkdir()
        for name, content in files.items():
            (source / name).write_text(content, encoding="utf-8")
        # The labels of the files are the ids of the results.
        submissions = tuple(
            replace(submission, student_id=Path(submission.file_name).stem)
            for submission in collect([source], ("ipynb", "py"), plan.assignment.slug).submissions
        )
        pages = Pages(Course(plan.assignment.root).template_folders())
        results = run_batch(plan, submissions, out, pages, workers=workers, progress=progress)
    return {result.student.id: result for result in results}


def _judge_completeness(results: Mapping[str, Result], declared: Sequence[str]) -> list[str]:
    """Every submission has an outcome of every check; where a suite breaks down there is none."""
    return [
        f"{name} could not be graded: {' '.join(result.notes) or 'some checks gave no outcome.'}"
        for name, result in results.items()
        if [check.id for check in result.checks] != list(declared)
    ]


def _judge_solution(result: Result) -> list[str]:
    return [
        f"the solution does not pass {check.id} ({check.status}): {_one_line(check)}"
        for check in result.checks
        if check.status != "passed"
    ]


def _judge_nothing(name: str, result: Result) -> list[str]:
    """Nothing is earned, and the suite copes with every answer."""
    problems = []
    for check in result.checks:
        if check.status == "passed":
            problems.append(f"{name} passes {check.id}; make that check ask for a right value.")
        elif check.status == "undetermined":
            problems.append(f"{check.id} cannot cope with {name}: {_one_line(check)}")
    return problems


def _judge_mistake(mistake: Mistake, outcomes: Mapping[str, CheckOutcome]) -> list[str]:
    problems = [
        f"mistake {mistake.name} declares {name} in BREAKS, and there is no such check."
        for name in mistake.breaks
        if name not in outcomes
    ]
    for name, check in outcomes.items():
        if check.status == "undetermined":
            problems.append(f"{name} cannot cope with mistake {mistake.name}: {_one_line(check)}")
        elif name in mistake.breaks and check.status == "passed":
            problems.append(f"{name} passes mistake {mistake.name}, which it must catch.")
        elif name not in mistake.breaks and check.status != "passed":
            problems.append(
                f"mistake {mistake.name} also breaks {name}, which it does not declare: {_one_line(check)}"
            )
    return problems


def _judge_naming(
    plan: Plan, mistake: Mistake, outcomes: Mapping[str, CheckOutcome], files: Mapping[str, str]
) -> list[str]:
    """The hint that is shown where a mistake is made is its own."""
    problems = judge_names(mistake, outcomes)
    if outcomes and not is_named(mistake, outcomes):
        name = f"mistake-{mistake.name}"
        asked = replace(plan, mistakes=(replace(mistake, explained=True),))
        result = _grade(asked, {f"{name}.ipynb": files[f"{name}.ipynb"]}, 1, no_progress)[name]
        problems.append(describe_unnamed(mistake, _by_id(result)))
    return problems


def _by_id(result: Result) -> dict[str, CheckOutcome]:
    return {check.id: check for check in result.checks}


def _one_line(check: CheckOutcome) -> str:
    return " ".join(check.message.split())[:300]
