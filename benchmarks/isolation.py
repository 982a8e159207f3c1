"""Measures the cost of isolation per submission at both levels.

The first form is an earlier revision at ``namespaces``, when sandboxes had namespaces and a filter of system
calls but no reaper, and few limits were enforced from outside. It is read from the history. Each form runs
with a separate interpreter that finds that form of bareme first; the libraries are the same. All grade the
same copies of a notebook that defines all functions of the lab and computes nothing.

Each repetition runs every form on a small and on a large batch with one worker; the difference gives the cost
of each further submission. CPU time includes all processes. Forms are compared within one repetition; the
tables give the median and, in brackets, the minimum and the maximum of all repetitions.
``python benchmarks/isolation.py`` prints Markdown.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import subprocess
import sys
import tarfile
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measuring import Cost, definitions_only, further, measure, print_heading, write_copies

from bareme.sandbox.libc import become_subreaper

ROOT = Path(__file__).parents[1]
FIRST_FORM = "fb6d888"


@dataclass(frozen=True)
class Form:
    """A checkout with an interpreter for it and an isolation level."""

    name: str
    checkout: Path
    python: Path
    level: str

    def grade(self, source: Path, out: Path) -> Cost:
        """Grades a class and checks the isolation level of the results."""
        command = (self.python, "-m", "bareme", "grade", "neuron", source, "-o", out)
        cost = measure((*command, "--workers", "1", "--isolation", self.level), cwd=self.checkout)
        results = [json.loads(path.read_text("utf-8")) for path in out.glob("students/*/result.json")]
        assert len(results) == len(list(source.iterdir()))
        assert {(result["status"], result["isolation"]) for result in results} == {("graded", self.level)}
        return cost


def check_out(revision: str, folder: Path) -> Path:
    """Writes the files of a revision into a folder."""
    archive = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder


def make_python(checkout: Path, folder: Path) -> Path:
    """Creates an interpreter that imports bareme from a checkout.

    PYTHONPATH would not work, since sandboxes do not inherit the environment.
    """
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    libraries = [entry for entry in sys.path if entry.endswith("-packages")]
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([python, "-c", question], check=True, capture_output=True, text=True).stdout
    Path(packages.strip(), "checkout.pth").write_text("\n".join([str(checkout / "src"), *libraries]))
    question = "import bareme; print(bareme.__file__)"
    found = subprocess.run([python, "-c", question], check=True, capture_output=True, text=True).stdout
    assert Path(found).is_relative_to(checkout), found
    return python


def measure_forms(
    forms: Sequence[Form], scratch: Path, sizes: tuple[int, int], repeats: int
) -> dict[str, list[Cost]]:
    """Returns the cost of each further submission, for each form and repetition."""
    small, large = sizes
    costs: dict[str, list[Cost]] = {form.name: [] for form in forms}
    for repeat in range(repeats):
        # In rotation, so that a slow minute of the machine favours no form.
        for index in range(len(forms)):
            form = forms[(index + repeat) % len(forms)]
            few, many = (
                form.grade(scratch / str(size), scratch / f"out-{repeat}-{index}-{size}") for size in sizes
            )
            costs[form.name].append(further(few, many, large - small))
    return costs


def spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def render_table(kind: str, seconds: dict[str, list[float]]) -> str:
    """Returns a Markdown table that compares all forms with the first one."""
    lines = [f"| | {kind} s | more than the first form | first form = 1 |", "|---|---:|---:|---:|"]
    first = next(iter(seconds.values()))
    for name, mine in seconds.items():
        more = [one - other for one, other in zip(mine, first, strict=True)]
        ratio = [one / other for one, other in zip(mine, first, strict=True)]
        lines.append(f"| {name} | {spread(mine)} | {spread(more)} | {spread(ratio)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--against", default=FIRST_FORM, metavar="REVISION", help="the first form")
    parser.add_argument("--sizes", type=int, nargs=2, default=(2, 12), metavar=("SMALL", "LARGE"))
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    become_subreaper()
    print_heading("What full isolation costs a submission", __file__)
    with tempfile.TemporaryDirectory(prefix="bareme-isolation-") as name:
        scratch = Path(name)
        earlier = check_out(arguments.against, scratch / "earlier")
        before, now = make_python(earlier, scratch / "before"), make_python(ROOT, scratch / "now")
        forms = (
            Form(f"first form ({arguments.against}), `namespaces`", earlier, before, "namespaces"),
            Form("this checkout, `namespaces`", ROOT, now, "namespaces"),
            Form("this checkout, `limits`", ROOT, now, "limits"),
        )
        for size in arguments.sizes:
            write_copies(definitions_only(), size, scratch / str(size))
        costs = measure_forms(forms, scratch, tuple(arguments.sizes), arguments.repeats)
    small, large = arguments.sizes
    print(f"Each further submission; batches of {small} and {large}, {arguments.repeats} times.\n")
    print(render_table("CPU", {form: [cost.cpu for cost in each] for form, each in costs.items()}) + "\n")
    print(render_table("wall", {form: [cost.wall for cost in each] for form, each in costs.items()}))


if __name__ == "__main__":
    main()
