"""Every limit is enforced from outside, and named to the student."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from bareme.errors import SandboxDied, StudentRaised, StudentTimeout
from bareme.sandbox.forkserver_client import make_key, make_sandbox_folder, open_sandbox, run_server
from bareme.sandbox.spec import SandboxLimits, SandboxSpec
from bareme.student.student import Student
from sandbox.sandboxes import is_alive, server_process, until

pytest_plugins = ["sandbox.fixtures"]

LEVELS = ["namespaces", "limits"]


@pytest.fixture(params=LEVELS)
def level(request, address):
    if request.param == "namespaces" and address.isolation != "namespaces":
        pytest.skip(f"this machine does not allow namespaces: {address.warning}")
    return request.param


BURN = """
def burn():
    while True:
        pass
"""
BURN_IN_CHILDREN = """
import os, time

def burn():
    for _ in range(3):
        if os.fork() == 0:
            end = time.process_time() + 20
            while time.process_time() < end:
                pass
            os._exit(0)
    time.sleep(20)
"""


@pytest.mark.parametrize("code", [BURN, BURN_IN_CHILDREN], ids=["itself", "its children"])
def test_processor_time_is_that_of_the_whole_sandbox(sandboxes, level, code):
    with sandboxes.session(code, isolation=level, cpu_seconds=4, call_seconds=60) as session:
        with pytest.raises(StudentTimeout, match="more than 4 seconds of processor time"):
            Student(session).burn()
        # What was used is the sandbox's, so the next call finds a fresh one.
        assert Student(session).burn.__name__ == "burn"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how long a process waits")
def test_time_in_which_the_machine_is_busy_with_others_does_not_count(sandboxes, level):
    processor = min(os.sched_getaffinity(0))
    with sandboxes.session(BURN, isolation=level, call_seconds=2) as session:
        assert Student(session).burn.__name__ == "burn"  # the notebook has run
        rivals = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
        try:
            for rival in rivals:
                os.sched_setaffinity(rival.pid, [processor])
            for process in psutil.Process(session._sandbox.process.root).children(recursive=True):
                process.nice(10)
                for thread in process.threads():
                    os.sched_setaffinity(thread.id, [processor])
            started = time.monotonic()
            with pytest.raises(StudentTimeout, match="2 seconds"):
                Student(session).burn()
        finally:
            for rival in rivals:
                rival.kill()
                rival.wait()
        # It had a small part of the processor, so that at least a second was added to its two.
        assert time.monotonic() - started > 3


UNSEEN = """
import os, signal, time

def burn():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        if os.fork() == 0:
            end = time.process_time() + 0.15
            while time.process_time() < end:
                pass
            os._exit(0)
        time.sleep(0.15)
"""


def test_short_children_for_which_nobody_waits_count_as_far_as_they_are_seen(sandboxes, level):
    with (
        sandboxes.session(
            UNSEEN, isolation=level, cpu_seconds=2, call_seconds=120, total_seconds=200
        ) as session,
        pytest.raises(StudentTimeout, match="more than 2 seconds of processor time"),
    ):
        Student(session).burn()


def test_a_cell_that_burns_processor_time_says_so(sandboxes, level):
    with sandboxes.session(
        BURN + "burn()", "x = 3", isolation=level, cpu_seconds=4, cell_seconds=60
    ) as session:
        assert session.cells[0].status == "timeout"
        assert "more than 4 seconds of processor time" in session.cells[0].message
        assert Student(session).x == 3


FORKS = """
import os, time

def fork(count):
    started = 0
    try:
        for _ in range(count):
            if os.fork() == 0:
                time.sleep(30)
                os._exit(0)
            started += 1
        time.sleep(20)
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno)) from None
"""


def test_a_thousand_children_are_too_many(sandboxes, level):
    words = "256 processes" if level == "namespaces" else "more than 256 processes and was stopped"
    with (
        sandboxes.session(FORKS, isolation=level, memory_mib=8192, call_seconds=60) as session,
        pytest.raises((StudentRaised, SandboxDied), match=words),
    ):
        Student(session).fork(1000)


CROWD = """
import os, time

def crowd(children):
    for _ in range(children):
        if os.fork() == 0:
            time.sleep(120)
            os._exit(0)

def crash():
    os.abort()
"""
FULL = r"at least (\d+) of the 256 processes and threads that a submission may have at a time"


@pytest.mark.parametrize(("children", "many"), [(200, True), (2, False)])
def test_a_crash_among_many_processes_says_that_there_were_many(sandboxes, address, children, many):
    if address.isolation != "namespaces":
        pytest.skip("only in a namespace of its own the kernel limits the processes and threads of a sandbox")
    with sandboxes.session(CROWD, memory_mib=8192, call_seconds=60) as session:
        student = Student(session)
        student.crowd(children)
        supervisor = session._sandbox.supervisor
        assert until(lambda: supervisor.max_tasks > children, seconds=60)
        # The first process of a namespace does not end by signal 6; `abort` knows other ways.
        with pytest.raises(SandboxDied, match=r"\(signal \d+\) instead of returning a value\.") as caught:
            student.crash()
    found = re.search(FULL, str(caught.value))
    assert (found is not None) == many
    assert found is None or 200 < int(found[1]) <= 256


MEMORY_IN_CHILDREN = """
import os, time

def take(children, mib):
    for _ in range(children):
        if os.fork() == 0:
            block = b"x" * (mib * 2**20)
            time.sleep(30)
            os._exit(0)
    time.sleep(20)
"""


def test_memory_is_that_of_the_whole_sandbox(sandboxes, level):
    with (
        sandboxes.session(MEMORY_IN_CHILDREN, isolation=level, memory_mib=700, call_seconds=60) as session,
        pytest.raises(SandboxDied, match="more than 700 MiB of memory"),
    ):
        Student(session).take(4, 200)


TABLES = """
import mmap, time

def read_far_apart(gib):
    # Each page read is one and the same page of zeros, but each needs its own entry in the tables.
    block = mmap.mmap(-1, gib * 2**30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000)
    for place in range(0, gib * 2**30, 2**21):
        block[place]
    time.sleep(20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how large they are")
def test_the_tables_that_map_memory_count(sandboxes, level):
    with (
        sandboxes.session(TABLES, isolation=level, memory_mib=300, call_seconds=60) as session,
        pytest.raises(SandboxDied, match="more than 300 MiB of memory"),
    ):
        Student(session).read_far_apart(192)


FILES = """
import os

def write(files, mib):
    for number in range(files):
        with open(os.path.join(os.environ["TMPDIR"], f"f{number}"), "wb") as file:
            for _ in range(mib):
                file.write(b"x" * 2**20)
    import time
    time.sleep(20)
"""


def test_all_files_together_are_limited(sandboxes, level):
    words = "may take 256 MiB in all" if level == "namespaces" else "files of more than 256 MiB"
    with (
        sandboxes.session(FILES, isolation=level, call_seconds=60) as session,
        pytest.raises((StudentRaised, SandboxDied), match=words),
    ):
        Student(session).write(8, 60)


def kept_output(session, index=0):
    return sum(len(str(output)) for output in session.notebook.cells[index].outputs)


def test_a_notebook_keeps_a_limited_output_in_all(sandboxes):
    cells = ["print('x' * 10_000)"] * 30
    with sandboxes.session(*cells, output_kib=8) as session:
        assert all(run.status == "ok" for run in session.cells.values())
        assert sum(kept_output(session, index) for index in range(30)) < 16 * 8 * 1024 + 30 * 300
        assert kept_output(session, 3) > 8 * 1024
        # The last cell has nothing left, and says so.
        assert "[bareme kept the first 0 KiB" in str(session.notebook.cells[29].outputs)


def test_what_prints_without_end_is_stopped(sandboxes, level):
    # Slowly enough for the grader to read all of it, so that it does not wait in the sandbox's memory.
    flood = "import time\nwhile True:\n    print('x' * 100_000)\n    time.sleep(0.005)"
    with sandboxes.session(flood, "x = 3", isolation=level, cell_seconds=60, total_seconds=200) as session:
        assert session.cells[0].status == "died"
        assert "printed more than 64 MiB" in session.cells[0].message
        assert kept_output(session) < 70_000
        assert Student(session).x == 3


DEEP = """
import os

def hide():
    os.chdir(os.environ["TMPDIR"])
    for _ in range(3000):
        os.mkdir("d")
        os.chdir("d")
    while True:
        pass
"""


def test_folders_deeper_than_recursion_do_not_end_the_watch(sandboxes, level):
    with (
        sandboxes.session(DEEP, isolation=level, call_seconds=8) as session,
        pytest.raises((SandboxDied, StudentTimeout), match=r"stopped"),
    ):
        Student(session).hide()


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ("os._exit(3)", "(exit code 3)"),
        ("os.kill(os.getpid(), 9)", "(signal 9)"),
        ("os.abort()", "(signal 6)"),
    ],
)
def test_a_reaper_ends_as_its_sandbox_did(sandboxes, ending, words):
    with sandboxes.session(f"import os\n{ending}", "x = 3", isolation="limits") as session:
        assert words in session.cells[0].message
        assert Student(session).x == 3


DETACH = """
import os, subprocess, sys, time

def detach(marker):
    code = f"import os, subprocess as s; os.setsid(); s.Popen(['sleep', '{marker}'], start_new_session=True)"
    subprocess.run([sys.executable, "-c", code], check=True)

def kill_parent():
    import signal
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(10)
"""


def alive(marker):
    return any(marker in (process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"]))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt orphans")
def test_a_process_that_left_its_session_ends_with_the_sandbox(sandboxes, level):
    marker = f"{2000 + os.getpid()}.5"
    with sandboxes.session(DETACH, isolation=level) as session:
        Student(session).detach(marker)
        assert until(lambda: alive(marker))
    assert until(lambda: not alive(marker))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt orphans")
def test_a_sandbox_that_kills_its_reaper_leaves_nothing(sandboxes, address):
    marker = f"{2000 + os.getpid()}.25"
    with sandboxes.session(DETACH, isolation="limits") as session:
        student = Student(session)
        student.detach(marker)
        assert until(lambda: alive(marker))
        with pytest.raises(SandboxDied):
            student.kill_parent()
        assert until(lambda: not alive(marker))
        assert until(lambda: not server_process(address).children())


def test_sandboxes_end_with_a_fork_server_that_is_killed(level):
    with run_server([]) as address:
        server = server_process(address)
        with make_sandbox_folder(address) as folder:
            sandbox = open_sandbox(
                address, SandboxSpec(level, folder, None, (), SandboxLimits(1024, 60)), make_key()
            )
            family = server.children(recursive=True)
            assert sandbox.pid in {process.pid for process in family}
            server.send_signal(signal.SIGKILL)
            assert until(lambda: not any(is_alive(process) for process in family))
            sandbox.close()
    assert not Path(address.folder).exists()
