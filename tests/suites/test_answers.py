"""Right answers in odd styles pass; wrong ones lose points where they are wrong, and under no false name.

Each file in ``answers`` holds definitions that replace those of a lab's solution, each below a line with the
verdict that its statement calls for. They run in this process, without held-out images.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import matplotlib
import numpy as np
import pytest

from bareme.course.solution import Mistake, read_mistakes, run_definitions
from bareme.grading.mistakes import MistakeMatcher
from bareme.grading.pytest_plugin import SuiteInputs, run_suite
from bareme.results.result import CheckOutcome
from suites.local import ROOT, Namespace, assignment, defined, local_student, solution

VERDICT = re.compile(r"## (?:right|wrong in (?P<exercise>\w+), (?:named (?P<name>\w+)|not named)): .+")
FILES = sorted((ROOT / "tests" / "suites" / "answers").glob("*.txt"))


def answers() -> Iterator[object]:
    for file in FILES:
        for block in re.split(r"\n(?=## )", file.read_text(encoding="utf-8")):
            verdict, _, source = block.partition("\n")
            found = VERDICT.fullmatch(verdict)
            assert found, verdict
            expected = found["exercise"], found["name"]
            yield pytest.param(file.stem, source, expected, id=f"{file.stem} {verdict[3:]}")


@functools.cache
def mistakes(slug: str) -> tuple[Mistake, ...]:
    return read_mistakes(assignment(slug))


def answering(slug: str, source: str) -> Callable[[], Namespace]:
    """Returns a function that makes the solution's namespace with an answer's definitions."""

    def make() -> Namespace:
        namespace = vars(run_definitions(solution(slug), "the solution"))
        exec(compile(ast.parse(source), "<answer>", "exec"), namespace)
        return namespace

    return make


def judged(slug: str, source: str) -> list[CheckOutcome]:
    """Returns the outcomes of the checks that need no held-out data."""
    inputs = SuiteInputs(
        local_student(answering(slug, source)),
        SimpleNamespace(**vars(run_definitions(solution(slug), "the solution"))),
        "mini",
        {},
        MistakeMatcher(solution(slug), mistakes(slug)),
        definitions=solution(slug),
        exercise_names=defined(slug),
    )
    outcomes = run_suite(assignment(slug), inputs).outcomes
    return [one for one in outcomes if not one.id.startswith("test_held_out")]


@pytest.mark.parametrize(("slug", "source", "expected"), list(answers()))
@pytest.mark.filterwarnings("ignore")
def test_an_answer_loses_points_only_where_it_is_wrong(
    slug: str, source: str, expected: tuple[str | None, str | None]
) -> None:
    matplotlib.use("agg")
    with np.errstate(over="warn", invalid="warn"):
        lost = [one for one in judged(slug, source) if one.status != "passed"]
    exercise, name = expected
    assert {one.exercise for one in lost} == ({exercise} if exercise else set())
    assert {one.mistake for one in lost if one.mistake} == ({name} if name else set())
