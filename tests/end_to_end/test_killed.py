"""A killed or stopped batch leaves nothing behind and can be resumed."""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from courses import make_course

ANSWER = """
def predict(x, slope, offset=0):
    return slope * x + offset

def fit(x, y):
    return float(x @ y / (x @ x))
"""
SLOW = ANSWER.replace("    return float", "    import time; time.sleep(2)\n    return float")
HOLD_UP = """
import pathlib, time
import numpy as np
import pytest
from bareme.checks import assert_close

FOLDER = pathlib.Path(@FOLDER@)

def reach():
    (FOLDER / "reached").touch()

def wait():
    while not (FOLDER / "leave").exists():
        time.sleep(0.02)
"""
HELD_CALL = '''
@pytest.mark.exercise("fit")
def test_fit_values(student):
    """fit finds the slope"""
    reach()
    slope = student.fit(np.array([1.0, 2.0]), np.array([4.0, 8.0]))
    wait()
    assert_close(slope, 4.0)
'''
# Held up between the content of a file and its name.
HELD_WRITING = '''
@pytest.mark.exercise("fit")
def test_fit_values(student):
    """fit finds the slope"""
    assert_close(student.fit(np.array([1.0, 2.0]), np.array([4.0, 8.0])), 4.0)

replace = pathlib.Path.replace
def replace_later(path, target):
    reach()
    wait()
    return replace(path, target)
pathlib.Path.replace = replace_later
'''
STOPPED = "bareme: stopped; what was finished is kept: run the same command again.\n"


@dataclasses.dataclass(frozen=True)
class Batch:
    """A command that grades a class, with its output and temporary files."""

    course: Path
    source: Path
    out: Path
    temporary: Path

    def start(self) -> subprocess.Popen[str]:
        command = ("grade", "line", self.source, "-o", self.out, "--course", self.course, "--workers", "2")
        return subprocess.Popen(
            [sys.executable, "-m", "bareme", *map(str, command)],
            env={**os.environ, "TMPDIR": str(self.temporary)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def complete(self) -> None:
        with self.start() as process:
            _, words = process.communicate(timeout=300)
        assert process.returncode == 0, words

    def processes(self) -> list[psutil.Process]:
        """Returns the processes that use this folder for temporary files.

        They are the grader, workers, fork servers and sandboxes.
        """
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.environ().get("TMPDIR", "").startswith(str(self.temporary)):
                    found.append(process)
        return found

    def assert_nothing_is_left(self) -> None:
        assert until(lambda: not self.processes()), self.processes()
        assert list(self.temporary.iterdir()) == []

    def written(self) -> dict[str, object]:
        """Returns the output files, without the durations in the results."""
        found: dict[str, object] = dict.fromkeys(self.files())
        found["gradebook.csv"] = (self.out / "gradebook.csv").read_bytes()
        for path in self.out.glob("students/*/result.json"):
            result = json.loads(path.read_text("utf-8"))
            del result["durations"]
            for check in result["checks"]:
                del check["duration_seconds"]
            found[str(path.relative_to(self.out))] = result
        return found

    def files(self) -> set[str]:
        return {str(path.relative_to(self.out)) for path in self.out.rglob("*") if path.is_file()}

    def scores(self) -> list[str]:
        with (self.out / "gradebook.csv").open(newline="", encoding="utf-8") as stream:
            return [row["score"] for row in csv.DictReader(stream)]


def until(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def batch(tmp_path):
    # Not in `tmp_path`: the path of a Unix socket must be short.
    temporary = Path(tempfile.mkdtemp(prefix="b", dir="/tmp"))
    (tmp_path / "class").mkdir()
    batch = Batch(make_course(tmp_path / "course").root, tmp_path / "class", tmp_path / "out", temporary)
    yield batch
    for process in batch.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    shutil.rmtree(temporary, ignore_errors=True)


def hold_up(batch: Batch, suite: str) -> tuple[Path, Path]:
    """Returns the file a suite creates, and one it waits for."""
    path = batch.course / "graders" / "line" / "test_hidden.py"
    path.write_text(HOLD_UP.replace("@FOLDER@", repr(str(batch.course))) + suite)
    return batch.course / "reached", batch.course / "leave"


def test_killed_at_random_moments_and_run_again_a_batch_ends_as_if_undisturbed(batch):
    for number in range(6):
        (batch.source / f"student-{number}.py").write_text(f"{ANSWER}# {number}\n")
    undisturbed = dataclasses.replace(batch, out=batch.out.with_name("undisturbed"))
    undisturbed.complete()
    assert undisturbed.scores() == ["5"] * 6
    chance = random.Random(0)
    for graded in (0, *sorted(chance.sample(range(1, 6), 3))):
        with batch.start() as process:
            for _ in range(graded):
                assert process.stderr.readline().startswith("grading line")
            time.sleep(chance.uniform(0, 0.5))
            process.kill()
        batch.assert_nothing_is_left()
    batch.complete()
    batch.assert_nothing_is_left()
    assert batch.written() == undisturbed.written()


ENDS = {
    "killed": (os.kill, signal.SIGKILL, -signal.SIGKILL, ""),
    "Ctrl-C, which reaches all processes of a terminal": (os.killpg, signal.SIGINT, 130, STOPPED),
    "asked to end": (os.kill, signal.SIGTERM, 143, STOPPED),
}


@pytest.mark.parametrize(("send", "number", "code", "words"), ENDS.values(), ids=ENDS)
def test_a_batch_that_ends_in_the_middle_of_a_call_costs_no_points(batch, send, number, code, words):
    (batch.source / "ada.py").write_text(SLOW)
    reached, leave = hold_up(batch, HELD_CALL)
    with batch.start() as process:
        assert until(reached.exists, 120)
        time.sleep(0.3)  # now the call is under way
        assert len(batch.processes()) > 3
        send(process.pid, number)
        assert process.communicate(timeout=60)[1] == words
    assert process.returncode == code
    batch.assert_nothing_is_left()
    leave.touch()
    batch.complete()
    assert batch.scores() == ["5"]


def test_a_file_that_was_being_written_when_the_batch_was_killed_does_not_stay(batch):
    (batch.source / "ada.py").write_text(ANSWER)
    reached, leave = hold_up(batch, HELD_WRITING)
    with batch.start() as process:
        assert until(reached.exists, 120)
        process.kill()
    batch.assert_nothing_is_left()
    assert batch.files()
    leave.touch()
    batch.complete()
    pages = {f"students/ada/{name}" for name in ("result.json", "feedback.html", "notebook.ipynb")}
    assert batch.files() == {"gradebook.csv", "class.html", *pages}
