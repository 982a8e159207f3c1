"""What bareme does, and what student code can read, however it was installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from installs import CHECKOUT, Python, install, packages_of
from nbformat import v4

from bareme.results.result import Result, read_result

pytest_plugins = ["install_fixtures"]

HOLE = Path(__file__).parent / "hostile" / "holes" / "course_in_site_packages.ipynb"
SOLUTION_LINE = "np.clip(y, 1e-12, 1 - 1e-12)"
"""Of the solution of `neuron`, and of nothing that a student has."""

SEARCH = """
import os, bareme
NAMES = {"test_hidden.py", "neuron.py", "mistakes", "solutions", "graders", ".git", "digits.csv.gz"}
TEXTS = (".py", ".ipynb", ".toml", ".txt", ".md")
found, walked = [], 0
for folder, folders, files in os.walk("/"):
    if folder == "/":
        folders.remove("proc")
    for path in (os.path.join(folder, name) for name in NAMES & {*folders, *files}):
        if os.listdir(path) if os.path.isdir(path) else os.path.getsize(path):
            found.append(path)
    for path in (os.path.join(folder, name) for name in files if name.endswith(TEXTS)):
        walked += 1
        try:
            if os.path.getsize(path) < 2**16 and "np.clip(y, 1e-12, 1 - 1" + "e-12)" in open(path).read():
                found.append(path)
        except (OSError, UnicodeDecodeError):
            pass
print(os.path.dirname(bareme.__file__), walked > 1000, found)
"""


def run(python: Python, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of bareme in a folder, with little in its environment."""
    variables = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    if python.import_path:
        variables["PYTHONPATH"] = ":".join(python.import_path)
    command = [str(python.executable), "-m", "bareme", *arguments]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True)


def make_class(folder: Path) -> Path:
    """Hands in the hole, a search of all that can be read, and the solution."""
    (folder / "class").mkdir(parents=True)
    shutil.copy(HOLE, folder / "class" / "hole.ipynb")
    shutil.copy(CHECKOUT / "solutions" / "neuron.py", folder / "class" / "right.py")
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(SEARCH)]), folder / "class" / "search.ipynb")
    return folder / "class"


@pytest.fixture(scope="module")
def students(installed, tmp_path_factory) -> dict[str, Path]:
    """The folders of results, by the name of the file that was handed in."""
    folder = tmp_path_factory.mktemp("graded")
    done = run(installed, folder, "grade", "neuron", str(make_class(folder)), "-o", "out")
    assert (folder / "out" / "gradebook.csv").exists(), done.stderr
    results = folder.glob("out/students/*/result.json")
    return {read_result(path).file.name: path.parent for path in results}


def result_of(folder: Path) -> Result:
    result = read_result(folder / "result.json")
    if result.isolation != "namespaces":
        pytest.skip("this machine does not allow namespaces")
    return result


def test_the_course_that_comes_along_is_found_in_an_empty_folder(installed, tmp_path):
    done = run(installed, tmp_path, "list")
    assert done.returncode == 0, done.stderr
    assert "neuron" in done.stdout


def test_no_part_of_the_course_is_where_packages_are(installed):
    packages = packages_of(installed.prefix)
    names = ("test_hidden.py", "assignment.toml", "neuron.ipynb", "student.html.j2")
    assert [path for name in names for path in packages.rglob(name)] == []


def test_right_code_gets_all_points(students):
    result = result_of(students["right.py"])
    automatic = sum(check.max_score for check in result.checks)
    assert result.score == pytest.approx(automatic)
    assert automatic > 0


def test_a_search_for_the_solution_among_packages_earns_nothing(students):
    result = result_of(students["hole.ipynb"])
    assert result.score == 0
    assert {check.status for check in result.checks} == {"not_attempted"}


def test_a_search_of_all_that_can_be_read_finds_nothing_of_a_course(students, installed):
    result_of(students["search.ipynb"])
    notebook = nbformat.read(students["search.ipynb"] / "notebook.ipynb", 4)
    (output,) = notebook.cells[0].outputs
    assert output.text.strip() == f"{installed.package} True []"


def test_what_the_search_looks_for_is_in_the_solution_and_in_no_template():
    """The test above would pass if it looked for anything else."""
    assert SOLUTION_LINE in (CHECKOUT / "solutions" / "neuron.py").read_text(encoding="utf-8")
    templates = (CHECKOUT / "assignments" / "neuron").glob("neuron*")
    assert not any(SOLUTION_LINE in path.read_text(encoding="utf-8") for path in templates)


def test_a_copy_of_the_solution_in_sight_is_refused_and_one_that_is_covered_is_not(wheel, tmp_path):
    """Version 0.1.0 kept the course in its package, where an upgrade can leave parts of it."""
    python = install("wheel", wheel, tmp_path / "environment")
    solution = CHECKOUT / "solutions" / "neuron.py"
    template = CHECKOUT / "assignments" / "neuron" / "neuron.py"
    command = ("grade", "neuron", str(template), "-o", "out", "--isolation", "namespaces")
    (python.package / "course" / "solutions").mkdir(parents=True)
    shutil.copy(solution, python.package / "course" / "solutions" / "neuron.py")
    done = run(python, tmp_path, *command)
    if "user namespaces" in done.stderr:
        pytest.skip("this machine does not allow namespaces")
    assert (tmp_path / "out" / "gradebook.csv").exists(), done.stderr
    shutil.copy(solution, python.package / "guest" / "notes.py")
    refused = run(python, tmp_path, *command)
    assert refused.returncode == 2
    assert str(python.package / "guest" / "notes.py") in refused.stderr
    assert "Traceback" not in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
