"""Runs the hostile class in an outer world of namespaces.

Code that breaks out of a sandbox breaks out into this.

``run_confined`` runs a command in new user, PID, mount, network, IPC and UTS namespaces. In there every
file of the machine is read-only; ``/tmp``, ``/dev/shm`` and the like are empty and gone afterwards; no
socket of the machine can be reached, by network or by path; and the network is a loopback of its own.
Three processes make it, since a PID namespace holds only the children of who made it: one outside, the
first of the new world, and the command, the only one that meets attacks. Each ends with the one before.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import stat
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from installs import THIS_PYTHON, Python

from bareme.sandbox import libc
from bareme.sandbox.namespaces import INSIDE_ID, NOBODY
from hostile.aftermath import Aftermath, look_around, mount_points, survey
from hostile.world import CHECKOUT, build_root, writable_folders

__all__ = ["NOTES", "WORK", "CannotConfine", "WorldEnded", "run_confined"]

WORK: Final = Path("/tmp/work")
"""Inside, where the command works; the files in it come back."""
NOTES: Final = 3
"""Inside, a descriptor of the command for what is to come back unspoilt by what other processes do."""

_CANNOT: Final = 77
_MAX_FILE: Final = 16 * 2**20


class CannotConfine(Exception):
    """No outer world can be made on this machine; the message says why."""


class WorldEnded(Exception):
    """The outer world ended before it reported what was left in it."""


def run_confined(
    command: Sequence[str], copy: Path, *, seconds: float, trusted: bool, python: Python = THIS_PYTHON
) -> Aftermath:
    """Runs Python in an outer world.

    Args:
        command: the arguments of Python, which starts in ``WORK``.
        copy: a folder to make, for the files that come back.
        seconds: after which everything in there is ended.
        trusted: whether the command keeps the rights that a grader has when it runs as root, and needs to
            give its sandboxes another user. Without, nothing in there can change what is mounted.
        python: what runs in there, with the bareme that is installed for it.

    Raises:
        CannotConfine: the machine does not allow it.
        WorldEnded: something in there has harmed the process that looks after it.
        subprocess.TimeoutExpired: the time is up.
    """
    if sys.platform != "linux":
        raise CannotConfine(f"{sys.platform} has no namespaces")
    root = copy / "root"
    root.mkdir(parents=True)
    request = {"command": command, "root": str(root), "trusted": trusted, "parent": os.getpid()}
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": os.pathsep.join([str(CHECKOUT / "tests"), *python.import_path]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "HOME": str(WORK / "home"),
        "TMPDIR": "/tmp",
    }
    with (copy / "back.tar").open("w+b") as back, (copy / "log.txt").open("wb") as log:
        process = subprocess.run(
            [str(python.executable), "-m", "hostile.outer", json.dumps(request)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=back,
            stderr=log,
            timeout=seconds,
            start_new_session=True,  # so that no terminal is in reach
        )
        words = (copy / "log.txt").read_text(errors="replace").strip()
        if process.returncode == _CANNOT:
            raise CannotConfine(words.splitlines()[-1])
        if process.returncode != 0:
            raise WorldEnded(f"the outer namespace ended with {process.returncode}: {words}")
        back.seek(0)
        with tarfile.open(fileobj=back) as archive:
            archive.extractall(copy, filter="data")
    return Aftermath.from_json((copy / "aftermath.json").read_text())


def main() -> None:
    """The process outside: makes the namespaces, and its child lives in them."""
    request = json.loads(sys.argv[1])
    try:
        _leave_machine()
        libc.set_parent_death_signal(signal.SIGKILL)
        if os.getppid() != request["parent"]:
            sys.exit("whoever started this has ended")
        pid = os.fork()
        if pid == 0:
            libc.set_parent_death_signal(signal.SIGKILL)
            build_root(Path(request["root"]), trusted=request["trusted"])
    except OSError as error:
        print(error, file=sys.stderr)
        os._exit(_CANNOT)
    if pid == 0:
        _live(request["command"], trusted=request["trusted"])
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _leave_machine() -> None:
    """Enters new namespaces, in which this process keeps its user."""
    here, maps = os.getpid(), _user_maps()
    wait, go = os.pipe()
    helper = os.fork()
    if helper == 0:
        # Only a process that has stayed outside has the right to map more than one user.
        code = 1
        try:
            os.close(go)
            if os.read(wait, 1):
                for name, content in maps.items():
                    Path(f"/proc/{here}/{name}").write_text(content)
                code = 0
        finally:
            os._exit(code)
    libc.unshare(
        libc.CLONE_NEWUSER
        | libc.CLONE_NEWNS
        | libc.CLONE_NEWPID
        | libc.CLONE_NEWNET
        | libc.CLONE_NEWIPC
        | libc.CLONE_NEWUTS
    )
    os.write(go, b"x")
    if os.waitpid(helper, 0)[1] != 0:
        raise PermissionError("the users of a new namespace cannot be mapped")


def _user_maps() -> dict[str, str]:
    """Returns the ``/proc/PID`` files that map users, in writing order.

    Root keeps all the users that it has, since it gives its sandboxes another one. Without one to give, it
    is not root inside, so that its sandboxes are those of an ordinary user.
    """
    tables = {kind: Path(f"/proc/self/{kind}_map").read_text().split() for kind in ("uid", "gid")}
    extents = {
        kind: [tuple(map(int, numbers)) for numbers in zip(*[iter(table)] * 3, strict=True)]
        for kind, table in tables.items()
    }
    has_nobody = all(
        any(first <= NOBODY < first + count for first, _, count in table) for table in extents.values()
    )
    if os.getuid() == 0 and has_nobody:
        return {
            f"{kind}_map": "".join(f"{first} {first} {count}\n" for first, _, count in table)
            for kind, table in extents.items()
        }
    user, group = os.getuid(), os.getgid()
    return {
        "setgroups": "deny",
        "uid_map": f"{user or INSIDE_ID} {user} 1",
        "gid_map": f"{group or INSIDE_ID} {group} 1",
    }


def _live(command: Sequence[str], *, trusted: bool) -> NoReturn:
    """Runs the command as process 1, then reports what it left."""
    mounts, files = mount_points(), survey(*writable_folders())
    exit_code, notes = _run(command, trusted=trusted)
    aftermath = look_around(exit_code, notes, mounts, files)
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)  # from here on no file changes
    with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as archive:
        content = aftermath.to_json().encode()
        member = tarfile.TarInfo("aftermath.json")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
        for path in map(Path, aftermath.files):
            if path.is_relative_to(WORK) and _is_small_file(path):
                archive.add(path, str(path.relative_to(WORK)))
    sys.stdout.flush()
    os._exit(0)


def _run(command: Sequence[str], *, trusted: bool) -> tuple[int, str]:
    """Returns the exit code and the notes of a finished command."""
    WORK.mkdir()
    with tempfile.TemporaryFile() as notes:  # which has no name, so that no attack overwrites it
        pid = os.fork()
        if pid == 0:
            _become(command, notes.fileno(), trusted=trusted)
        if os.getuid() == 0:
            # Whoever is the same user in every respect may change the resource limits of a process.
            os.setresuid(NOBODY, 0, NOBODY)
        ended = 0
        while ended != pid:
            ended, status = os.wait()  # orphans come here as well
        notes.seek(0)
        return os.waitstatus_to_exitcode(status), notes.read().decode(errors="replace")


def _is_small_file(path: Path) -> bool:
    """A flood that was written where results belong stays there."""
    status = path.lstat()
    return (
        stat.S_ISREG(status.st_mode)
        and status.st_size <= _MAX_FILE
        and os.access(path, os.R_OK, effective_ids=True)
    )


def _become(command: Sequence[str], notes: int, *, trusted: bool) -> NoReturn:
    try:
        os.dup2(notes, NOTES)
        os.set_inheritable(NOTES, True)
        os.dup2(2, 1)  # standard output is for the report alone
        os.chdir(WORK)
        if not trusted:
            libc.limit_capabilities()
            libc.drop_capabilities()
        os.execv(sys.executable, [sys.executable, *command])
    finally:
        os._exit(127)


if __name__ == "__main__":
    main()
