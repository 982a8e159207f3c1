"""A course whose stubs do not raise is released, validated, graded and checked like any other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from commands import assert_one_sentence, bareme

ASSIGNMENT = """\
title = { en = "Lines" }
formats = ["ipynb", "py"]
stub = ""

[[exercise]]
id = "line"
title = { en = "Line" }
points = 1

[[exercise]]
id = "twice"
title = { en = "Twice" }
points = 1

[[exercise]]
id = "total"
title = { en = "Total" }
points = 1

[[exercise]]
id = "choice"
title = { en = "Choice" }
points = 1
"""
SOLUTION = '''\
# %% exercise="line"
def line(x, a, b):
    """The line at x."""
    # START CODE HERE
    y = None
    # BEGIN SOLUTION one line
    y = a * x + b
    # END SOLUTION
    # END CODE HERE
    return y


# %% exercise="twice"
def twice(x):
    """The line of slope 2."""
    # BEGIN SOLUTION
    return line(x, 2, 0)
    # END SOLUTION


# %% exercise="choice"
steepest = None
# BEGIN SOLUTION
steepest = "b"
# END SOLUTION

# %% exercise="total"
total = twice(2) + twice(3)
'''
TEST_PUBLIC = '''\
import pytest
from bareme.checks import assert_choice, assert_close


@pytest.mark.exercise("line")
def test_line(student):
    """line multiplies and adds"""
    assert_close(student.line(2.0, 3.0, 1.0), 7.0)


@pytest.mark.exercise("twice", given="line")
def test_twice(student):
    """twice has the slope 2"""
    assert_close(student.twice(2.0), 4.0)


@pytest.mark.exercise("total", given="twice")
def test_total(student):
    """the total of two values"""
    assert_close(student.total, 10)


@pytest.mark.exercise("choice")
def test_choice(student):
    """the steepest line is named"""
    assert_choice(student.steepest, "b", variable="steepest")
'''
MISTAKES = {
    "no_offset": '"""And b?"""\nBREAKS = ["test_line"]\ndef line(x, a, b):\n    return a * x\n',
    "once": '"""Twice."""\nBREAKS = ["test_twice", "test_total"]\ndef twice(x):\n    return line(x, 1, 0)\n',
    "flat": '"""Is it steep?"""\nBREAKS = ["test_choice"]\nsteepest = "a"\n',
}
ACCIDENTS = """\
# %%
from math import prod as line

for steepest in "abc":
    pass
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    write(folder, "graders/lines/assignment.toml", ASSIGNMENT)
    write(folder, "graders/lines/test_public.py", TEST_PUBLIC)
    write(folder, "solutions/lines.py", SOLUTION)
    for name, source in MISTAKES.items():
        write(folder, f"graders/lines/mistakes/{name}.py", source)
    assert bareme("release", "--course", folder).returncode == 0
    return folder


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def grade(course: Path, folder: Path, source: str) -> dict[str, object]:
    """Returns the status of each check of a script, or the name that is still to be written."""
    script = write(folder, "ada.py", source)
    done = bareme("grade", "lines", script, "-o", folder / "out", "--course", course)
    assert "Traceback" not in done.stdout + done.stderr
    return find_outcomes((folder / "out/students/ada/result.json").read_text())


def find_outcomes(text: str) -> dict[str, object]:
    return {check["id"]: find_outcome(**check) for check in json.loads(text)["checks"]}


def find_outcome(status: str, message: Any, **_: object) -> object:
    if status != "not_attempted":
        return status
    if message["id"] == "`%(where)s` is still to be written.":
        return {message["params"]["where"]}
    assert message["id"].endswith(" at the end, in place of your code above it: delete the stub.")
    return {message["params"]["name"]}


UNTOUCHED = {
    "test_line": {"line"},
    "test_twice": {"twice"},
    "test_total": {"twice"},
    "test_choice": {"steepest"},
}


def test_the_template_has_the_lines_around_the_solution_and_no_other(course: Path) -> None:
    script = (course / "assignments/lines/lines.py").read_text()
    assert "    # START CODE HERE\n    y = None\n    # TODO: one line\n    # END CODE HERE\n" in script
    assert "raise" not in script


def test_the_course_is_valid(course: Path) -> None:
    done = bareme("validate", "lines", "--course", course)
    assert done.returncode == 0, done.stdout
    assert re.search(r"lines +4 +4/4 +0/4 +3/3 +3/3 .* valid", done.stdout)


@pytest.mark.parametrize("added", ["", ACCIDENTS])
def test_an_untouched_template_is_not_attempted(course: Path, tmp_path: Path, added: str) -> None:
    template = (course / "assignments/lines/lines.py").read_text()
    assert grade(course, tmp_path, f"{template}\n{added}") == UNTOUCHED
    assert grade(course, tmp_path, f"{added}\n{template}") == UNTOUCHED


def test_an_answer_is_judged_and_a_stub_is_not_replaced_for_it(course: Path, tmp_path: Path) -> None:
    template = (course / "assignments/lines/lines.py").read_text()
    own = "# %%\ndef twice(x):\n    return line(x, 2, 0)\nsteepest = 'a'\n"
    found = grade(course, tmp_path, f"{template}\n{own}")
    assert found == {
        "test_line": {"line"},
        "test_twice": {"line"},
        "test_total": {"line"},
        "test_choice": "failed",
    }
    own = "# %%\ndef line(x, a, b):\n    return None\ndef twice(x):\n    return 2 * x\n"
    found = grade(course, tmp_path, f"{own}\n{template.replace('def line', 'def other')}")
    assert found == {
        "test_line": "failed",
        "test_twice": {"twice"},
        "test_total": {"twice"},
        "test_choice": {"steepest"},
    }


def test_a_student_reads_the_same_from_the_released_copy(course: Path, tmp_path: Path) -> None:
    for path in (course / "assignments/lines").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    notebook = tmp_path / "lines.ipynb"
    for added in ("", ACCIDENTS.removeprefix("# %%\n")):
        table = json.loads(notebook.read_text())
        table["cells"][0]["source"] = f"{added}\n{''.join(table['cells'][0]['source'])}"
        notebook.write_text(json.dumps(table))
        done = bareme("check", notebook, "--json", cwd=tmp_path)
        assert done.returncode == 1, done.stderr
        assert find_outcomes(done.stdout) == UNTOUCHED


@pytest.mark.parametrize(
    ("stub", "words"),
    [
        ('"W = "', ("assignment.toml", "'stub'", "a stub is Python code")),
        ('"return None"', ("solutions/lines.py", "'return None'", "'return' outside function")),
        ("3", ("'stub'", "valid string")),
    ],
)
def test_a_stub_that_does_not_fit_is_one_sentence(
    course: Path, tmp_path: Path, stub: str, words: tuple[str, ...]
) -> None:
    write(tmp_path, "graders/lines/assignment.toml", ASSIGNMENT.replace('""', stub))
    write(tmp_path, "graders/lines/test_public.py", TEST_PUBLIC)
    write(tmp_path, "solutions/lines.py", SOLUTION)
    assert_one_sentence(bareme("validate", "lines", "--course", tmp_path), *words)
