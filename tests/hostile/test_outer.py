"""The outer world contains its processes, and sees what they leave."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import psutil
import pytest

from hostile.aftermath import Aftermath
from hostile.outer import CannotConfine, run_confined

TESTS = Path(__file__).parents[1]


def confine(code: str, copy: Path, *, trusted: bool = True) -> Aftermath:
    try:
        return run_confined(["-c", code], copy, seconds=120, trusted=trusted)
    except CannotConfine as reason:
        pytest.skip(f"there is no outer namespace here: {reason}")


LEAVE = """
import os, subprocess
subprocess.Popen(["sleep", "60"], start_new_session=True)
open("/tmp/file", "w").close()
os.symlink("/", "/dev/shm/link")
os.mkdir("/tmp/work/folder")
os.write(3, b"noted")
os._exit(5)
"""


def test_what_a_command_leaves_is_seen(tmp_path):
    aftermath = confine(LEAVE, tmp_path / "world")
    assert (aftermath.exit_code, aftermath.notes) == (5, "noted")
    assert [line.partition(": ")[2] for line in aftermath.processes] == ["sleep 60"]
    files = aftermath.files
    assert files.keys() == {"/tmp/file", "/dev/shm/link", "/tmp/work", "/tmp/work/folder"}
    assert files["/dev/shm/link"] == "link"
    # SHA-256 of nothing, from FIPS 180-4's examples
    assert files["/tmp/file"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


WRITE = """
import json, os
written = []
for folder in json.loads({folders!r}):
    try:
        path = os.path.join(folder, "was-here")
        open(path, "w").close()
        os.unlink(path)
        written.append(folder)
    except OSError:
        pass
for attempt in (lambda: os.chmod("/dev/null", 0o666), lambda: open("/proc/sys/kernel/core_pattern", "a")):
    try:
        attempt()
        written.append(str(attempt))
    except OSError:
        pass
open("written.json", "w").write(json.dumps(written))
"""


@pytest.mark.parametrize("trusted", [True, False])
def test_nothing_of_the_machine_can_be_written(tmp_path, trusted):
    folders = ["/", "/etc", "/dev", "/proc", "/sys", "/usr", str(Path.home()), str(TESTS), str(Path.cwd())]
    folders += [sys.prefix, sysconfig.get_path("purelib"), str(tmp_path), "/tmp/work"]
    confine(WRITE.format(folders=json.dumps(folders)), tmp_path / "world", trusted=trusted)
    assert json.loads((tmp_path / "world" / "written.json").read_text()) == ["/tmp/work"]


REACH = """
import json, os, socket
reached = []
for family, address in json.loads({addresses!r}):
    try:
        with socket.socket(family) as end:
            end.settimeout(5)
            end.connect(tuple(address) if isinstance(address, list) else address)
            reached.append(address)
    except OSError:
        pass
with socket.create_server(("127.0.0.1", 0)) as own:
    socket.create_connection(own.getsockname()).close()
    reached.append("loopback")
reached += [name for name in os.listdir("/proc") if name.isdigit() and int(name) not in (1, os.getpid())]
open("reached.json", "w").write(json.dumps(reached))
"""


def test_nobody_outside_is_in_reach_and_there_is_a_loopback(tmp_path):
    with (
        socket.create_server(("127.0.0.1", 0)) as network,
        socket.socket(socket.AF_UNIX) as abstract,
        socket.socket(socket.AF_UNIX) as named,
    ):
        abstract.bind(f"\0outer-{os.getpid()}")
        named.bind(str(tmp_path / "socket"))
        for unix in (abstract, named):
            unix.listen()
        addresses = [
            (int(socket.AF_INET), network.getsockname()),
            (int(socket.AF_UNIX), f"\0outer-{os.getpid()}"),
            (int(socket.AF_UNIX), str(tmp_path / "socket")),
        ]
        confine(REACH.format(addresses=json.dumps(addresses)), tmp_path / "world")
    assert json.loads((tmp_path / "world" / "reached.json").read_text()) == ["loopback"]


START = """
import sys
from pathlib import Path
from hostile.outer import run_confined
code = "import subprocess; subprocess.run(['sleep', '60'])"
run_confined(["-c", code], Path(sys.argv[1]), seconds=60, trusted=True)
"""


def test_all_of_it_ends_when_the_test_is_killed(tmp_path):
    confine("", tmp_path / "possible")
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    test = subprocess.Popen([sys.executable, "-c", START, str(tmp_path / "world")], env=environment)
    while "sleep" not in names_below(test.pid):
        assert test.poll() is None
        time.sleep(0.05)
    world = psutil.Process(test.pid).children(recursive=True)
    test.kill()
    test.wait()
    _, alive = psutil.wait_procs(world, timeout=60)
    assert alive == []


def names_below(pid: int) -> set[str]:
    names = set()
    for process in psutil.Process(pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            names.add(process.name())
    return names
