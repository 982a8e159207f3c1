"""Grades forty notebooks of real students.

Twenty are odd but right, and twenty are made for older libraries. They are the notebooks of
``tests/robustness``, graded under the profile ``mini``; the tests there assert the printed results.
``python benchmarks/robustness.py`` prints Markdown.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from measuring import print_heading

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from robustness.cases import Case  # noqa: E402
from robustness.grading import grade_cases, page_text  # noqa: E402
from robustness.labs import make_labs  # noqa: E402
from robustness.odd import ODD  # noqa: E402
from robustness.old import OLD  # noqa: E402

from bareme.course.course import Course  # noqa: E402
from bareme.grading.grader import Graded  # noqa: E402


def grade_all(course: Course, folder: Path) -> dict[str, Graded]:
    grades = {}
    for lab in ("arrays", "network"):
        cases = [case for case in (*ODD, *OLD) if case.lab == lab]
        grades |= {case.name: graded for case, graded in grade_cases(course, cases, folder / lab)}
    return grades


def said(case: Case, graded: Graded, course: Course) -> str:
    """Returns the message on the page or in a cell's output."""
    if case.sentence:
        found = case.sentence in page_text(graded, course)
        return f"{case.sentence}" if found else "MISSING"
    if case.output:
        line = next(
            (line for cell in graded.result.cells for line in cell.output.split("\n") if case.output in line),
            "",
        )
        return line.strip("[]") or "MISSING"
    return ""


def print_table(title: str, cases: Sequence[Case], grades: dict[str, Graded], course: Course) -> None:
    print(f"\n## {title}\n\n| notebook | points | loses | what the student reads | why it is fair |")
    print("|---|---:|---|---|---|")
    for case in cases:
        result = grades[case.name].result
        loses = ", ".join(e.id for e in result.exercises if e.score < e.max_score) or "nothing"
        cells = (
            case.name,
            f"{result.score:g} / {result.max_score:g}",
            loses,
            said(case, grades[case.name], course),
            case.fair,
        )
        print("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    print_heading("Forty notebooks of real students", __file__)
    with tempfile.TemporaryDirectory() as folder:
        course = make_labs(Path(folder, "labs"))
        grades = grade_all(course, Path(folder))
        print_table("Odd and right", ODD, grades, course)
        print_table("In the style of older libraries", OLD, grades, course)


if __name__ == "__main__":
    main()
