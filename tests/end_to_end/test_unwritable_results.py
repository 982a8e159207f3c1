"""A result is written whatever a student sends."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from commands import bareme
from courses import make_course

from bareme.results.result import Result

RIGHT = """
def predict(x, slope, offset=0):
    return slope * x + offset

def fit(x, y):
    return float(x @ y / (x @ x))
"""
# The kernel escapes what it sends, so that half of a surrogate pair gets through.
ESCAPING = """
# %%
import json
from IPython.display import display
kernel = get_ipython().kernel
kernel.session.pack = lambda content: json.dumps(content, default=str).encode()
# %%
"""
CELLS = {
    "display": 'half = "\\ud83d"\ndisplay({"text/plain": half, "text/html": half, "application/json": '
    '{half: [half]}}, raw=True, metadata={"\\ud83d": "\\ud83d"})',
    "error": 'raise ValueError("\\ud83d")',
    "stream": 'print("\\ud83d")\nimport sys\nprint("\\udfff", file=sys.stderr)',
    "count": "kernel.send_response(kernel.iopub_socket, 'display_data', "
    "{'data': {'text/plain': 'x'}, 'metadata': {}, 'execution_count': {'\\ud83d': [1e999]}})",
}
DEEP = f"""
{ESCAPING}
value = 0
for _ in range(DEPTH):
    value = [value]
display({{"application/json": value, "text/plain": "deep"}}, raw=True)
"""


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "course").root


def grade(course: Path, tmp_path: Path, **sources: str) -> subprocess.CompletedProcess[str]:
    folder = tmp_path / "class"
    folder.mkdir()
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source)
    return bareme("grade", "line", folder, "-o", tmp_path / "out", "--course", course)


def read(tmp_path: Path, student: str, name: str = "result.json") -> str:
    return (tmp_path / "out" / "students" / student / name).read_text(encoding="utf-8")


def statuses(tmp_path: Path, student: str) -> list[str]:
    return [check["status"] for check in json.loads(read(tmp_path, student))["checks"]]


def test_half_a_character_in_any_message_is_replaced_where_it_comes_in(tmp_path, course):
    done = grade(course, tmp_path, **{name: RIGHT + ESCAPING + cell for name, cell in CELLS.items()})
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    for name in CELLS:
        result = json.loads(read(tmp_path, name))
        assert (result["status"], result["notes"]) == ("graded", [])
        assert statuses(tmp_path, name) == ["passed", "passed"]
        assert json.loads(read(tmp_path, name, "notebook.ipynb"))["cells"]
        assert read(tmp_path, name, "feedback.html")
    texts = {name: read(tmp_path, name, "notebook.ipynb") for name in CELLS}
    assert all("\ufffd" in texts[name] for name in ("display", "error", "stream"))


def test_half_a_character_in_an_answer_or_an_exception_ends_no_check_undetermined(tmp_path, course):
    source = """
def predict(x, slope, offset=0):
    raise ValueError("\\ud83d")

def fit(x, y):
    return {"\\ud83d": "\\ud83d", "a": ("\\udfff",)}
"""
    done = grade(course, tmp_path, one=source)
    assert done.returncode == 0, done.stderr
    assert statuses(tmp_path, "one") == ["error", "failed"]


def test_an_output_of_any_depth_leaves_the_verdicts(tmp_path, course):
    depths = {f"deep-{depth}": RIGHT + DEEP.replace("DEPTH", str(depth)) for depth in (60, 300, 900)}
    done = grade(course, tmp_path, **depths)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    for name in depths:
        assert statuses(tmp_path, name) == ["passed", "passed"]
        assert json.loads(read(tmp_path, name, "notebook.ipynb"))["cells"]


def test_a_page_that_cannot_be_made_costs_no_verdict(tmp_path, course):
    templates = course / "templates"
    templates.mkdir()
    body = "{% block body %}{% if result.student.id == 'ada' %}{{ 1 // 0 }}{% endif %}{% endblock %}"
    (templates / "student.html.j2").write_text('{% extends "bareme/student.html.j2" %}' + body)
    done = grade(course, tmp_path, ada=RIGHT, bob=RIGHT + "\n")
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    result = json.loads(read(tmp_path, "ada"))
    assert (result["status"], statuses(tmp_path, "ada")) == ("graded", ["passed", "passed"])
    [note] = result["notes"]
    assert note["id"].startswith("The feedback page could not be made")
    assert note["params"]["reason"]["params"]["kind"] == "ZeroDivisionError"
    [said] = Result.model_validate(result).in_language("fr").notes
    assert said.startswith("La page de retour")
    page = read(tmp_path, "ada", "feedback.html")
    assert "could not be made" in page
    assert "passed" in page
    assert json.loads(read(tmp_path, "bob"))["notes"] == []


def in_files_of(size: int, *arguments: object, cache: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command with a limit on file sizes (full disk)."""

    def limit() -> None:
        # The hard limit stays, since a sandbox sets one of its own.
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    return subprocess.run(
        [sys.executable, "-m", "bareme", *map(str, arguments)],
        env=os.environ | {"XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        timeout=600,
        preexec_fn=limit,
    )


def test_a_disk_without_space_is_one_sentence_and_no_traceback(tmp_path, course):
    (tmp_path / "class").mkdir()
    for name in ("ada", "bob"):
        (tmp_path / "class" / f"{name}.py").write_text(f"# {name}\n{RIGHT}")
    out = tmp_path / "out"
    done = in_files_of(
        *(8192, "grade", "line", tmp_path / "class", "-o", out, "--course", course), cache=tmp_path / "cache"
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    [line] = [line for line in done.stderr.splitlines() if line.startswith("bareme: ")]
    assert "cannot be written" in line
    assert str(out) in line
    # Nothing half written, and the same command goes on once there is space.
    assert not list(out.rglob("*.bareme-part"))
    again = bareme("grade", "line", tmp_path / "class", "-o", out, "--course", course)
    assert again.returncode == 0, again.stderr
    assert statuses(tmp_path, "ada") == ["passed", "passed"]


def test_a_thread_of_a_suite_that_dies_prints_nothing_to_whoever_grades(tmp_path, course):
    suite = course / "graders" / "line" / "test_hidden.py"
    fault = (
        "import threading\nthread = threading.Thread(target=lambda: 1 // 0)\nthread.start()\nthread.join()\n"
    )
    suite.write_text(suite.read_text().replace("import numpy", f"{fault}import numpy", 1))
    done = grade(course, tmp_path, ada=RIGHT)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    assert statuses(tmp_path, "ada") == ["passed", "passed"]
