"""Mistakes that share a notebook are judged as strictly as alone."""

from pathlib import Path

from courses import make_course
from suite_sources import forget_suites

from bareme.grading.release import write_release
from bareme.grading.setup import GradingOptions
from bareme.validation.validator import Validation, validate_assignment

NO_SQUARES = '''\
"""The slope is no longer that of least squares."""

BREAKS = ["test_fit_values"]


def fit(x, y):
    return float(y[0] / x[0]) + 1.0
'''
HARMLESS = '''\
"""Nothing is wrong with it."""

BREAKS = ["test_fit_values"]


def fit(x, y):
    return float((x * y).sum() / (x * x).sum())
'''


def validated(path: Path, source: str, breaks: str = '"test_fit_values"') -> tuple[Validation, list[str]]:
    """Validates the course with a second mistake, records the graded files."""
    course = make_course(path)
    text = source.replace('"test_fit_values"', breaks)
    (path / "graders/line/mistakes/second.py").write_text(text, encoding="utf-8")
    assignment = course.assignment("line")
    write_release(assignment)
    forget_suites()
    graded: list[str] = []
    found = validate_assignment(
        assignment, GradingOptions(), workers=2, progress=lambda _count, _of, name: graded.append(name)
    )
    return found, [name.partition(" ")[0] for name in graded if name.startswith("mistake")]


def test_mistakes_that_cannot_meet_are_graded_in_one_notebook(tmp_path: Path) -> None:
    found, graded = validated(tmp_path, NO_SQUARES)
    assert found.problems == ()
    assert (found.caught, found.named) == (2, 2)
    assert graded == ["mistake-no_offset-and-1-more"]


def test_a_mistake_that_is_not_caught_is_told_from_the_one_beside_it(tmp_path: Path) -> None:
    found, graded = validated(tmp_path, HARMLESS)
    assert "test_fit_values passes mistake second, which it must catch." in found.problems
    assert not any("mistake no_offset" in problem for problem in found.problems)
    assert (found.mistakes, found.caught, found.named) == (2, 1, 1)
    assert sorted(graded) == ["mistake-no_offset", "mistake-no_offset-and-1-more", "mistake-second"]


def test_a_check_that_is_broken_undeclared_is_laid_to_the_mistake_that_breaks_it(tmp_path: Path) -> None:
    # It declares the check of the other mistake, and breaks another one.
    found, _ = validated(tmp_path, NO_SQUARES, breaks='"test_predict_values"')
    assert any("mistake second also breaks test_fit_values" in problem for problem in found.problems)
    assert any("test_predict_values passes mistake second" in problem for problem in found.problems)
    assert not any("mistake no_offset" in problem for problem in found.problems)
