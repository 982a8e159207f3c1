"""What each isolation level promises of copies of a course that lie about where Python is installed."""

import sys
import sysconfig
from pathlib import Path

import pytest
from installs import make_environment, packages_of

from bareme.room.client import run_server
from bareme.student import Student
from room.levels import ATTEMPTS, demonstrating, promising
from room.rooms import Rooms

pytest_plugins = ["room.fixtures", "room.students"]

DIGITS = "sklearn/datasets/data/digits.csv.gz"


def write(path, content="secret"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return str(path)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An environment with a package that is recorded, `listed`, and a module of a folder of sources."""
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
def other_rooms(other_address):
    return Rooms(other_address)


@pytest.fixture
def strays(environment):
    """Files that no room needs, written after the server started into folders that it sees a part of."""
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
    """Files of other environments, in folders whose neighbours a room sees."""
    version = packages_of(environment).relative_to(environment)
    return [
        write(environment / "share" / "bareme" / "course" / "solutions" / "neuron.py"),
        write(environment / version.parent / "second" / version / DIGITS),
        write(environment / "lib" / "second" / version / "bareme" / "course" / "solutions" / "neuron.py"),
        write(environment / "share" / "second" / version / DIGITS),
    ]


@promising("packages")
def test_what_no_installer_recorded_is_not_there(other_rooms, level, environment, strays):
    packages = packages_of(environment)
    needed = [packages / "listed/__init__.py", environment.with_name("sources") / "helper.py"]
    with other_rooms.session(*ATTEMPTS, isolation=level) as session:
        student = Student(session)
        seen = [path for path in student.readable([*map(str, needed), *strays]) if student.read(path)]
    assert seen == list(map(str, needed))


@demonstrating("packages")
def test_what_no_installer_recorded_can_be_read(other_rooms, level, strays):
    with other_rooms.session(*ATTEMPTS, isolation=level) as session:
        assert Student(session).readable(strays) == strays


@promising("environments")
def test_other_environments_are_not_there(other_rooms, level, others):
    pythons = [sys.base_prefix, "/usr", "/usr/local"]
    packages = [path for prefix in pythons for path in Path(prefix).glob("lib*/python3*/*-packages")]
    with other_rooms.session(*ATTEMPTS, isolation=level) as session:
        student = Student(session)
        assert student.readable(others) == []
        shown = [str(path) for path in packages if str(path) != sysconfig.get_path("purelib")]
        assert [path for path in student.readable(shown) if student.names_in(path)] == []


@demonstrating("environments")
def test_other_environments_can_be_read(other_rooms, level, others):
    with other_rooms.session(*ATTEMPTS, isolation=level) as session:
        assert Student(session).readable(others) == others
