"""Measures the memory of ten sandboxes in a row, to find leaks.

One worker grades copies of a solution one after the other. Meanwhile the memory of every process of the batch
is read ten times a second, as proportional set size, in which a page shared by several processes counts
once in total. Three figures are given for each submission: the highest sum over all processes while it was
graded, and the memory of the grader and of the fork server afterwards.
``python benchmarks/sandboxes_in_a_row.py`` prints Markdown.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from measuring import print_heading, whole_lab, write_copies

from bareme.course.course import builtin_course
from bareme.grading.batch import run_batch
from bareme.grading.setup import GradingOptions, open_grading_context
from bareme.reports.output import Pages
from bareme.submissions.intake import collect

MIB = 2**20


def pss(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error):
        return int(process.memory_full_info().pss)
    return 0


@dataclass
class Watch:
    """Reads the memory of this process and its descendants, in bytes."""

    server: psutil.Process
    peak: int = 0
    rows: list[tuple[int, int, int]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Reads the memory until ``stopped`` is set."""
        me = psutil.Process()
        while not self.stopped.wait(0.1):
            with contextlib.suppress(psutil.Error):
                self.peak = max(self.peak, sum(map(pss, [me, *me.children(recursive=True)])))

    def note(self, *_: object) -> None:
        """Records the figures of a finished submission."""
        self.rows.append((self.peak, pss(psutil.Process()), pss(self.server)))
        self.peak = 0


def find_server(folder: str) -> psutil.Process:
    """Returns the fork server by its working directory."""
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            if child.cwd() == os.path.realpath(folder):
                return child
    raise SystemExit(f"no fork server works in {folder}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--slug", default="keras-first-steps")
    parser.add_argument("--sandboxes", type=int, default=10)
    arguments = parser.parse_args()
    print_heading(f"Sandboxes in a row for `{arguments.slug}`", __file__)
    assignment = builtin_course().assignment(arguments.slug)
    pages = Pages(builtin_course().find_template_folders())
    with (
        tempfile.TemporaryDirectory() as folder,
        open_grading_context(assignment, GradingOptions("mini")) as plan,
    ):
        write_copies(whole_lab(arguments.slug), arguments.sandboxes, Path(folder, "class"))
        intake = collect([Path(folder, "class")], ("ipynb",), plan.handout)
        watch = Watch(find_server(plan.sandbox.address.folder))
        thread = threading.Thread(target=watch.run)
        thread.start()
        try:
            results = run_batch(plan, intake, Path(folder, "out"), pages, workers=1, progress=watch.note)
        finally:
            watch.stopped.set()
            thread.join()
    assert all(check.status == "passed" for result in results for check in result.checks)
    print("\n| sandbox | highest sum, MiB | grader after it, MiB | fork server after it, MiB |")
    print("|---:|---:|---:|---:|")
    for number, row in enumerate(watch.rows, start=1):
        print(f"| {number} | " + " | ".join(f"{size / MIB:.0f}" for size in row) + " |")
    first, last = watch.rows[0], watch.rows[-1]
    print(f"\nThe last sandbox beside the first: {last[0] / first[0]:.2f} times the highest sum.")


if __name__ == "__main__":
    main()
