"""Checks that grading a submission again gives the same result.

The solution of a lab is graded with one worker and with two, then beside another submission, each time in a
new sandbox. The results are compared byte by byte, except for durations, including those that Keras prints
(``3s - 177ms/step``) into the output of a cell.
``python benchmarks/repeatable.py`` prints Markdown.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from measuring import definitions_only, print_heading, whole_lab, write_copies

from bareme.course.course import builtin_course
from bareme.grading.batch import run_batch
from bareme.grading.setup import GradingContext, GradingOptions, open_grading_context
from bareme.reports.output import Pages
from bareme.results.result import RESULT_FILE
from bareme.submissions.intake import collect

WATCHED = "student-000"
PRINTED = re.compile(r" - \d+s - \d+[mu]?s/(?:step|epoch)")


def without_durations(text: str) -> str:
    result: dict[str, Any] = json.loads(PRINTED.sub("", text))
    del result["durations"]
    for check in result["checks"]:
        del check["duration_seconds"]
    return json.dumps(result)


def grade_once(plan: GradingContext, folder: Path, workers: int) -> str:
    """Grades the batch and returns the result of the watched submission."""
    pages = Pages(builtin_course().template_folders())
    intake = collect([folder], ("ipynb",), plan.handout)
    with tempfile.TemporaryDirectory() as out:
        results = run_batch(plan, intake, Path(out), pages, workers=workers)
        (watched,) = (result for result in results if result.student.id == WATCHED)
        assert all(check.status == "passed" for check in watched.checks)
        return without_durations(Path(out, "students", WATCHED, RESULT_FILE).read_text("utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--slug", default="keras-first-steps")
    parser.add_argument("--times", type=int, default=10)
    arguments = parser.parse_args()
    print_heading(f"The same submission to `{arguments.slug}`, graded again", __file__)
    print(f"\n| workers | graded | different results | SHA-256 of `{RESULT_FILE}` without durations |")
    print("|---:|---:|---:|---|")
    assignment = builtin_course().assignment(arguments.slug)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_grading_context(assignment, GradingOptions("mini")) as plan,
    ):
        write_copies(whole_lab(arguments.slug), 1, Path(folder, "class"))
        write_copies(definitions_only(arguments.slug), 1, Path(folder, "other"))
        Path(folder, "other", f"{WATCHED}.ipynb").rename(Path(folder, "class", "other.ipynb"))
        seen: Counter[str] = Counter()
        for workers in (1, 2):
            found = Counter(
                hashlib.sha256(grade_once(plan, Path(folder, "class"), workers).encode()).hexdigest()
                for _ in range(arguments.times)
            )
            digests = ", ".join(f"`{digest[:16]}`" for digest in found)
            print(f"| {workers} | {found.total()} | {len(found)} | {digests} |", flush=True)
            seen += found
    print(f"\nOf {seen.total()} gradings, {len(seen)} different result{'s' if len(seen) > 1 else ''}.")


if __name__ == "__main__":
    main()
