"""Kills the grader at random moments and checks that batches resume.

A class of the example submissions is graded once undisturbed. Then, for each of many random moments of that
duration, the same command is started in an empty folder and the process of the grader alone gets SIGKILL.
Three conditions must hold at every moment:

- within 15 seconds no process of the run is alive (workers, fork servers, sandboxes). This script adopts the
  orphans, so that all remaining processes, wherever they moved, are its descendants;
- the folder for temporary files is empty;
- the same command, run again, completes the batch: ``gradebook.csv`` is equal byte for byte to the one of the
  undisturbed run, each ``result.json`` is equal except for its durations, and there is no other file.

``python benchmarks/kill_and_resume.py`` prints Markdown and exits with 1 if a condition does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from measuring import print_heading

from bareme.sandbox.libc import become_subreaper

ROOT = Path(__file__).parents[1]
CLASS = (
    "bartleby.ipynb",
    "condorcet-nicolas.py",
    "curie-marie.ipynb",
    "descartes-rene.ipynb",
    "fermat-pierre.ipynb",
    "galois-evariste.ipynb",
    "germain-sophie.ipynb",
    "hopper-grace.py",
    "hypatia.ipynb",
    "lovelace-ada.ipynb",
    "mallory.ipynb",
)
COPIED = "lovelace-ada.ipynb"
"""Handed in by two students, so that one result is a copy of another."""
MAX_WAIT_SECONDS = 15.0
COLUMNS = {
    "": "---:",
    "killed after s": "---:",
    "graded by then": "---:",
    "processes then": "---:",
    "all gone after s": "---:",
    "left alive": "---",
    "files left": "---",
    "differences": "---",
}


@dataclass(frozen=True)
class Batch:
    """One command with its submissions, output, temporary files and log."""

    source: Path
    out: Path
    temporary: Path
    log: Path

    @classmethod
    def make(cls, source: Path, folder: Path) -> Batch:
        """Creates the empty folders."""
        batch = cls(source, folder / "out", folder / "tmp", folder / "log")
        batch.temporary.mkdir(parents=True)
        return batch

    def start(self) -> subprocess.Popen[bytes]:
        """Starts the command."""
        command = ("-m", "bareme", "grade", "neuron", self.source, "-o", self.out, "--workers", "2")
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, *map(str, command)],
                cwd=ROOT,
                env={**os.environ, "TMPDIR": str(self.temporary)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def results(self) -> dict[str, object]:
        """Returns every result without its durations, by file name."""
        return {path.parent.name: _timeless(path) for path in self.out.glob("students/*/result.json")}

    def files(self) -> set[str]:
        """Returns the names of all files that the batch has written."""
        return {str(path.relative_to(self.out)) for path in self.out.rglob("*")}

    def left_behind(self) -> list[str]:
        """Returns the remaining temporary files."""
        return sorted(str(path.relative_to(self.temporary)) for path in self.temporary.iterdir())


@dataclass(frozen=True)
class Kill:
    """The findings for one moment; the lists hold the faults."""

    moment: float
    graded: int
    alive: int
    gone_after: float
    processes: Sequence[str]
    files: Sequence[str]
    differences: Sequence[str]

    @property
    def holds(self) -> bool:
        """True if there is no fault."""
        return not (self.processes or self.files or self.differences)


def _timeless(path: Path) -> object:
    result = json.loads(path.read_text("utf-8"))
    del result["durations"]
    for check in result["checks"]:
        del check["duration_seconds"]
    return result


def write_class(folder: Path) -> Path:
    folder.mkdir()
    for name in CLASS:
        shutil.copy(ROOT / "examples" / "neuron" / name, folder / name)
    shutil.copy(ROOT / "examples" / "neuron" / COPIED, folder / f"copy-of-{COPIED}")
    return folder


def await_end() -> tuple[float, list[str]]:
    """Waits until no descendant is alive.

    Returns:
        The duration in seconds, and the command lines of the processes alive after the time limit.
    """
    started = time.monotonic()
    while (waited := time.monotonic() - started) < MAX_WAIT_SECONDS:
        try:
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        except ChildProcessError:
            return waited, []
        time.sleep(0.02)
    left = psutil.Process().children(recursive=True)
    names = [" ".join(process.cmdline())[:80] for process in left]
    for process in left:
        process.kill()
    return MAX_WAIT_SECONDS, names


def kill_at(moment: float, batch: Batch, undisturbed: Batch) -> Kill:
    """Kills a run after some seconds and runs it again."""
    process = batch.start()
    time.sleep(moment)
    graded = len(batch.results())
    alive = len(psutil.Process().children(recursive=True))
    process.kill()
    process.wait()
    gone_after, processes = await_end()
    files = batch.left_behind()
    code = batch.start().wait()
    await_end()
    differences = [f"exit code {code}"] if code else []
    return Kill(
        moment, graded, alive, gone_after, processes, files, [*differences, *compare(batch, undisturbed)]
    )


def compare(batch: Batch, undisturbed: Batch) -> list[str]:
    """Returns the names of the differences between the outputs of two runs."""
    differences = sorted(batch.files() ^ undisturbed.files())
    gradebooks = [(one.out / "gradebook.csv") for one in (batch, undisturbed)]
    if not gradebooks[0].exists() or gradebooks[0].read_bytes() != gradebooks[1].read_bytes():
        differences.append("gradebook.csv")
    mine, wanted = batch.results(), undisturbed.results()
    return [*differences, *(f"result of {name}" for name in sorted(wanted) if mine.get(name) != wanted[name])]


def render_heading() -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (COLUMNS, COLUMNS.values()))


def render_row(number: int, kill: Kill) -> str:
    cells = (
        number,
        f"{kill.moment:.2f}",
        kill.graded,
        kill.alive,
        f"{kill.gone_after:.2f}",
        "; ".join(kill.processes) or "none",
        "; ".join(kill.files) or "none",
        "; ".join(kill.differences) or "none",
    )
    return f"| {' | '.join(map(str, cells))} |"


def grade_undisturbed(scratch: Path) -> tuple[Batch, float]:
    """Grades the class and returns the batch and its seconds."""
    batch = Batch.make(write_class(scratch / "class"), scratch / "undisturbed")
    started = time.monotonic()
    code = batch.start().wait()
    seconds = time.monotonic() - started
    _, processes = await_end()
    if code or processes or batch.left_behind():
        words = batch.log.read_text()
        raise SystemExit(f"{words}\nexit code {code}; left: {processes}, {batch.left_behind()}")
    return batch, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--moments", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    become_subreaper()
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory(prefix="bareme-kill-") as name:
        print_heading("Killed at random moments, and run again", __file__)
        undisturbed, seconds = grade_undisturbed(Path(name))
        print(
            f"{len(CLASS) + 1} submissions, two workers, {seconds:.1f} s undisturbed; seed {arguments.seed}."
        )
        print(f"\n{render_heading()}")
        kills = []
        for number in range(arguments.moments):
            # One moment in each of equal parts, so that the whole run is covered.
            moment = (number + chance.random()) * seconds / arguments.moments
            kills.append(
                kill_at(moment, Batch.make(undisturbed.source, Path(name, str(number))), undisturbed)
            )
            print(render_row(number + 1, kills[-1]), flush=True)
    held = sum(kill.holds for kill in kills)
    print(f"\nAll three hold at {held} of {len(kills)} moments.")
    sys.exit(0 if held == len(kills) else 1)


if __name__ == "__main__":
    main()
