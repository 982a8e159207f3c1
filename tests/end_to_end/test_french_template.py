"""The French template of a lab is graded as the English one."""

from __future__ import annotations

import json
import re

import nbformat
import pytest
from commands import bareme

from bareme.course.course import builtin_course
from bareme.course.solution import read_solution, select_code_cells
from bareme.grading.release import render_notebook

REGION = re.compile(r"^ *# BEGIN SOLUTION.*?\n(.*?)^ *# END SOLUTION$", re.MULTILINE | re.DOTALL)
STUB = re.compile(r"^ *# TODO.*\n(?: *#   .*\n)*(?: *raise NotImplementedError)$", re.MULTILINE)


def fill(source: str, regions: list[str]) -> str:
    """Replaces each stub by a region of the solution."""
    assert len(STUB.findall(source)) == len(regions)
    for region in regions:
        source = STUB.sub(lambda _, text=region: text.rstrip("\n"), source, count=1)
    return source


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """Grades the untouched French template of the neuron, and the one with the solution's regions."""
    folder = tmp_path_factory.mktemp("french")
    (folder / "class").mkdir()
    assignment = builtin_course().assignment("neuron")
    template = render_notebook(assignment, "fr")
    (folder / "class" / "untouched.ipynb").write_text(template, encoding="utf-8")
    filled = nbformat.reads(template, as_version=4)
    for cell, right in zip(
        select_code_cells(filled), select_code_cells(read_solution(assignment)), strict=True
    ):
        cell.source = fill(cell.source, REGION.findall(right.source))
    assert any('"""Sortie du neurone' in cell.source for cell in filled.cells)
    (folder / "class" / "filled.ipynb").write_text(nbformat.writes(filled), encoding="utf-8")
    done = bareme("grade", "neuron", folder / "class", "--profile", "mini", "-o", folder / "out")
    assert done.returncode == 0, done.stderr
    return {
        path.parent.name: json.loads(path.read_text("utf-8"))
        for path in folder.glob("out/students/*/result.json")
    }


def test_the_solution_in_the_french_template_passes_every_check(results) -> None:
    checks = results["filled"]["checks"]
    assert {check["status"] for check in checks} == {"passed"}
    assert sum(check["score"] for check in checks) == pytest.approx(17)
    assert results["filled"]["language"] == "fr"


def test_the_untouched_french_template_attempts_nothing(results) -> None:
    result = results["untouched"]
    assert result["score"] == 0
    assert {check["status"] for check in result["checks"]} == {"not_attempted"}
    assert {answer["status"] for answer in result["written"]} == {"not_attempted"}
