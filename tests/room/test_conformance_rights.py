"""What each isolation level promises of what student code may do; code in a room tries to do more."""

import os
import platform
import socket
from pathlib import Path

import psutil
import pytest

from bareme.room import syscalls
from room.levels import demonstrating, promising

pytest_plugins = ["room.fixtures", "room.students"]


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
    room = psutil.Process(student._session._room.process.pid)
    assert set(room.uids()) == {os.getuid() or 65534}
    assert set(room.gids()) == {os.getgid() or 65534}


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


REFUSED = {name: numbers[platform.machine() == "aarch64"] for name, numbers in syscalls._REFUSED.items()}
# Those that the C library has functions for; elsewhere most answer EFAULT or EINVAL to wrong arguments.
BY_NAME = ("mount", "unshare", "setns", "ptrace", "process_vm_readv", "memfd_create", "shmget", "personality")
DOCUMENTED = {"bpf", "perf_event_open", "io_uring_setup", "keyctl", "init_module", "userfaultfd"}
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


@promising("sockets")
def test_only_unix_and_internet_sockets_can_be_made(students, level):
    families = {int(family) for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)}
    made = students(level).socket_families()
    assert {family for family, _ in made} - families <= {int(socket.AF_NETLINK)}
    assert {protocol for family, protocol in made if family == socket.AF_NETLINK} <= {0}


@promising("terminal")
def test_a_room_is_a_session_of_its_own_without_a_terminal(students, level):
    session, own = students(level).session_id()
    assert session == own
    assert students(level).opens_terminal() is False


@promising("core")
def test_no_core_is_dumped(students, level):
    assert students(level).core_size() == (0, 0)
