"""At the ``limits`` level: the process above a sandbox, which ends with it all that came from it.

A program that starts another and exits, or that leaves its session, stays below the reaper where the
system lets a process adopt orphans (Linux). The ``namespaces`` level has no need of it: the kernel ends a
PID namespace with its first process.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from typing import Final, NoReturn

import psutil

__all__ = ["become_child_subreaper", "kill_descendants", "run_reaper"]

_PATIENCE_SECONDS: Final = 10.0
"""For descendants that start new ones as fast as they are ended."""


def become_child_subreaper() -> None:
    """Makes descendants whose parent ends children of this process, where the system can."""
    if sys.platform == "linux":
        from bareme.sandbox import libc

        libc.become_subreaper()


def run_reaper(sandbox: int) -> NoReturn:
    """Waits for the sandbox, a child of this process, ends everything below, and ends as the sandbox did."""
    signal.signal(signal.SIGTERM, lambda *_: os.kill(sandbox, signal.SIGKILL))
    if sys.platform == "linux":
        from bareme.sandbox import libc

        libc.set_parent_death_signal(signal.SIGTERM)
    code = 1
    with contextlib.suppress(ChildProcessError):
        pid = 0
        while pid != sandbox:
            pid, status = os.waitpid(-1, 0)
            code = os.waitstatus_to_exitcode(status)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the number of the sandbox may be another process's by now
    kill_descendants()
    if code < 0:
        with contextlib.suppress(OSError):  # SIGKILL has no other action to set aside
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(abs(code))


def kill_descendants(spare: frozenset[int] = frozenset(), session: int | None = None) -> None:
    """Kills every descendant of this process, and those that they start meanwhile.

    Args:
        spare: children of this process that are left alone, with all that comes from them.
        session: so are those of this session.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while strays := _strays(spare, session):
        for process in strays:
            with contextlib.suppress(psutil.Error):
                process.kill()
        for process in strays:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(process.pid, os.WNOHANG)
        if time.monotonic() > deadline:
            return
        time.sleep(0.005)


def _strays(spare: frozenset[int], session: int | None) -> list[psutil.Process]:
    found: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process().children():
            if child.pid not in spare and not _is_in(child.pid, session):
                found.append(child)
                with contextlib.suppress(psutil.Error):
                    found += child.children(recursive=True)
    return found


def _is_in(pid: int, session: int | None) -> bool:
    try:
        return os.getsid(pid) == session
    except ProcessLookupError:
        return False
