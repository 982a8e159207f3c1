"""Functions of a student that answer for each other gain nothing by it."""

from __future__ import annotations

import functools
from collections.abc import Callable

import nbformat
import pytest

from bareme.course.solution import extract_definitions, run_definitions
from suites.collusion import COLLUSIONS, Collusion
from suites.local import ROOT, Namespace, grade

CASES = [pytest.param(lab, one, id=f"{lab}: {one.name}") for lab, all in COLLUSIONS.items() for one in all]


@functools.cache
def template(slug: str) -> str:
    return extract_definitions(nbformat.read(ROOT / "assignments" / slug / f"{slug}.ipynb", as_version=4))


def colluding(slug: str, source: str) -> Callable[[], Namespace]:
    return lambda: vars(run_definitions(f"{template(slug)}\n{source}", "the submission"))


@pytest.mark.parametrize(("lab", "collusion"), CASES)
def test_only_right_answers_pass(lab: str, collusion: Collusion) -> None:
    outcomes = grade(lab, colluding(lab, collusion.source))
    passed = {check for check, outcome in outcomes.items() if outcome.status == "passed"}
    assert passed == collusion.earns


@pytest.mark.parametrize("lab", COLLUSIONS)
def test_there_are_ten_of_each_lab(lab: str) -> None:
    assert len(COLLUSIONS[lab]) >= 10
