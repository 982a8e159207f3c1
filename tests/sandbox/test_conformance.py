"""Guarantees of each level about the view of student code."""

import os
import pwd
import signal
import socket
import subprocess
import sys
import sysconfig
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import bareme
from bareme.course.course import builtin_course
from bareme.sandbox.spec import CHANNELS
from bareme.student.student import Student
from sandbox.attempts import names_in
from sandbox.levels import ATTEMPTS, MASKED, demonstrating, promising
from sandbox.sandboxes import SECRET, server_process

pytest_plugins = ["sandbox.fixtures", "sandbox.students"]


PYTHON = (sys.prefix, sys.base_prefix, Path(np.__file__).parents[1], Path(bareme.__file__).parents[1])
"""The interpreter, its packages and the source of bareme itself, which no sandbox can do without."""


# Files


@pytest.fixture
def secrets(tmp_path):
    """Files as a grader has them, with rights that hide nothing."""
    names = ("suite.py", "solution.py", "another-submission.ipynb", "x_held_out.npy", "result.json")
    paths = [tmp_path / name for name in names]
    for path in paths:
        path.write_text("secret")
        path.chmod(0o644)
    return [str(path) for path in paths]


@promising("files")
def test_files_of_the_grader_are_not_there(students, level, secrets):
    course = builtin_course().root
    kept = [str(course / name) for name in ("graders", "solutions", "tests")]
    assert students(level).readable([*secrets, *kept]) == []


@demonstrating("files")
def test_files_of_the_grader_can_be_read(students, level, secrets):
    assert students(level).readable(secrets) == secrets
    assert students(level).read(secrets[0]) == b"secret"


@promising("home")
def test_the_users_home_and_the_machines_settings_are_not_there(students, level):
    paths = [*Path.home().iterdir(), *map(Path, ("/etc/shadow", "/etc/ssl", "/var", "/run", "/sys", "/boot"))]
    hidden = [str(path) for path in paths if not any(Path(part).is_relative_to(path) for part in PYTHON)]
    assert students(level).readable(hidden) == []


@demonstrating("home")
def test_the_users_home_and_the_machines_settings_can_be_read(students, level):
    assert students(level).readable([str(Path.home()), "/etc", "/var"]) == [str(Path.home()), "/etc", "/var"]


@promising("masks")
def test_masked_paths_inside_visible_ones_are_empty(students, level):
    folder, file = MASKED
    assert students(level).names_in(folder) == []
    assert students(level).read(file) == b""
    assert students(level).writable([folder]) == []


@demonstrating("masks")
def test_masked_paths_are_as_outside(students, level):
    folder, _ = MASKED
    assert students(level).names_in(folder) == names_in(folder)


LIBRARIES = ("lib", "lib32", "lib64", "libx32")
SYSTEM = (
    *("/bin", "/sbin", "/usr/bin", "/usr/sbin"),
    *(f"{top}/{name}" for top in ("", "/usr", "/usr/local") for name in LIBRARIES),
)
SHARED = {"fontconfig", "fonts", "ghostscript", "graphviz", "i18n", "locale", "misc", "perl", "perl5"}
SHARED |= {"tcltk", "terminfo", "texlive", "texmf", "texmf-dist", "zoneinfo"}
SETTINGS = {"/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/etc/alternatives"}
SCRATCH = {"/home/student", "/tmp", "/dev/shm"}
DEVICES = {f"/dev/{name}" for name in ("null", "full", "random", "urandom")}
# Interfaces of the kernel, in which nothing can be kept.
INTERFACES = {"/dev/pts"}
MADE = {f"/etc/{name}" for name in ("passwd", "group", "hosts", "nsswitch.conf")}
LINKS = {f"/dev/{name}" for name in ("fd", "ptmx", "stdin", "stdout", "stderr")}


def is_python(path):
    return any(Path(path).is_relative_to(folder) for folder in PYTHON)


def is_of_the_system(path):
    shared = Path(path).is_relative_to("/usr/share") and Path(path).parts[3] in SHARED
    return shared or any(Path(path).is_relative_to(folder) for folder in SYSTEM)


@promising("root")
def test_the_root_holds_python_system_libraries_data_and_scratch_and_nothing_else(students, level):
    student = students(level)
    mounts = set(student.mounts())
    lab = {f"/home/student/{name}" for name in ("helper.py", "pictures")}
    allowed = SETTINGS | SCRATCH | DEVICES | lab | {"/", "/proc", "/dev/pts", "/data", *MASKED}
    assert {path for path in mounts - allowed if not is_python(path) and not is_of_the_system(path)} == set()
    # Beside what is mounted: folders that lead there, four files made for the sandbox, links of the machine.
    for path, kind in student.own_files():
        leads = any(Path(mount).is_relative_to(path) for mount in mounts)
        linked = kind == "link" and Path(path).is_symlink()
        assert (kind == "folder" and leads) or linked or path in MADE | LINKS or is_python(path), path


@promising("root")
def test_of_the_system_there_are_programs_libraries_and_a_few_shared_folders(students, level):
    student = students(level)
    assert set(student.names_in("/")) <= {
        *("bin", "data", "dev", "etc", "home", "proc", "sbin", "tmp", "usr", *LIBRARIES),
        *(path.parts[1] for path in map(Path, PYTHON)),
    }
    assert set(student.names_in("/usr")) <= {"bin", "sbin", "share", "local", *LIBRARIES}
    assert set(student.names_in("/usr/share")) <= SHARED
    assert {"sh", "env"} <= set(student.names_in("/usr/bin"))


@promising("root")
def test_everything_but_the_scratch_is_read_only_and_gives_no_rights(students, level):
    mounts = students(level).mounts()
    assert {path for path, (_, changeable, _) in mounts.items() if changeable} == SCRATCH | INTERFACES
    assert {path for path, (_, _, gives_rights) in mounts.items() if gives_rights} == set()


@demonstrating("root")
def test_the_root_is_that_of_the_machine(students, level):
    assert students(level).names_in("/") == names_in("/")


@promising("writing")
def test_the_scratch_is_the_only_place_that_can_be_written(students, level):
    student = students(level)
    scratch = student.scratch()
    assert sorted(student.writable(scratch)) == sorted(scratch)
    written = student.writable([*student.folders_near_the_root(), sysconfig.get_path("purelib"), sys.prefix])
    assert [path for path in written if not path.startswith(tuple(SCRATCH))] == []


@promising("writing")
def test_nothing_of_the_kernel_can_be_set_through_proc(students, level):
    assert students(level).settable() == []


@demonstrating("writing")
def test_a_sandbox_can_write_where_the_grader_can(students, level, tmp_path):
    assert students(level).writable([str(tmp_path)]) == [str(tmp_path)]


@promising("data")
def test_training_data_can_be_read_and_not_written(students, level, data):
    student = students(level)
    folder = student.data_folder()
    assert student.read(f"{folder}/x_train.npy") == (data / "x_train.npy").read_bytes()
    assert student.open_for_writing(f"{folder}/x_train.npy") is False
    assert student.writable([folder]) == []


@promising("lab files")
def test_a_file_of_the_lab_can_be_read_and_not_displaced(students, level, files):
    student = students(level)
    names = ["helper.py", "pictures", "pictures/cat.txt"]
    assert student.displace(names) == []
    assert student.read("helper.py") == b"helper.py"
    assert student.read("pictures/cat.txt") == b"pictures/cat.txt"
    assert student.writable(["pictures"]) == []


@demonstrating("lab files")
def test_a_sandbox_can_replace_its_copy_of_a_file_of_the_lab_and_no_other(students, level, files):
    assert "helper.py" in students(level).displace(["helper.py"])
    assert students(level, 1).read("helper.py") == b"helper.py"
    assert (files / "helper.py").read_text() == "helper.py"


@demonstrating("data")
def test_training_data_is_that_of_the_grader(students, level, data):
    student = students(level)
    assert student.data_folder() == str(data)
    assert student.open_for_writing(f"{data}/x_train.npy") is True


# Processes and neighbours


@pytest.fixture
def sleeper():
    """A process of the grader's that is no sandbox."""
    with subprocess.Popen(["sleep", "100"], env={"PATH": os.environ["PATH"], SECRET: SECRET}) as process:
        yield process
        process.kill()


@promising("processes")
def test_a_sandbox_sees_no_process_but_its_own_and_reaches_none(students, level, sleeper):
    visible, own, parent = students(level).processes()
    assert visible == [own]
    assert parent == 0
    assert students(level).reach(sleeper.pid) == []


@demonstrating("processes")
def test_other_processes_can_be_seen_read_and_killed(students, level, sleeper):
    student = students(level)
    assert {os.getpid(), sleeper.pid} <= set(student.processes()[0])
    assert {"signal", "environment", "descriptors"} <= set(student.reach(sleeper.pid))
    assert SECRET.encode() in student.read(f"/proc/{sleeper.pid}/environ")
    student.kill(sleeper.pid)
    assert sleeper.wait(timeout=30) == -signal.SIGKILL


def sockets_of_the_server(address, folders):
    return [f"{address.folder}/server", *(f"{f}/k-{n + 1}" for f in folders for n in range(len(CHANNELS)))]


@promising("server")
def test_the_fork_server_is_out_of_sight_and_out_of_reach(students, level, address, sandboxes):
    student = students(level)
    paths = sockets_of_the_server(address, sandboxes.folders())
    assert student.readable([address.folder, *paths]) == []
    assert {student.connect(int(socket.AF_UNIX), path) for path in paths} == {"ENOENT"}
    assert student.reach(server_process(address).pid) == []


@demonstrating("server")
def test_the_fork_server_is_within_reach(students, level, address):
    student = students(level)
    assert student.connect(int(socket.AF_UNIX), f"{address.folder}/server") == "connected"
    assert "signal" in student.reach(server_process(address).pid)


@pytest.fixture
def meet(students):
    """The access of one sandbox to another that is open at the time."""

    def meeting(level):
        one, other = students(level), students(level, 1)
        # Unlike the process, whose number means something else in each sandbox, these are found by name.
        name = f"sandbox-{os.getpid()}"
        one.listen(name)
        files = [one.leave_file(folder) for folder in one.scratch()]
        assert one.readable(files) == files
        reached = other.readable([*files, *(f"/dev/shm/{Path(file).name}" for file in files)])
        if other.connect(int(socket.AF_UNIX), f"\0{name}") == "connected":
            reached.append("socket")
        return reached, files

    return meeting


@promising("neighbours")
def test_two_sandboxes_find_nothing_of_each_other(meet, students, level):
    assert meet(level)[0] == []
    marker = f"{3000 + os.getpid()}.5"
    students(level).start_child(marker)
    assert any(marker in text for text in students(level).command_lines())
    assert not any(marker in text for text in students(level, 1).command_lines())
    students(level).end_child()


@demonstrating("neighbours")
def test_two_sandboxes_can_reach_each_other(meet, level):
    reached, files = meet(level)
    assert reached == [*files, "socket"]


def masked_bytes(text):
    return bytes(byte ^ 0x55 for byte in text.encode())


@promising("memory of others")
def test_the_memory_of_a_sandbox_holds_nothing_of_others(sandboxes, level):
    before = set(sandboxes.folders())
    with sandboxes.session(*ATTEMPTS, isolation=level) as first:
        other = Student(first)
        [folder] = set(sandboxes.folders()) - before
        secrets = {
            "the key of another sandbox": other.own_key(),
            "the folder of another sandbox": folder.name,
            "the environment of the grader": SECRET,
            "the course": str(builtin_course().root / "graders"),
        }
        with sandboxes.session(*ATTEMPTS, isolation=level) as second:
            student = Student(second)
            own = student.own_key()
            assert own != secrets["the key of another sandbox"]
            found = student.find_in_memory([masked_bytes(text) for text in (own, *secrets.values())])
    assert found[0] == 0, "the search does not find what is there"
    assert [list(secrets)[place - 1] for place in found[1:]] == []


def purpose_of(descriptor, own_pid):
    """The purpose of a sandbox's descriptor, or None if it has none."""
    target = descriptor["target"]
    if not target.startswith("socket:"):
        plain = (
            target.startswith(("pipe:", "anon_inode:[event", f"/proc/{own_pid}/")) or target == "/dev/null"
        )
        return "the kernel's own" if plain else None
    if descriptor["family"] == int(socket.AF_INET):
        # ipykernel collects here what child processes print.
        return "loopback" if descriptor["listens"] and descriptor["name"][0] == "127.0.0.1" else None
    name = descriptor["name"] or descriptor["peer"]
    if Path(name).name == "probe":
        return "probe"
    if name:
        return ("listener of " if descriptor["listens"] else "connection of ") + str(Path(name).parent)
    return "the kernel's own" if descriptor["peer_pid"] == own_pid else None


@promising("descriptors")
def test_every_open_descriptor_is_explained(sandboxes, level):
    before = set(sandboxes.folders())
    with sandboxes.session(*ATTEMPTS, isolation=level) as session:
        [folder] = set(sandboxes.folders()) - before
        student = Student(session)
        _, own_pid, _ = student.processes()
        found = Counter(purpose_of(each, own_pid) for each in student.descriptors())
    del found["the kernel's own"]
    assert 3 <= found.pop(f"connection of {folder}") < 10
    assert found == {"probe": 1, "loopback": 1, f"listener of {folder}": len(CHANNELS)}


@promising("descriptors")
def test_no_descriptor_is_shared_with_the_fork_server_or_another_sandbox(students, level, address):
    sandboxes = [{each["target"] for each in students(level, number).descriptors()} for number in (0, 1)]
    server = {str(path.readlink()) for path in Path(f"/proc/{server_process(address).pid}/fd").iterdir()}
    common = (sandboxes[0] & sandboxes[1]) | (sandboxes[0] & server) | (sandboxes[1] & server)
    assert {target for target in common if target.startswith(("socket:", "pipe:"))} == set()


@promising("environment")
def test_the_environment_holds_nothing_of_the_graders(students, level):
    assert os.environ[SECRET] == SECRET
    variables, initial = students(level).environment()
    assert SECRET not in variables
    assert SECRET.encode() not in initial
    for name in ("USER", "LOGNAME", "PYTHONPATH", "SSH_AUTH_SOCK"):
        assert name not in variables
    assert str(Path.home()) not in (variables["HOME"], variables["TMPDIR"])
    assert len(variables) < 30


@promising("users")
def test_there_is_one_user(students, level):
    assert students(level).users() == ["student"]


@demonstrating("users")
def test_the_users_of_the_machine_have_names(students, level):
    assert students(level).users() == [user.pw_name for user in pwd.getpwall()]


@promising("host")
def test_the_host_name_is_that_of_every_sandbox(students, level):
    assert students(level).host_name() == "sandbox"


@demonstrating("host")
def test_the_host_name_is_that_of_the_machine(students, level):
    assert students(level).host_name() == socket.gethostname()
