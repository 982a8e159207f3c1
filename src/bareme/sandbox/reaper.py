"""Ends, at the level ``limits``, every process that came from a sandbox.

The reaper is the process above the sandbox.

A process whose parent exits, or that starts a new session, stays below the reaper where the system lets a
process adopt orphans (a *subreaper*, on Linux). The level ``namespaces`` needs no reaper: the kernel kills a
PID namespace together with its process 1.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from typing import Final, NoReturn

import psutil

__all__ = ["become_child_subreaper", "kill_descendants", "redirect_standard_streams", "run_reaper"]

_KILL_TIMEOUT: Final = 10.0
"""Seconds, for descendants that start new ones as fast as they are killed."""


def become_child_subreaper() -> None:
    """Makes this process adopt orphaned descendants, where the system can."""
    if sys.platform == "linux":
        from bareme.sandbox import libc

        libc.become_subreaper()


def run_reaper(sandbox: int) -> NoReturn:
    """Waits for the sandbox, kills its descendants, then exits as it did."""
    redirect_standard_streams()
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    signal.signal(signal.SIGTERM, lambda *_: os.kill(sandbox, signal.SIGKILL))
    if sys.platform == "linux":
        from bareme.sandbox import libc

        libc.set_parent_death_signal(signal.SIGTERM)
    code = 1
    # waitpid(-1) also collects adopted orphans, so none of them stays a zombie.
    with contextlib.suppress(ChildProcessError):
        pid = 0
        while pid != sandbox:
            pid, status = os.waitpid(-1, 0)
            code = os.waitstatus_to_exitcode(status)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the sandbox's process id may have been reused by now
    kill_descendants()
    if code < 0:
        # Dying of the same signal reports it to the server; SIGKILL has no handler to reset.
        with contextlib.suppress(OSError):
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(abs(code))


def redirect_standard_streams() -> None:
    """Redirects standard input, output and error to the null device."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(null, standard)
    os.close(null)


def kill_descendants(spare: frozenset[int] = frozenset(), session: int | None = None) -> None:
    """Kills every descendant of this process until none is left.

    Args:
        spare: children of this process to leave alone, with their descendants.
        session: children in this session are left alone too.
    """
    deadline = time.monotonic() + _KILL_TIMEOUT
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
