"""What each isolation level promises: every guarantee is tried by code in a room that reports what it got."""

import contextlib
import os
import socket
import sys
import sysconfig
from pathlib import Path

import numpy as np
import psutil
import pytest

from bareme.course import builtin_course
from bareme.room.client import ServerAddress
from bareme.student import Student
from room.rooms import SECRET, until

pytest_plugins = ["room.fixtures"]

BOTH_LEVELS = {
    "its environment is the short list",
    "it holds no file or directory of the grader open",
    "its scratch is gone afterwards",
    "its files have a limited size",
    "its child processes end with it",
    "it does not share its session with the grader",
    "it dumps no core",
}
PROMISES = {
    "limits": BOTH_LEVELS,
    "namespaces": BOTH_LEVELS
    | {
        "files of the grader are hidden",
        "masked paths are hidden",
        "there is no network",
        "it writes to its scratch only",
        "its training data is read-only",
        "other processes are hidden",
        "the host name is hidden",
        "it has no capabilities",
        "it gains no privileges",
        "it is not root",
        "its disk has a limited size",
        "its processes are limited in number",
        "detached processes end with it",
        "it makes no namespaces of its own",
    },
}
ATTEMPTS = '''
import ctypes, errno, os, pathlib, resource, signal, socket, subprocess, sys, time

def read_all(paths):
    """The paths that exist or can be read."""
    found = []
    for path in paths:
        try:
            os.stat(path)
            found.append(path)
            open(path, "rb").read()
        except OSError:
            pass
    return found

def connect(family, address):
    try:
        with socket.socket(family) as client:
            client.settimeout(2)
            client.connect(address)
            return "connected"
    except OSError as error:
        return errno.errorcode.get(error.errno, "error")

def interfaces():
    return [name for _, name in socket.if_nameindex()]

def write_into(folders):
    """The folders in which a file could be made."""
    written = []
    for folder in folders:
        path = os.path.join(folder, "written-by-a-test")
        try:
            open(path, "w").close()
            written.append(folder)
            os.unlink(path)
        except OSError:
            pass
    return written

def scratch():
    return [os.environ["HOME"], os.environ["TMPDIR"], os.getcwd()]

def all_folders():
    found = []
    for root, names, _ in os.walk("/"):
        found.append(root)
        if root.count("/") > 3 or root == "/proc":
            names.clear()
    return found

def environment():
    try:
        initial = open("/proc/self/environ", "rb").read()
    except PermissionError:
        initial = b""
    return dict(os.environ), initial

def overwrite_data():
    folder = os.environ["BAREME_ROOM_DATA"]
    path = os.path.join(folder, "x_train.npy")
    content = open(path, "rb").read()
    try:
        open(path, "r+b").close()
        return "writable", content
    except OSError:
        pass
    try:
        open(os.path.join(folder, "new"), "w").close()
        return "writable", content
    except OSError:
        return "read-only", content

def processes():
    return sorted(int(name) for name in os.listdir("/proc") if name.isdigit()), os.getpid(), os.getppid()

def session_id():
    return os.getsid(0), os.getpid()

def host_name():
    return socket.gethostname()

def status():
    lines = open("/proc/self/status").read().splitlines()
    return dict(line.split(":", 1) for line in lines)

def become_root():
    for change in (os.setuid, os.setgid, os.seteuid):
        try:
            change(0)
        except OSError:
            pass
    return os.getuid(), os.geteuid(), os.getgid()

def make_namespaces():
    """The results of leaving for new namespaces: user, mount, PID, network."""
    libc = ctypes.CDLL(None, use_errno=True)
    return [libc.unshare(flag) for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000)]

def core_size():
    return resource.getrlimit(resource.RLIMIT_CORE)

def write_one_file(mib):
    """How many MiB fit into one file."""
    path = os.path.join(os.environ["TMPDIR"], "large")
    try:
        with open(path, "wb") as file:
            for done in range(mib):
                file.seek((done + 1) * 2**20 - 1)
                file.write(b"x")
                file.flush()
    except OSError:
        return done
    finally:
        os.unlink(path)
    return mib

def fill_disk(mib):
    """How many MiB fit into the scratch, in several files."""
    done, block = 0, b"x" * 2**20
    places = (os.environ["HOME"], "/tmp", "/dev/shm")
    paths = [os.path.join(place, f"f{i}") for i in range(4) for place in places]
    try:
        for path in paths:
            with open(path, "wb", buffering=0) as file:
                for _ in range(mib // len(paths)):
                    if file.write(block) != len(block):
                        return done
                    done += 1
    except OSError:
        return done
    finally:
        for path in paths:
            pathlib.Path(path).unlink(missing_ok=True)
    return done

def start_processes(most):
    """How many of so many processes could be started at once."""
    children = []
    try:
        while len(children) < most:
            children.append(subprocess.Popen(["sleep", "30"]))
    except OSError:
        pass
    for child in children:
        child.kill()
        child.wait()
    return len(children)

def open_files():
    return [os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")
            if os.path.lexists(f"/proc/self/fd/{name}")]

def leave_file():
    path = os.path.join(os.environ["HOME"], "left-behind")
    pathlib.Path(path).write_text("x")
    return path

def exists(path):
    return os.path.exists(path)

def start_child(marker):
    subprocess.Popen(["sleep", marker])

def start_daemon(marker):
    if os.fork() == 0:
        os.setsid()
        subprocess.Popen(["sleep", marker], start_new_session=True)
        os._exit(0)
    os.wait()
'''


def promising(guarantee):
    """The levels that promise something, as parameters of a test."""
    levels = [level for level in PROMISES if guarantee in PROMISES[level]]
    assert levels, guarantee
    return pytest.mark.parametrize("level", levels)


def require(address: ServerAddress, level: str) -> None:
    if level == "namespaces" and address.isolation != "namespaces":
        pytest.skip(f"this machine does not allow namespaces: {address.warning}")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder of training data, with more rights than a room needs to read it."""
    folder = tmp_path_factory.mktemp("room-data")
    np.save(folder / "x_train.npy", np.arange(3.0))
    for path in (folder, *folder.parents):
        if path.stat().st_uid == os.getuid() and path != Path(path.anchor):
            path.chmod(path.stat().st_mode | 0o055)
    return folder


MASKED = (str(Path(np.__file__).parent / "testing"), str(Path(np.__file__).parent / "py.typed"))


@pytest.fixture(scope="module")
def students(rooms, data):
    """A student in a room of each level, opened when first asked for."""
    with contextlib.ExitStack() as stack:
        opened = {}

        def at(level):
            require(rooms.address, level)
            if level not in opened:
                session = rooms.session(
                    ATTEMPTS, isolation=level, data=data, masked=MASKED, memory_mib=4096, call_seconds=30
                )
                opened[level] = Student(stack.enter_context(session))
            return opened[level]

        yield at


@promising("files of the grader are hidden")
def test_files_of_the_grader_are_hidden(students, level, tmp_path):
    course = builtin_course().root
    names = ("suite.py", "solution.py", "another-submission.ipynb", "x_held_out.npy", "result.json")
    hidden = [tmp_path / name for name in names]
    for path in hidden:
        path.write_text("secret")
        path.chmod(0o644)
    hidden += [
        course / "graders",
        course / "solutions",
        course / "tests",
        Path.home() / ".ssh",
        Path.home() / ".bashrc",
    ]
    hidden += [
        Path("/etc/shadow"),
        Path("/var"),
        Path("/run"),
        Path("/sys"),
        Path("/home", os.environ.get("USER", "x")),
    ]
    assert students(level).read_all([str(path) for path in hidden]) == []


@promising("masked paths are hidden")
def test_masked_paths_inside_visible_ones_are_hidden(students, level):
    folder, file = MASKED
    student = students(level)
    assert student.read_all([f"{folder}/__init__.py", file.replace("py.typed", "version.py")]) == [
        file.replace("py.typed", "version.py")
    ]
    assert student.write_into([folder]) == []


@promising("there is no network")
def test_there_is_no_network_not_even_loopback(students, level, tmp_path):
    student = students(level)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert student.connect(int(socket.AF_INET), listener.getsockname()) != "connected"
    assert set(student.interfaces()) <= {"lo"}
    for address in (f"\0bareme-test-{os.getpid()}", str(tmp_path / "socket")):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(address)
            listener.listen()
            assert student.connect(int(socket.AF_UNIX), address) != "connected"


@promising("it writes to its scratch only")
def test_the_scratch_is_the_only_place_that_can_be_written(students, level):
    student = students(level)
    scratch = student.scratch()
    assert sorted(student.write_into(scratch)) == sorted(scratch)
    written = set(student.write_into([*student.all_folders(), sysconfig.get_path("purelib"), sys.prefix]))
    inside = (*scratch, "/dev/shm")
    assert [path for path in written if not path.startswith(inside)] == []


@promising("its training data is read-only")
def test_training_data_can_be_read_and_not_written(students, level, data):
    word, content = students(level).overwrite_data()
    assert word == "read-only"
    assert content == (data / "x_train.npy").read_bytes()
    assert [path.name for path in data.iterdir()] == ["x_train.npy"]


@promising("its environment is the short list")
def test_the_environment_holds_nothing_of_the_graders(students, level):
    assert os.environ[SECRET] == SECRET
    variables, initial = students(level).environment()
    assert SECRET not in variables
    assert SECRET.encode() not in initial
    for name in ("USER", "LOGNAME", "PYTHONPATH", "PWD", "SSH_AUTH_SOCK"):
        assert name not in variables
    assert str(Path.home()) not in (variables["HOME"], variables["TMPDIR"])
    assert len(variables) < 30


@promising("other processes are hidden")
def test_a_room_sees_no_process_but_its_own(students, level):
    visible, own, parent = students(level).processes()
    assert visible == [own]
    assert parent == 0


@promising("it does not share its session with the grader")
def test_a_room_is_a_session_of_its_own(students, level):
    session, own = students(level).session_id()
    assert session != os.getsid(0)
    assert level == "namespaces" or session == own


@promising("the host name is hidden")
def test_the_host_name_is_that_of_every_room(students, level):
    assert students(level).host_name() == "room"


@promising("it has no capabilities")
def test_no_capability_is_left_or_can_be_regained(students, level):
    status = students(level).status()
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[name], 16) == 0


@promising("it gains no privileges")
def test_no_program_gains_privileges(students, level):
    assert students(level).status()["NoNewPrivs"].strip() == "1"


@promising("it makes no namespaces of its own")
def test_a_room_makes_no_namespaces_of_its_own(students, level):
    assert students(level).make_namespaces() == [-1, -1, -1, -1]


@promising("it is not root")
def test_the_user_is_not_root_and_cannot_become_root(students, level):
    assert 0 not in students(level).become_root()
    groups = students(level).status()["Groups"].split()
    assert "0" not in groups


@promising("it dumps no core")
def test_no_core_is_dumped(students, level):
    assert students(level).core_size() == (0, 0)


@promising("its files have a limited size")
def test_a_file_has_a_limited_size(students, level):
    assert students(level).write_one_file(300) <= 256


@promising("its disk has a limited size")
def test_all_files_together_have_a_limited_size(students, level):
    student = students(level)
    assert 100 < student.fill_disk(300) <= 256
    # What was removed can be used again.
    assert student.fill_disk(96) == 96


@promising("its processes are limited in number")
def test_processes_are_limited_in_number(students, level):
    student = students(level)
    assert 10 < student.start_processes(300) < 300
    assert student.start_processes(10) == 10


@promising("it holds no file or directory of the grader open")
def test_no_file_or_directory_of_the_grader_is_open(students, level):
    for target in students(level).open_files():
        kind = target.split(":")[0]
        inside = target.startswith(("/dev/", "/proc/self", "/memfd"))
        own = target.startswith(f"/proc/{students(level).processes()[1]}/")
        assert kind in ("socket", "pipe", "anon_inode") or inside or own, target


@promising("its scratch is gone afterwards")
def test_the_scratch_is_gone_afterwards(rooms, level):
    require(rooms.address, level)
    with rooms.session(ATTEMPTS, isolation=level) as session:
        student = Student(session)
        path = student.leave_file()
        assert student.exists(path) is True
    assert not Path(path).exists()
    with rooms.session(ATTEMPTS, isolation=level) as session:
        assert Student(session).exists(path) is False


def sleeping(marker):
    """Whether a process with such an argument is alive anywhere."""
    return any(marker in (process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"]))


@promising("its child processes end with it")
def test_child_processes_end_with_the_room(rooms, level):
    require(rooms.address, level)
    marker = f"{1000 + os.getpid()}.25"
    with rooms.session(ATTEMPTS, isolation=level) as session:
        Student(session).start_child(marker)
        assert until(lambda: sleeping(marker))
    assert until(lambda: not sleeping(marker))


@promising("detached processes end with it")
def test_a_detached_process_ends_with_the_room(rooms, level):
    require(rooms.address, level)
    marker = f"{1000 + os.getpid()}.75"
    with rooms.session(ATTEMPTS, isolation=level) as session:
        Student(session).start_daemon(marker)
        assert until(lambda: sleeping(marker))
    assert until(lambda: not sleeping(marker))


def test_every_promise_has_a_test_and_the_levels_differ():
    source = Path(__file__).read_text(encoding="utf-8")
    for guarantee in set.union(*PROMISES.values()):
        assert f'@promising("{guarantee}")' in source
    assert PROMISES["limits"] < PROMISES["namespaces"]
