"""The archive for Gradescope grades a submission with its scripts, in a folder in place of /autograder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from commands import bareme
from courses import make_course
from sample_results import sample_result

RIGHT = "def predict(x, slope, offset=0):\n    return slope * x + offset\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like /autograder, with the archive unpacked as Gradescope does."""
    folder = tmp_path_factory.mktemp("gradescope")
    make_course(folder / "course")
    student = folder / "out" / "students" / "someone"
    student.mkdir(parents=True)
    (student / "result.json").write_text(sample_result(assignment="line").to_json(), encoding="utf-8")
    done = bareme("export", folder / "out", "--to", "gradescope-autograder", cwd=folder / "course")
    assert (done.returncode, done.stderr) == (0, "")
    assert "hidden checks" in done.stdout
    assert "768" not in done.stdout, "this lab has no Keras"
    with zipfile.ZipFile(folder / "out" / "gradescope-autograder.zip") as archive:
        archive.extractall(folder / "autograder" / "source")
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
    assert {name for name, mode in modes.items() if mode == 0o755} == {"setup.sh", "run_autograder"}
    return folder / "autograder"


def run(root: Path, python: str, **files: str) -> dict[str, object]:
    submission = root / "submission"
    submission.mkdir(exist_ok=True)
    for name, content in files.items():
        (submission / f"{name}.py").write_text(content)
    environment = os.environ | {"AUTOGRADER_ROOT": str(root), "BAREME_PYTHON": python}
    subprocess.run(["bash", str(root / "source/run_autograder")], env=environment, check=True, timeout=600)
    report: dict[str, object] = json.loads((root / "results/results.json").read_text())
    return report


def test_the_scripts_are_at_the_top_and_can_be_parsed(root: Path) -> None:
    source = root / "source"
    assert (source / "setup.sh").read_text().startswith("#!")
    for name in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n", str(source / name)], check=True)
    lines = (source / "requirements.txt").read_text().splitlines()
    assert any(line.startswith("nbclient") for line in lines)
    assert not any("extra" in line for line in lines)
    assert "FROM gradescope/autograder-base" in (source / "Dockerfile").read_text()


def test_a_submission_of_several_files_is_graded_as_one(root: Path) -> None:
    report = run(root, sys.executable, line=RIGHT, helper="VALUE = 1\n")
    tests = report["tests"]
    assert isinstance(tests, list)
    scores = {test["tags"][0]: test.get("score") for test in tests}
    assert scores == {"predict": 2.0, "fit": 0.0, "why": 0.0}


def test_a_failure_of_the_autograder_gives_no_score(root: Path) -> None:
    report = run(root, "/no/such/python", line=RIGHT)
    assert "score" not in report
    assert report["tests"] == [{"name": "line"}]
