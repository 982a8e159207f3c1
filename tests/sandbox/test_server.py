"""The fork server survives bad requests; nothing survives the grader."""

import contextlib
import dataclasses
import json
import os
import pickle
import resource
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bareme.errors import PreloadError, SandboxError, ServerEnded
from bareme.sandbox.forkserver_client import make_key, make_sandbox_folder, open_sandbox, run_server
from bareme.sandbox.spec import SandboxLimits, SandboxSpec
from bareme.student.student import Student
from sandbox.sandboxes import Sandboxes, is_alive, server_process, until

pytest_plugins = ["sandbox.fixtures"]

# A grader that opens a sandbox, starts a child process in it, says so and then does nothing more.
GRADER = """
import sys, time
from bareme.course.course import Limits
from bareme.sandbox.forkserver_client import ServerAddress, run_server
from bareme.sandbox.session import NotebookSession, SandboxSettings
from nbformat import v4

def work(address):
    cells = [v4.new_code_cell("import subprocess; subprocess.Popen(['sleep', '600'])")]
    with NotebookSession(v4.new_notebook(cells=cells), SandboxSettings(address, Limits())) as session:
        session.run()
        print(address.folder, flush=True)
        time.sleep(600)

if sys.argv[1:]:
    work(ServerAddress(*sys.argv[1:3]))
else:
    with run_server([]) as address:
        work(address)
"""


@contextlib.contextmanager
def grader(*arguments):
    """A grading process; yields it and the folder of its server."""
    command = [sys.executable, "-c", GRADER, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        folder = process.stdout.readline().strip()
        try:
            yield process, folder
        finally:
            process.kill()


def spec_for(address, folder, **changes):
    spec = SandboxSpec(address.isolation, folder, None, (), SandboxLimits(1024, 60))
    return dataclasses.replace(spec, **changes)


def ask(address, content):
    """The server's answer to the bytes of a request."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(30)
        connection.connect(f"{address.folder}/server")
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65536)
    return json.loads(answer) if answer else None


@pytest.fixture
def works(sandboxes):
    """Checks, after a test, that the server still opens working sandboxes."""
    yield
    with sandboxes.session("x = 6 * 7") as session:
        assert Student(session).x == 42


REQUESTS = {
    "no JSON": b"hello\n",
    "no object": b"[]\n",
    "nothing in it": b"{}\n",
    "no line": b'{"isolation":',
    "deep": b"[" * 100_000 + b"\n",
    "an unknown field": b'{"limits": {"memory_mib": 1, "cpu_seconds": 1}, "masked": [], "other": 1}\n',
}


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize("content", REQUESTS.values(), ids=REQUESTS)
def test_a_broken_request_gets_an_error_and_the_server_lives_on(address, content):
    assert "error" in ask(address, content)


def test_a_request_that_is_not_text_gets_an_error_and_the_server_lives_on():
    with run_server([]) as address:
        assert "error" in ask(address, b"\xff\xfe\n")
        with Sandboxes(address).session("x = 1") as session:
            assert Student(session).x == 1


@pytest.mark.usefixtures("works")
def test_a_connection_that_asks_for_nothing_is_let_go(address):
    assert ask(address, b"") is None


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize("level", ["limits", "namespaces"])
def test_a_sandbox_that_cannot_be_set_up_says_why_and_leaves_no_process(address, sandboxes, level):
    if level == "namespaces" and address.isolation != level:
        pytest.skip(f"this machine does not allow namespaces: {address.warning}")
    with make_sandbox_folder(address) as folder:
        blocked = {"data": "/no/such/data"} if level == "namespaces" else {}
        Path(folder, "scratch").mkdir()  # in the way of the level `limits`
        spec = spec_for(address, folder, isolation=level, **blocked)
        with pytest.raises(SandboxError, match="could not be set up"):
            open_sandbox(address, spec, make_key())
    assert until(lambda: not server_process(address).children())


@pytest.mark.usefixtures("works")
def test_a_folder_that_is_not_there_is_an_error(address):
    with pytest.raises(SandboxError, match="could not be set up"):
        open_sandbox(address, spec_for(address, f"{address.folder}/gone"), make_key())


def test_a_sandbox_ends_with_the_connection_of_the_grader(address):
    with make_sandbox_folder(address) as folder:
        process = open_sandbox(address, spec_for(address, folder), make_key())
        assert process.poll() is None
        assert psutil.pid_exists(process.pid)
        process.close()
        assert until(lambda: not psutil.pid_exists(process.pid))


def test_a_sandbox_ends_when_its_grader_is_killed(address, sandboxes):
    with grader(address.folder, address.isolation) as (process, folder):
        assert folder == address.folder
        inside = server_process(address).children(recursive=True)
        assert len(inside) >= 2  # the sandbox and the child that it started
        process.send_signal(signal.SIGKILL)
        assert until(lambda: not any(is_alive(child) for child in inside))
    for left in sandboxes.folders():
        shutil.rmtree(left)
    with sandboxes.session("x = 1") as session:
        assert Student(session).x == 1


def test_the_server_and_its_sandboxes_end_when_the_grader_that_runs_it_is_killed():
    with grader() as (process, folder):
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) >= 3  # the server, the sandbox and the child that it started
        process.send_signal(signal.SIGKILL)
        assert until(lambda: not any(is_alive(child) for child in family))
        assert until(lambda: not os.path.lexists(folder))


def test_the_server_ends_and_its_folder_goes_with_its_context():
    with run_server([]) as address:
        process = server_process(address)
        # A sandbox that is still open when the context ends is ended as well.
        with Sandboxes(address).session("x = 1") as session:
            children = process.children(recursive=True)
            assert children
            assert Student(session).x == 1
    assert not process.is_running()
    assert not any(is_alive(child) for child in children)
    assert not os.path.lexists(address.folder)


def test_an_unknown_module_to_preload_is_named_in_one_sentence():
    with (
        pytest.raises(PreloadError, match="no_such_module") as caught,
        run_server(["json", "no_such_module"]),
    ):
        pass
    assert (caught.value.module, "\n" in str(caught.value)) == ("no_such_module", False)
    assert pickle.loads(pickle.dumps(caught.value)).args == caught.value.args


def test_a_server_that_is_gone_is_an_error(tmp_path, address):
    gone = dataclasses.replace(address, folder=str(tmp_path))
    with pytest.raises(SandboxError, match="did not answer"):
        open_sandbox(gone, spec_for(gone, str(tmp_path)), make_key())


def test_the_weaker_level_comes_with_a_warning():
    with run_server([], "limits") as address:
        assert address.isolation == "limits"
        assert "only code that you trust" in address.warning


def replaced(address, old):
    """Returns True if another server has replaced one."""
    with contextlib.suppress(LookupError):
        return server_process(address).pid != old.pid
    return False


@pytest.mark.parametrize("level", ["limits", "namespaces"])
def test_a_server_that_ends_is_replaced_at_the_same_address(level, address):
    if level == "namespaces" and address.isolation != level:
        pytest.skip(f"this machine does not allow namespaces: {address.warning}")
    with run_server([], level) as own:
        for _ in range(2):
            with Sandboxes(own).session("x = 6 * 7") as session:
                assert Student(session).x == 42
            old = server_process(own)
            old.kill()
            assert until(lambda: replaced(own, old), seconds=60)  # noqa: B023  # not called later
        with Sandboxes(own).session("x = 6 * 7") as session:
            assert Student(session).x == 42
    assert not os.path.lexists(own.folder)


def test_a_sandbox_whose_server_ends_says_so_and_not_that_its_student_did_it():
    with run_server([]) as address, make_sandbox_folder(address) as folder:
        process = open_sandbox(address, spec_for(address, folder), make_key())
        old = server_process(address)
        old.kill()
        assert until(lambda: process.poll() is not None)
        with pytest.raises(ServerEnded):
            process.check_server()
        process.close()
        assert until(lambda: replaced(address, old), seconds=60)


# At `namespaces` the kernel of a sandbox asks to end with its server, and its code can take that back.
STAYS = """
import ctypes, subprocess, time
ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
subprocess.Popen(["sleep", "600"], start_new_session=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt orphans")
@pytest.mark.parametrize("level", ["limits", "namespaces"])
def test_what_a_server_leaves_is_ended_and_children_of_the_grader_are_not(level, address):
    if level == "namespaces" and address.isolation != level:
        pytest.skip(f"this machine does not allow namespaces: {address.warning}")
    mine = [subprocess.Popen(["sleep", "600"], start_new_session=own) for own in (False, True)]
    try:
        with run_server([], level) as own, Sandboxes(own).started(STAYS) as running:
            mine.append(subprocess.Popen(["sleep", "600"]))
            server = server_process(own)
            assert until(lambda: len(server.children(recursive=True)) >= 2 + (level == "limits"), seconds=60)
            inside = server.children(recursive=True)
            # Of the server and a reaper, neither does anything about the end of the other.
            above = [server, *(server.children() if level == "limits" else [])]
            for number in (signal.SIGSTOP, signal.SIGKILL):
                for process in above:
                    process.send_signal(number)
            with pytest.raises(ServerEnded):
                running.result(timeout=60)
            assert until(lambda: not any(is_alive(each) for each in inside), seconds=60)
            assert until(lambda: replaced(own, server), seconds=60)
        assert [each.poll() for each in mine] == [None] * 3
    finally:
        for each in mine:
            each.kill()
            each.wait()


def test_a_worker_that_limits_its_memory_does_not_limit_that_of_its_sandboxes():
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (2**40, hard))
    try:
        with (
            run_server([]) as address,
            Sandboxes(address).session(
                "import resource\nkind = resource.RLIMIT_DATA\nallowed = resource.getrlimit(kind)[0]"
            ) as session,
        ):
            assert Student(session).allowed == hard
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
