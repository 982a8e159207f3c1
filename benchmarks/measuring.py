"""Helpers of the benchmarks: submissions, the cost of a command, the machine."""

from __future__ import annotations

import ast
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from nbformat import NotebookNode

from bareme.course.course import builtin_course
from bareme.course.solution import extract_definitions, read_solution, remove_markers
from bareme.submissions.notebook import dump_notebook, make_cell, make_notebook

__all__ = [
    "Cost",
    "definitions_only",
    "describe_machine",
    "further",
    "measure",
    "median",
    "print_heading",
    "whole_lab",
    "write_copies",
]

ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU time in all processes, and of wall time."""

    cpu: float
    wall: float


def measure(command: Sequence[object], env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Cost:
    """Runs a command and measures the time of all its descendants.

    The caller must adopt orphans.

    Args:
        command: the program and its arguments.
        env: variables added to the environment of this process.
        cwd: the working directory.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        env={**os.environ, **ONE_THREAD, **(env or {})},
        cwd=cwd,
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
        # The usage reported by wait4 includes the descendants that the child waited for itself.
        cpu += usage.ru_utime + usage.ru_stime
        if child == process.pid:
            wall = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{complaint.decode()}")
    return Cost(cpu, wall)


def further(few: Cost, many: Cost, count: int) -> Cost:
    """Returns the cost per submission of the ``count`` submissions between two batches."""
    return Cost((many.cpu - few.cpu) / count, (many.wall - few.wall) / count)


def median(costs: Sequence[Cost]) -> Cost:
    return Cost(statistics.median(cost.cpu for cost in costs), statistics.median(cost.wall for cost in costs))


def whole_lab(slug: str) -> list[str]:
    """Returns the code cells of the solution."""
    solution = read_solution(builtin_course().assignment(slug))
    return [remove_markers(cell.source) for cell in solution.cells if cell.cell_type == "code"]


def definitions_only(slug: str = "neuron") -> list[str]:
    """Returns the code cells of a submission that computes nothing."""
    tree = ast.parse(extract_definitions(read_solution(builtin_course().assignment(slug))))
    kept = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return ["import numpy as np\n\n" + ast.unparse(ast.Module(body=list(kept), type_ignores=[]))]


def write_copies(cells: Sequence[str], count: int, folder: Path) -> None:
    """Writes notebooks that differ in a comment, so that each is graded."""
    folder.mkdir()
    for number in range(count):
        sources = [*cells, f"# copy {number}"]
        parts = [make_cell("code", source, f"cell-{index}", {}) for index, source in enumerate(sources)]
        notebook: NotebookNode = make_notebook(parts, {})
        (folder / f"student-{number:03}.ipynb").write_text(dump_notebook(notebook), encoding="utf-8")


def print_heading(title: str, script: str) -> None:
    """Prints the start of a page of results."""
    print(f"# {title}\n\nOne run of `python benchmarks/{Path(script).name}`, which says what is measured.\n")
    print(f"{describe_machine()}.", flush=True)


def describe_machine() -> str:
    packages = ", ".join(f"{name} {metadata.version(name)}" for name in ("numpy", "ipykernel", "nbclient"))
    return (
        f"{len(os.sched_getaffinity(0))} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, bareme {metadata.version('bareme')}, {packages}; "
        f"load average before the run {os.getloadavg()[0]:.2f}"
    )
