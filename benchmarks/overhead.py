"""What bareme costs a submission, beside a cold kernel for each notebook and beside no grader at all.

Three ways of running the same copies of a notebook, in one run on one machine:

- ``cold``: nbclient with a new ``python3`` kernel over TCP for each notebook, as most tools that grade
  notebooks do it. It runs the cells and nothing else.
- ``bareme``: a batch with one worker. It runs the cells in a room, then the checks, and writes the pages.
- ``floor``: the cells alone, in a fork of a process that has imported the libraries.

Each way runs a small and a large number of copies, so that what is paid once a batch (starting Python,
importing) is told apart from what each further submission costs. CPU time is that of all processes: this
one adopts the orphans and waits for every descendant. ``python benchmarks/overhead.py`` prints Markdown.
"""

from __future__ import annotations

import argparse
import ast
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from bareme.batch import Pages, run_batch
from bareme.course import builtin_course
from bareme.datasets import load_for_grader, write_room_data
from bareme.intake import collect
from bareme.notebooks import dump_notebook, make_cell, make_notebook
from bareme.planning import GradingOptions, prepare
from bareme.room.linux import become_subreaper
from bareme.solution import definitions, read_solution, without_markers

ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
WAYS = ("cold", "bareme", "floor")


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU time in all processes, and of wall time."""

    cpu: float
    wall: float


def run_cold(folder: Path) -> None:
    from nbclient import NotebookClient

    os.environ["BAREME_ROOM_DATA"] = str(folder / "data")
    for path in sorted(folder.glob("*.ipynb")):
        NotebookClient(nbformat.read(path, as_version=4), kernel_name="python3").execute()


def run_bareme(folder: Path) -> None:
    course = builtin_course()
    assignment = course.assignment("neuron")
    submissions = collect([folder], ("ipynb",), assignment.slug).submissions
    with prepare(assignment, GradingOptions("mini")) as plan, tempfile.TemporaryDirectory() as out:
        results = run_batch(plan, submissions, Path(out), Pages(course.template_folders()), workers=1)
    assert len(results) == len(list(folder.glob("*.ipynb")))
    undetermined = [result.notes for result in results if result.status != "graded"]
    assert not undetermined, undetermined
    assert all(cell.status == "ok" for result in results for cell in result.cells)


def run_floor(folder: Path) -> None:
    import matplotlib
    import matplotlib.pyplot  # so that the forks have it

    matplotlib.use("Agg")

    os.environ["BAREME_ROOM_DATA"] = str(folder / "data")
    for path in sorted(folder.glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        process = os.fork()
        if process == 0:
            _execute_and_exit(cells)
        _, status = os.waitpid(process, 0)
        assert status == 0, f"the cells of {path} raised"


def _execute_and_exit(cells: Sequence[NotebookNode]) -> None:
    """Runs the cells and draws the figures, as the inline backend of a notebook would; ends the process."""
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


RUNNERS: dict[str, Callable[[Path], None]] = {"cold": run_cold, "bareme": run_bareme, "floor": run_floor}


def measure(way: str, folder: Path) -> Cost:
    """Runs one way in a process of its own and adds up the CPU time of all its descendants."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, __file__, "--way", way, "--folder", str(folder)],
        env={**os.environ, **ONE_THREAD},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    with process.stderr:
        complaint = process.stderr.read()
    cpu, wall = 0.0, 0.0
    while True:
        try:
            child, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            break
        # The usage that wait4 reports includes that of the descendants which the child waited for itself.
        cpu += usage.ru_utime + usage.ru_stime
        if child == process.pid:
            wall = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{way} failed on {folder}:\n{complaint.decode()}")
    return Cost(cpu, wall)


def notebook_variants() -> dict[str, list[str]]:
    """Returns the code cells of two submissions: all of the lab, and one that computes nothing itself."""
    solution = read_solution(builtin_course().assignment("neuron"))
    whole = [without_markers(cell.source) for cell in solution.cells if cell.cell_type == "code"]
    tree = ast.parse(definitions(solution))
    kept = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    functions = "import numpy as np\n\n" + ast.unparse(ast.Module(body=list(kept), type_ignores=[]))
    return {"the whole lab": whole, "definitions only": [functions]}


def write_copies(cells: Sequence[str], count: int, folder: Path) -> None:
    """Writes notebooks that differ in a comment alone, and the data that they load beside them."""
    folder.mkdir()
    for number in range(count):
        sources = [*cells, f"# copy {number}"]
        parts = [make_cell("code", source, f"cell-{index}", {}) for index, source in enumerate(sources)]
        notebook: NotebookNode = make_notebook(parts, {})
        (folder / f"student-{number:03}.ipynb").write_text(dump_notebook(notebook), encoding="utf-8")
    (folder / "data").mkdir()
    write_room_data(load_for_grader("mnist", "digits"), folder / "data")


def per_submission(folder: Path, sizes: tuple[int, int], repeats: int) -> dict[str, tuple[Cost, Cost]]:
    """Returns for each way what each further submission costs, and what a batch costs once; medians."""
    small, large = sizes
    each: dict[str, list[Cost]] = {way: [] for way in WAYS}
    once: dict[str, list[Cost]] = {way: [] for way in WAYS}
    for _ in range(repeats):
        for way in WAYS:  # interleaved, so that a slow minute of the machine hits all of them
            few, many = (measure(way, folder / str(size)) for size in sizes)
            cpu, wall = (many.cpu - few.cpu) / (large - small), (many.wall - few.wall) / (large - small)
            each[way].append(Cost(cpu, wall))
            once[way].append(Cost(few.cpu - small * cpu, few.wall - small * wall))
    return {way: (_median(each[way]), _median(once[way])) for way in WAYS}


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(statistics.median(c.cpu for c in costs), statistics.median(c.wall for c in costs))


def describe_machine() -> str:
    packages = ", ".join(f"{name} {metadata.version(name)}" for name in ("numpy", "ipykernel", "nbclient"))
    load = os.getloadavg()[0]
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"bareme {metadata.version('bareme')}, {packages}; load average before the run {load:.2f}"
    )


def render_table(costs: dict[str, dict[str, tuple[Cost, Cost]]]) -> str:
    """Returns a Markdown table: for each further submission, and in the last column once a batch."""
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
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        RUNNERS[arguments.way](arguments.folder)
        return
    become_subreaper()
    machine = describe_machine()
    costs = {}
    with tempfile.TemporaryDirectory(prefix="bareme-overhead-") as scratch:
        for index, (name, cells) in enumerate(notebook_variants().items()):
            folder = Path(scratch, str(index))
            folder.mkdir()
            for size in arguments.sizes:
                write_copies(cells, size, folder / str(size))
            costs[name] = per_submission(folder, tuple(arguments.sizes), arguments.repeats)
    print(
        f"{machine}.\nBatches of {arguments.sizes[0]} and {arguments.sizes[1]}, {arguments.repeats} times.\n"
    )
    print(render_table(costs))


if __name__ == "__main__":
    main()
