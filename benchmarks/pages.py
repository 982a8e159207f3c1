"""Measures the rendering time and the sizes of pages of a class.

The results of graded classes are copied until there are 200 of each class, each with a different comment in
every code cell, so that no page profits from code highlighted for another. Then, in one process, every
`result.json` is read and validated, which every renderer needs; every page is rendered and written; then
the class report. Bytes are counted without the notebook at the end of a page.
``bareme grade neuron examples/neuron -o out/neuron``, then ``python benchmarks/pages.py out/neuron ...``
prints Markdown.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measuring import print_heading

from bareme.course.course import builtin_course
from bareme.reports.class_report import render_class_report
from bareme.reports.output import read_results
from bareme.reports.student_page import render_student_page
from bareme.results.result import RESULT_FILE, Result, read_result

STUDENTS = 200
NOTEBOOK = '<details class="notebook">'


@dataclass(frozen=True)
class Run:
    """Seconds for pages and report of a class; bytes per page."""

    read: float
    rendered: float
    report: float
    report_size: int
    sizes: list[int]


def copies(results: Sequence[Result]) -> list[Result]:
    """Returns results of ``STUDENTS`` students, no two with the same code."""
    return [copy_for(results[number % len(results)], number) for number in range(STUDENTS)]


def copy_for(result: Result, number: int) -> Result:
    """Returns a copy of a result with a comment in each cell."""
    cells = tuple(
        cell.model_copy(update={"source": f"{cell.source}\n# student {number}"})
        if cell.kind == "code"
        else cell
        for cell in result.cells
    )
    student = result.student.model_copy(update={"id": f"student-{number}", "name": f"Student {number}"})
    return result.model_copy(update={"student": student, "cells": cells})


def run(results: Sequence[Result], folder: Path) -> Run:
    """Reads results and renders their pages."""
    paths = [folder / str(number) / RESULT_FILE for number in range(len(results))]
    for path, result in zip(paths, results, strict=True):
        path.parent.mkdir()
        path.write_text(result.to_json(), encoding="utf-8")
    templates = builtin_course().find_template_folders()
    started = time.perf_counter()
    read = [read_result(path) for path in paths]
    middle = time.perf_counter()
    sizes = []
    for path, result in zip(paths, read, strict=True):
        page = render_student_page(result, language=result.language, template_folders=templates)
        path.with_suffix(".html").write_text(page, encoding="utf-8")
        sizes.append(len(page.partition(NOTEBOOK)[0].encode()))
    rendered = time.perf_counter()
    report = render_class_report(read, language="en", template_folders=templates)
    (folder / "class.html").write_text(report, encoding="utf-8")
    reported = time.perf_counter() - rendered
    return Run(middle - started, rendered - middle, reported, len(report.encode()), sizes)


def main() -> None:
    """Prints a row for each class."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="output folders of bareme grade")
    folders = parser.parse_args().folders
    print_heading(f"Pages of {STUDENTS} students", "pages.py")
    print()
    print(
        "| class | read the results, s | render the pages, s | ratio | a page, ms | page, kB | largest, kB "
        "| class report, s | class report, kB |"
    )
    print(f"|---|{'---:|' * 8}")
    for folder in folders:
        results = read_results(folder)
        with tempfile.TemporaryDirectory() as space:
            cost = run(copies(results), Path(space))
        print(
            f"| `{results[0].assignment}` ({len(results)} results) | {cost.read:.2f} | {cost.rendered:.2f} "
            f"| {cost.rendered / cost.read:.0f} | {1000 * cost.rendered / STUDENTS:.0f} "
            f"| {statistics.median(cost.sizes) / 1000:.0f} | {max(cost.sizes) / 1000:.0f} "
            f"| {cost.report:.2f} | {cost.report_size / 1000:.0f} |"
        )


if __name__ == "__main__":
    main()
