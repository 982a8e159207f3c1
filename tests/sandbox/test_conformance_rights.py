"""Guarantees of each level about the rights of student code."""

import fcntl
import os
import platform
import pwd
import socket
import struct
import subprocess
import sys
import sysconfig
from pathlib import Path

import psutil
import pytest

from bareme.sandbox import seccomp
from bareme.student.student import Student
from sandbox.levels import demonstrating, promising

pytest_plugins = ["sandbox.fixtures", "sandbox.students"]


@promising("network")
def test_there_is_no_network_not_even_loopback(students, level):
    student = students(level)
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        if not socket.has_ipv6 and family == socket.AF_INET6:
            continue
        with socket.create_server((host, 0), family=family) as listener:
            assert student.connect(int(family), listener.getsockname()[:2]) != "connected"
    assert set(student.interfaces()) <= {"lo"}


@demonstrating("network")
def test_the_network_is_that_of_the_machine(students, level, tmp_path):
    student = students(level)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert student.connect(int(socket.AF_INET), listener.getsockname()) == "connected"


@pytest.mark.parametrize("place", ["abstract", "file"])
@promising("network")
def test_no_socket_of_the_machine_can_be_reached(students, level, tmp_path, place):
    address = f"\0bareme-test-{os.getpid()}" if place == "abstract" else str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        assert students(level).connect(int(socket.AF_UNIX), address) in ("ECONNREFUSED", "ENOENT")


@promising("user")
def test_the_user_is_nobody_outside_and_cannot_become_root(students, level):
    student = students(level)
    assert 0 not in student.become_root()
    assert "0" not in student.status()["Groups"].split()
    sandbox = psutil.Process(student._session._sandbox.process.pid)
    if os.getuid() != 0:
        assert set(sandbox.uids()) == {os.getuid()}
    assert 0 not in {*sandbox.uids(), *sandbox.gids()}
    assert set(sandbox.gids()) == {os.getgid() or 65534}


@pytest.mark.skipif(os.getuid() != 0, reason="only root has other users to give")
@promising("user")
def test_no_two_sandboxes_of_root_are_the_same_user_outside(students, level):
    # The kernel counts by user what each may have of many things.
    if Path("/proc/self/uid_map").read_text().split() != ["0", "0", "4294967295"]:
        pytest.skip("there are no users to spare in this container")
    sandboxes = [psutil.Process(students(level, number)._session._sandbox.process.pid) for number in (0, 1)]
    users = [set(sandbox.uids()) for sandbox in sandboxes]
    assert [len(each) for each in users] == [1, 1]
    assert users[0].isdisjoint(users[1])
    named = {user.pw_uid for user in pwd.getpwall()}
    assert named.isdisjoint(users[0] | users[1])


@demonstrating("user")
def test_the_user_is_the_one_who_grades(students, level):
    assert students(level).status()["Uid"].split() == [str(os.getuid())] * 4


CAPABILITIES = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")


@promising("capabilities")
def test_no_capability_is_left_or_can_be_regained(students, level):
    status = students(level).status()
    assert {int(status[name], 16) for name in CAPABILITIES} == {0}


@demonstrating("capabilities")
def test_the_capabilities_are_those_of_the_grader(students, level):
    own = dict(
        line.split(":\t") for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line
    )
    status = students(level).status()
    assert [status[name] for name in CAPABILITIES] == [own[name] for name in CAPABILITIES]


@promising("privileges")
def test_no_program_gains_privileges(students, level):
    assert students(level).status()["NoNewPrivs"] == "1"


REFUSED = {name: numbers[platform.machine() == "aarch64"] for name, numbers in seccomp._REFUSED.items()}
# Those that the C library has functions for; elsewhere most answer EFAULT or EINVAL to wrong arguments.
BY_NAME = (
    "semget",
    "mount",
    "unshare",
    "setns",
    "ptrace",
    "process_vm_readv",
    "memfd_create",
    "shmget",
    "personality",
)
DOCUMENTED = {"bpf", "perf_event_open", "io_uring_setup", "keyctl", "init_module", "userfaultfd"}
DOCUMENTED |= {"semget", "io_setup", "landlock_create_ruleset", "seccomp"}
NAMESPACES = {
    "mounts": 0x00020000,
    "control groups": 0x02000000,
    "host names": 0x04000000,
    "message queues": 0x08000000,
    "users": 0x10000000,
    "processes": 0x20000000,
    "networks": 0x40000000,
}


@promising("system calls")
def test_each_refused_system_call_is_not_permitted(students, level):
    student = students(level)
    assert student.status()["Seccomp"] == "2"
    answers = {name: student.call(number) for name, number in REFUSED.items() if number is not None}
    assert set(answers) >= DOCUMENTED
    assert {name for name, answer in answers.items() if answer != "EPERM"} == set()


@promising("system calls")
def test_what_the_c_library_calls_by_name_is_not_permitted(students, level):
    student = students(level)
    assert {name: student.call_by_name(name) for name in BY_NAME} == dict.fromkeys(BY_NAME, "EPERM")
    # By another call, a program for the kernel that judges each system call of its process.
    assert student.call_with("prctl", 22, 2, 0, 0, 0) == "EPERM"
    assert student.call_by_name("dup") == "EBADF"


@promising("system calls")
def test_no_process_is_started_in_new_namespaces(students, level):
    student = students(level)
    clone = {"x86_64": 56, "aarch64": 220}[platform.machine()]
    assert student.clone(clone, 0) == "done"
    answers = {name: student.clone(clone, flag) for name, flag in NAMESPACES.items()}
    assert set(answers.values()) == {"EPERM"}
    # The flags of clone3 are where a filter cannot look; ENOSYS has the C library use clone instead.
    assert student.call(435) == "ENOSYS"


@promising("newer calls")
def test_calls_that_are_newer_than_the_filter_do_not_exist(students, level):
    student = students(level)
    # Between the last of the old table of this machine type and 424, from where on all types share numbers.
    # Not uretprobe and uprobe, 335 and 336, which the kernel keeps from every filter: it makes them itself.
    between = {"x86_64": range(337, 424), "aarch64": range(295, 424)}[platform.machine()]
    numbers = [*between, *range(463, 600), 0x40000000 | 39, 0xFFFFFFFE]
    assert {number: student.call(number) for number in numbers} == dict.fromkeys(numbers, "ENOSYS")
    # Two that every kernel has which has namespaces for us.
    assert student.call(424) != "ENOSYS"
    assert student.call(439) != "ENOSYS"


STDLIB = str(Path(sysconfig.get_path("stdlib"), "this.py"))
"""A file of the machine that every sandbox sees."""


@promising("pages")
def test_no_call_tells_or_changes_which_pages_of_a_file_are_in_memory(students, level):
    student = students(level)
    assert student.pages(STDLIB) == {"mincore": "EPERM", "cachestat": "EPERM", "readahead": "EPERM"}
    # RWF_NOWAIT and RWF_DONTCACHE, with another flag and alone; the others are as they were.
    answers = {flags: student.read_with(STDLIB, flags) for flags in (0x8, 0x9, 0x80, 0x100, 0, 0x1)}
    assert answers == dict.fromkeys((0x8, 0x9, 0x80, 0x100), "ENOTSUP") | {0: "done", 0x1: "done"}
    # The flags of openat2, which tells whether a path is in the kernel's cache, are out of a filter's sight.
    assert student.call(437) == "ENOSYS"


@promising("pages")
def test_advice_to_put_a_file_out_of_memory_is_taken_and_not_followed(students, level, tmp_path):
    path = Path(sysconfig.get_path("stdlib"), "turtle.py")
    path.read_bytes()
    students(level).advise(str(path), os.POSIX_FADV_DONTNEED)
    with path.open("rb") as file:
        read = os.preadv(file.fileno(), [bytearray(1)], 0, os.RWF_NOWAIT)  # BlockingIOError where it is out
    assert read == 1


@promising("watches")
def test_files_cannot_be_watched_or_leased(students, level):
    student = students(level)
    for name in ("inotify_init", "inotify_init1", "inotify_add_watch", "fanotify_init", "fanotify_mark"):
        assert (name, student.call_by_name(name)) == (name, "EPERM")
    stdlib = sysconfig.get_path("stdlib")
    for command in (fcntl.F_NOTIFY, fcntl.F_SETLEASE, 1031):  # the last sets the size of a pipe
        assert student.command(stdlib, command, 1) == "EPERM"
    # Later commands, leases of folders among them.
    assert {student.command(stdlib, command, 0) for command in (1039, 1040, 2000)} == {"EINVAL"}
    assert student.command(stdlib, fcntl.F_GETFD, 0) == "done"


@promising("watches")
def test_the_kernel_itself_gives_no_watches_either(students, level):
    if level == "namespaces":
        settings = [f"/proc/sys/user/max_inotify_{name}" for name in ("instances", "watches")]
        assert [students(level).read(path).strip() for path in settings] == [b"0", b"0"]


def is_locked(path, kind):
    """Returns True if another process locks a file by ``flock`` or ``fcntl``."""
    with Path(path).open("r+b") as file:
        if kind == "flock":
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False
        question = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        answer = fcntl.fcntl(file, fcntl.F_GETLK, question)
        return struct.unpack("hhqqi4x", answer)[0] != fcntl.F_UNLCK


LOCKS = ["flock", "fcntl", "fcntl of open files"]


@pytest.mark.parametrize("path", ["/dev/null", STDLIB])
@pytest.mark.parametrize("kind", LOCKS)
@promising("locks")
def test_no_lock_of_a_sandbox_is_seen_outside_or_by_another_sandbox(students, level, path, kind):
    one, other = students(level), students(level, 1)
    assert one.lock(path, kind) == "done"
    try:
        assert not is_locked(path, kind.split()[0])
        assert other.lock(path, kind) == "done"
    finally:
        one.unlock()
        other.unlock()


HOLD = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    (fcntl.flock if sys.argv[2] == "flock" else fcntl.lockf)(file, fcntl.LOCK_EX)
    print("locked", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("kind", ["flock", "fcntl"])
def test_the_question_would_see_a_lock(tmp_path, kind):
    """The test above would pass if it did not."""
    path = tmp_path / "file"
    path.touch()
    assert not is_locked(path, kind)
    command = [sys.executable, "-c", HOLD, path, kind]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"locked\n"
        assert is_locked(path, kind)
        holder.stdin.close()


LOCKING = """
import fcntl, os, sqlite3
import h5py, keras, numpy as np

os.chdir(os.environ["TMPDIR"])
with sqlite3.connect("a.db") as one, sqlite3.connect("a.db") as two:
    one.execute("create table t (x)")
    one.execute("insert into t values (7)")
    one.commit()
    [(seven,)] = two.execute("select x from t").fetchall()
with h5py.File("a.h5", "w") as file:
    file["x"] = np.arange(3)
with h5py.File("a.h5") as file:
    arange = file["x"][:]
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
model.save("model.h5")
same = keras.models.load_model("model.h5", compile=False)
weights = [float(abs(a - b).max()) for a, b in zip(model.get_weights(), same.get_weights())]
with open("lock", "w") as file:
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
"""


@promising("locks")
def test_libraries_that_lock_their_files_work(sandboxes, level):
    with sandboxes.session(LOCKING, isolation=level, cell_seconds=240, total_seconds=240) as session:
        assert session.cells[0].message == ""
        student = Student(session)
        assert student.seven == 7
        assert student.arange.tolist() == [0, 1, 2]
        assert student.weights == [0.0, 0.0]


@promising("sockets")
def test_only_unix_and_internet_sockets_can_be_made(students, level):
    families = {int(family) for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)}
    made = students(level).socket_families()
    assert {family for family, _ in made} - families <= {int(socket.AF_NETLINK)}
    assert {protocol for family, protocol in made if family == socket.AF_NETLINK} <= {0}


@promising("terminal")
def test_a_sandbox_is_a_session_of_its_own_without_a_terminal(students, level):
    session, own = students(level).session_id()
    assert session == own
    assert students(level).opens_terminal() is False


@promising("core")
def test_no_core_is_dumped(students, level):
    assert students(level).core_size() == (0, 0)
