"""Compares the costs of bareme, a cold kernel and bare cells.

The same copies of a notebook are run in three ways, in one run on one machine:

- ``cold``: nbclient with a new ``python3`` kernel over TCP for each notebook, like most tools that grade
  notebooks. It runs only the cells.
- ``bareme``: a batch with one worker. It runs the cells in a sandbox, then the checks, and writes the pages.
- ``floor``: only the cells, in a fork of a process that has imported the libraries.

Each way runs a small and a large number of copies, to separate the cost of a batch (starting Python,
importing) from the cost of each further submission. CPU time includes all processes: this one adopts the
orphans and waits for every descendant. ``python benchmarks/overhead.py`` prints Markdown.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
from measuring import (
    Cost,
    definitions_only,
    describe_machine,
    further,
    measure,
    median,
    whole_lab,
    write_copies,
)
from nbformat import NotebookNode

from bareme.course.course import builtin_course
from bareme.datasets import load_for_grader, write_sandbox_data
from bareme.grading.batch import run_batch
from bareme.grading.handouts import make_handout
from bareme.grading.setup import GradingOptions, open_grading_context
from bareme.reports.output import Pages
from bareme.sandbox.libc import become_subreaper
from bareme.submissions.intake import collect

WAYS = ("cold", "bareme", "floor")


def run_cold(folder: Path, slug: str) -> None:
    from nbclient import NotebookClient

    os.environ["BAREME_SANDBOX_DATA"] = str(folder / "data")
    for path in sorted(folder.glob("*.ipynb")):
        NotebookClient(nbformat.read(path, as_version=4), kernel_name="python3").execute()


def run_bareme(folder: Path, slug: str) -> None:
    course = builtin_course()
    assignment = course.assignment(slug)
    intake = collect([folder], ("ipynb",), make_handout(assignment))
    with (
        open_grading_context(assignment, GradingOptions("mini")) as plan,
        tempfile.TemporaryDirectory() as out,
    ):
        results = run_batch(plan, intake, Path(out), Pages(course.template_folders()), workers=1)
    assert len(results) == len(list(folder.glob("*.ipynb")))
    undetermined = [result.notes for result in results if result.status != "graded"]
    assert not undetermined, undetermined
    assert all(cell.status == "ok" for result in results for cell in result.cells)


def run_floor(folder: Path, slug: str) -> None:
    import matplotlib

    matplotlib.use("Agg")
    for module in builtin_course().assignment(slug).settings.preload:
        importlib.import_module(module)  # so that the forks have it

    os.environ["BAREME_SANDBOX_DATA"] = str(folder / "data")
    for path in sorted(folder.glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        process = os.fork()
        if process == 0:
            _execute_and_exit(cells)
        _, status = os.waitpid(process, 0)
        assert status == 0, f"the cells of {path} raised"


def _execute_and_exit(cells: Sequence[NotebookNode]) -> None:
    """Runs the cells, draws the figures, and ends the process."""
    import io

    import matplotlib.pyplot as plt

    code = 1
    try:
        namespace: dict[str, object] = {"__name__": "__main__"}
        for cell in cells:
            exec(compile(cell.source, "<cell>", "exec"), namespace)
        for number in plt.get_fignums():
            plt.figure(number).savefig(io.BytesIO(), bbox_inches="tight")
        code = 0
    finally:
        os._exit(code)


RUNNERS: dict[str, Callable[[Path, str], None]] = {"cold": run_cold, "bareme": run_bareme, "floor": run_floor}


def notebook_variants(slug: str) -> dict[str, list[str]]:
    """Returns the code cells of a whole lab and of its definitions."""
    return {"the whole lab": whole_lab(slug), "definitions only": definitions_only(slug)}


def write_class(cells: Sequence[str], count: int, folder: Path, slug: str) -> None:
    """Writes copies of a notebook and the data that they load."""
    write_copies(cells, count, folder)
    (folder / "data").mkdir()
    for names in builtin_course().assignment(slug).settings.data:
        write_sandbox_data(load_for_grader(names.full, names.stand_in), folder / "data")


def per_submission(
    folder: Path, slug: str, sizes: tuple[int, int], repeats: int
) -> dict[str, tuple[Cost, Cost]]:
    """Returns the median costs of a further submission and of a batch."""
    small, large = sizes
    each: dict[str, list[Cost]] = {way: [] for way in WAYS}
    once: dict[str, list[Cost]] = {way: [] for way in WAYS}
    for _ in range(repeats):
        for way in WAYS:  # interleaved, so that a slow minute of the machine hits all of them
            command = (sys.executable, __file__, "--slug", slug, "--way", way, "--folder")
            few, many = (measure([*command, folder / str(size)]) for size in sizes)
            one = further(few, many, large - small)
            each[way].append(one)
            once[way].append(Cost(few.cpu - small * one.cpu, few.wall - small * one.wall))
    return {way: (median(each[way]), median(once[way])) for way in WAYS}


def render_table(costs: dict[str, dict[str, tuple[Cost, Cost]]]) -> str:
    """Returns a Markdown table of the costs per submission and per batch."""
    lines = [
        "| notebook | way | CPU s | above the floor | CPU, cold = 1 | wall s | once a batch: CPU s |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for notebook, ways in costs.items():
        cold, floor = ways["cold"][0].cpu, ways["floor"][0].cpu
        for way, (each, once) in ways.items():
            above = f"{each.cpu:.2f} | {each.cpu - floor:.2f} | {each.cpu / cold:.2f}"
            lines.append(f"| {notebook} | {way} | {above} | {each.wall:.2f} | {once.cpu:.1f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs=2, default=(2, 12), metavar=("SMALL", "LARGE"))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--slug", default="neuron")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        RUNNERS[arguments.way](arguments.folder, arguments.slug)
        return
    become_subreaper()
    machine = describe_machine()
    costs = {}
    with tempfile.TemporaryDirectory(prefix="bareme-overhead-") as scratch:
        for index, (name, cells) in enumerate(notebook_variants(arguments.slug).items()):
            folder = Path(scratch, str(index))
            folder.mkdir()
            for size in arguments.sizes:
                write_class(cells, size, folder / str(size), arguments.slug)
            costs[name] = per_submission(folder, arguments.slug, tuple(arguments.sizes), arguments.repeats)
    print(
        f"{machine}.\nBatches of {arguments.sizes[0]} and {arguments.sizes[1]}, {arguments.repeats} times.\n"
    )
    print(render_table(costs))


if __name__ == "__main__":
    main()
