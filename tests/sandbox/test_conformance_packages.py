"""Guarantees of each level about copies of a course among installed packages."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from installs import make_environment, packages_of

import bareme
from bareme.course.course import Limits, builtin_course
from bareme.errors import InputError
from bareme.grading.exposure import refuse_exposed
from bareme.grading.setup import GradingOptions, open_grading_context
from bareme.sandbox.forkserver_client import run_server
from bareme.sandbox.session import SandboxSettings
from bareme.student.student import Student
from sandbox.levels import ATTEMPTS, demonstrating, promising
from sandbox.sandboxes import Sandboxes

pytest_plugins = ["sandbox.fixtures", "sandbox.students"]

DIGITS = "sklearn/datasets/data/digits.csv.gz"


def write(path, content="secret"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return str(path)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An environment with a recorded package, `listed`, and a module from sources."""
    folder = tmp_path_factory.mktemp("python") / "environment"
    make_environment(folder)
    packages, sources = packages_of(folder), folder.with_name("sources")
    write(packages / "listed" / "__init__.py", "used = True")
    names = ("listed/__init__.py", "listed-1.0.dist-info/RECORD")
    write(packages / names[1], "".join(f"{name},,\n" for name in names))
    write(packages / "sources.pth", f"{sources}\n")
    write(sources / "helper.py", "used = True")
    return folder


@pytest.fixture(scope="module")
def other_address(environment):
    """A fork server that runs in this environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", str(environment / "bin" / "python"))
        with run_server(["listed", "helper"]) as found:
            yield found


@pytest.fixture
def other_sandboxes(other_address):
    return Sandboxes(other_address)


@pytest.fixture
def strays(environment):
    """Files that no sandbox needs, in folders that are shown in part.

    They are written after the server has started.
    """
    packages, sources = packages_of(environment), environment.with_name("sources")
    return [
        write(packages / "course" / "solutions" / "neuron.py"),
        write(packages / "solution.py"),
        write(packages / "bareme" / "course" / "graders" / "neuron" / "test_hidden.py"),
        write(sources / "graders" / "neuron" / "test_hidden.py"),
        write(sources / ".git" / "config"),
        write(sources / "build" / "lib" / "solution.py"),
        write(sources / "solution.py"),
    ]


@pytest.fixture
def others(environment):
    """Files of other environments, in folders whose neighbours a sandbox sees."""
    version = packages_of(environment).relative_to(environment)
    return [
        write(environment / "share" / "bareme" / "course" / "solutions" / "neuron.py"),
        write(environment / version.parent / "second" / version / DIGITS),
        write(environment / "lib" / "second" / version / "bareme" / "course" / "solutions" / "neuron.py"),
        write(environment / "share" / "second" / version / DIGITS),
    ]


@promising("packages")
def test_what_no_installer_recorded_is_not_there(other_sandboxes, level, environment, strays):
    packages = packages_of(environment)
    needed = [packages / "listed/__init__.py", environment.with_name("sources") / "helper.py"]
    with other_sandboxes.session(*ATTEMPTS, isolation=level) as session:
        student = Student(session)
        seen = [path for path in student.readable([*map(str, needed), *strays]) if student.read(path)]
    assert seen == list(map(str, needed))


@demonstrating("packages")
def test_what_no_installer_recorded_can_be_read(other_sandboxes, level, strays):
    with other_sandboxes.session(*ATTEMPTS, isolation=level) as session:
        assert Student(session).readable(strays) == strays


@promising("packages")
@pytest.mark.parametrize("absolute", [True, False])
def test_that_holds_where_python_is_reached_through_links(environment, level, tmp_path, absolute, strays):
    link = tmp_path / "linked"
    link.symlink_to(environment if absolute else os.path.relpath(environment, tmp_path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", str(link / "bin" / "python"))
        with (
            run_server(["listed"]) as address,
            Sandboxes(address).session(*ATTEMPTS, isolation=level) as session,
        ):
            student = Student(session)
            packages = packages_of(link)
            needed = str(packages / "listed" / "__init__.py")
            paths = [needed, str(packages / "solution.py"), *strays]
            assert [path for path in student.readable(paths) if student.read(path)] == [needed]


@promising("environments")
def test_other_environments_are_not_there(other_sandboxes, level, others):
    pythons = [sys.base_prefix, "/usr", "/usr/local"]
    packages = [path for prefix in pythons for path in Path(prefix).glob("lib*/python3*/*-packages")]
    with other_sandboxes.session(*ATTEMPTS, isolation=level) as session:
        student = Student(session)
        assert student.readable(others) == []
        shown = [str(path) for path in packages if str(path) != sysconfig.get_path("purelib")]
        assert [path for path in student.readable(shown) if student.names_in(path)] == []


@demonstrating("environments")
def test_other_environments_can_be_read(other_sandboxes, level, others):
    with other_sandboxes.session(*ATTEMPTS, isolation=level) as session:
        assert Student(session).readable(others) == others


# Modules of bareme


OWN = Path(bareme.__file__).parent
RUNS_IN_A_SANDBOX = {
    "__init__.py",
    "errors.py",
    "files.py",
    "datasets",
    "guest",
    "i18n",
    "sandbox",
    "wire",
}
MODULES = [str(path) for path in (*OWN.glob("*.py"), *OWN.glob("*/__init__.py"))]
IMPORT_GUEST = """
import subprocess, sys
CODE = '''
import importlib, pkgutil, sys
sys.path[:] = sys.argv[1:]
for package in ("guest", "wire"):
    root = importlib.import_module(f"bareme.{package}")
    for module in pkgutil.walk_packages(root.__path__, f"bareme.{package}."):
        importlib.import_module(module.name)
        print(module.name)
'''
done = subprocess.run([sys.executable, "-c", CODE, *sys.path], capture_output=True, text=True)
print(done.stdout, done.stderr if done.returncode else "imported", sep="")
"""
"""In a new process, since the fork server has imported most of them outside the sandbox."""


def seen_of_bareme(session):
    student = Student(session)
    found = [path for path in student.readable(MODULES) if student.read(path)]
    return {Path(path).relative_to(OWN).parts[0] for path in found}


@promising("bareme")
def test_only_modules_of_bareme_that_run_in_a_sandbox_are_there(sandboxes, level):
    with sandboxes.session(*ATTEMPTS, isolation=level) as session:
        assert seen_of_bareme(session) == RUNS_IN_A_SANDBOX


@promising("bareme")
def test_the_guest_can_be_imported_with_these_modules_alone(sandboxes, level):
    limits = {"memory_mib": 4096, "cell_seconds": 240, "total_seconds": 240}
    with sandboxes.session(IMPORT_GUEST, isolation=level, **limits) as session:
        printed = session.notebook.cells[0].outputs[0].text
    assert printed.endswith("imported\n"), printed
    wanted = {"bareme.guest.kernel", "bareme.guest.keras_rebuild", "bareme.guest.compat.magics"}
    assert wanted <= set(printed.split())


@demonstrating("bareme")
def test_all_of_bareme_can_be_read(sandboxes, level):
    with sandboxes.session(*ATTEMPTS, isolation=level) as session:
        assert seen_of_bareme(session) == {Path(path).relative_to(OWN).parts[0] for path in MODULES}


# Copies


COURSE = builtin_course()
NEURON = COURSE.assignment("neuron")
MISTAKE = NEURON.mistake_paths[0]


def plant_renamed(source):
    return lambda folder: shutil.copy(source, folder / "notes.txt")


def plant_in_zip(folder):
    with zipfile.ZipFile(folder / "old.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(NEURON.grader_folder / "test_hidden.py", "old/test.py")
    return folder / "old.zip!old/test.py"


def plant_bytecode(folder):
    shutil.copy(MISTAKE, folder / MISTAKE.name)
    compiling = "import py_compile, sys; print(py_compile.compile(sys.argv[1], doraise=True))"
    command = [sys.executable, "-c", compiling, str(folder / MISTAKE.name)]
    made = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    (folder / MISTAKE.name).unlink()
    return made


def plant_repository(folder):
    write(folder / ".git" / "config", "[core]")
    return folder / ".git"


COPIES = {
    "a solution under another name": plant_renamed(NEURON.solution_path),
    "a hidden check of another lab": plant_renamed(COURSE.root / "graders" / "convnet" / "test_hidden.py"),
    "a mistake": plant_renamed(MISTAKE),
    "the settings of a lab": plant_renamed(NEURON.grader_folder / "assignment.toml"),
    "held-out data": plant_renamed(Path(sysconfig.get_path("purelib"), DIGITS)),
    "a hidden check in an archive": plant_in_zip,
    "the bytecode of a mistake": plant_bytecode,
    "a repository": plant_repository,
}


@pytest.fixture
def place(environment):
    """A folder inside the package that is recorded, which is shown whole."""
    folder = packages_of(environment) / "listed" / "notes"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def search(address, level):
    held_out = [Path(sysconfig.get_path("purelib"), DIGITS)]
    settings = SandboxSettings(address, Limits(), masked=tuple(map(str, held_out)))
    refuse_exposed(NEURON, settings, held_out)


@promising("copies")
@pytest.mark.parametrize("plant", COPIES.values(), ids=COPIES)
def test_a_copy_in_what_is_shown_is_refused(other_address, level, place, plant):
    search(other_address, level)
    path = plant(place)
    with pytest.raises(InputError) as refused:
        search(other_address, level)
    assert str(path) in str(refused.value)
    assert "students" in str(refused.value)
    assert "grade again" in str(refused.value)


@promising("copies")
def test_what_students_have_and_what_says_nothing_is_no_copy(other_address, level, place):
    for path in NEURON.release_folder.iterdir():
        if path.is_file():
            shutil.copy(path, place / path.name)
    (place / "empty.py").touch()
    write(place / "other.py", "#" * NEURON.solution_path.stat().st_size)
    search(other_address, level)


@promising("copies")
def test_nothing_is_graded_where_there_is_a_copy(environment, level, place, monkeypatch):
    shutil.copy(NEURON.solution_path, place / "copy.py")
    monkeypatch.setattr(sys, "executable", str(environment / "bin" / "python"))
    with (
        pytest.raises(InputError, match=r"copy\.py"),
        open_grading_context(NEURON, GradingOptions("mini", level)),
    ):
        pytest.fail("it could be graded")


@demonstrating("copies")
def test_a_copy_can_be_read(other_sandboxes, level, place):
    shutil.copy(NEURON.solution_path, place / "copy.py")
    with other_sandboxes.session(*ATTEMPTS, isolation=level) as session:
        assert Student(session).read(str(place / "copy.py")) == NEURON.solution_path.read_bytes()
