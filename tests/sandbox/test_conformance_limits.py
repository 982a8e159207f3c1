"""Guarantees of each level about resources and remains of student code.

Processor time, memory, processes, disk and floods have tests of their own, in ``test_limits.py``.
"""

import os
from pathlib import Path

import psutil
import pytest

from bareme.errors import SandboxDied, StudentRaised, StudentTimeout
from bareme.student.student import Student
from sandbox import test_limits, test_server
from sandbox.levels import ATTEMPTS, credit, demonstrating, promising
from sandbox.sandboxes import server_process, until

pytest_plugins = ["sandbox.fixtures", "sandbox.students"]

credit("processor time", test_limits.test_processor_time_is_that_of_the_whole_sandbox)
credit("memory", test_limits.test_memory_is_that_of_the_whole_sandbox)
credit("number of processes", test_limits.test_a_thousand_children_are_too_many)
credit("disk", test_limits.test_all_files_together_are_limited)
credit("flood", test_limits.test_what_prints_without_end_is_stopped)
credit("without a server", test_server.test_what_a_server_leaves_is_ended_and_children_of_the_grader_are_not)
credit("detached", test_limits.test_a_process_that_left_its_session_ends_with_the_sandbox)

ENDLESS = """
def endless():
    while True:
        pass
"""


@promising("wall time")
def test_a_cell_and_a_call_are_stopped(sandboxes, level):
    with sandboxes.session(
        "while True: pass", ENDLESS, isolation=level, cell_seconds=2, call_seconds=1
    ) as session:
        assert [session.cells[index].status for index in (0, 1)] == ["timeout", "ok"]
        with pytest.raises(StudentTimeout, match="stopped after 1 seconds"):
            Student(session).endless()


@promising("wall time")
def test_a_notebook_is_stopped(sandboxes, level):
    with sandboxes.session(
        *["import time; time.sleep(60)"] * 3, "late = 1", isolation=level, total_seconds=2
    ) as session:
        assert session.cells[0].status == "timeout"
        assert session.cells[3].status == "not_run"


@promising("file size")
def test_a_file_has_a_limited_size(students, level):
    assert 200 < students(level).write_one_file(300) <= 256


@promising("writing")
def test_all_places_of_the_scratch_share_one_limit(students, level):
    student = students(level)
    assert 200 < student.fill_scratch(300) <= 256
    # What was removed can be used again.
    assert student.fill_scratch(96) == 96


MANY_FILES = """
import os, time

def make_files(count):
    place = os.environ["TMPDIR"]
    for number in range(count):
        open(os.path.join(place, f"empty-{number}"), "w").close()
    time.sleep(20)
"""


@promising("number of files")
def test_files_are_limited_in_number(sandboxes, level):
    with (
        sandboxes.session(MANY_FILES, isolation=level, call_seconds=60) as session,
        pytest.raises((StudentRaised, SandboxDied), match="20000") as caught,
    ):
        Student(session).make_files(21_000)
    assert "files" in str(caught.value)


@promising("open files")
def test_open_files_are_limited_in_number(students, level):
    assert 400 < students(level).open_files(600) < 512


@promising("kernel")
def test_what_the_kernel_has_for_a_user_or_the_machine_is_limited(students, level):
    assert students(level).use_up() == {"terminals": 32, "timers": 1024, "locked pages": 0}


@demonstrating("kernel")
def test_terminals_are_those_of_the_machine(students, level):
    assert students(level).use_up()["terminals"] == 100


@promising("output")
def test_of_a_long_output_the_beginning_is_kept(sandboxes, level):
    cells = ["for i in range(20_000): print(f'line {i}')", *["print('x' * 2000)"] * 30]
    with sandboxes.session(*cells, isolation=level, output_kib=1) as session:
        shown = [str(cell.outputs) for cell in session.notebook.cells]
    assert "line 0" in shown[0]
    assert "bareme kept the first 1 KiB" in shown[0]
    assert len(shown[0]) < 2000
    assert "xxx" in shown[1]
    assert "xxx" not in shown[30]
    assert "bareme kept the first 0 KiB" in shown[30]


def sleeping(marker):
    """Returns True if a process with this argument is alive anywhere."""
    return any(marker in (process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"]))


@promising("children")
def test_child_processes_end_with_the_sandbox(sandboxes, level):
    marker = f"{1000 + os.getpid()}.25"
    with sandboxes.session(*ATTEMPTS, isolation=level) as session:
        Student(session).start_child(marker)
        assert until(lambda: sleeping(marker))
    assert until(lambda: not sleeping(marker))


@promising("zombies")
def test_no_zombie_and_no_mount_stays(sandboxes, level):
    mounts = Path("/proc/self/mountinfo").read_text()
    server = server_process(sandboxes.address)
    before = set(server.children(recursive=True))
    with sandboxes.session(*ATTEMPTS, isolation=level) as session:
        student = Student(session)
        student.leave_zombie()
        assert psutil.STATUS_ZOMBIE in {child.status() for child in server.children(recursive=True)}
    assert until(lambda: set(server.children(recursive=True)) <= before)
    assert Path("/proc/self/mountinfo").read_text() == mounts
    assert Path(f"/proc/{server.pid}/mountinfo").read_text() == mounts


@promising("scratch")
def test_the_scratch_is_gone_afterwards(sandboxes, level):
    with sandboxes.session(*ATTEMPTS, isolation=level) as session:
        student = Student(session)
        paths = [student.leave_file(folder) for folder in student.scratch()]
        assert student.readable(paths) == paths
    assert [path for path in paths if Path(path).exists()] == []
    with sandboxes.session(*ATTEMPTS, isolation=level) as session:
        assert Student(session).readable(paths) == []
