"""Runs the fork server: where it ends before its time, ends what it left and starts another one.

The grader keeps the socket on which the server listens. So the next server has the same address, and
requests that come while there is none wait for it.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import psutil

import bareme
from bareme.errors import SandboxError
from bareme.i18n.messages import msg
from bareme.sandbox.reaper import become_child_subreaper, kill_descendants

__all__ = ["ServerProcess", "last_line"]

_MAX_SERVERS: Final = 100
"""One after the other: the first, and those that replace one that ended. A submission that ends its server is
tried again on a server of its own, so that it costs the others one."""
_STOP_SECONDS: Final = 5
# The server has an environment of its own, and must import what the grader imports, this bareme first of
# all. The standard library comes before packages, which may have names of its modules.
_START: Final = """\
import json, sys
named, own = json.loads(sys.argv.pop(1))
sys.path[:0] = named
if own not in sys.path:
    packages = [place for place, entry in enumerate(sys.path) if entry.endswith("-packages")]
    sys.path.insert(min(packages, default=len(sys.path)), own)
from bareme.sandbox.forkserver import main
main()
"""

_starting = threading.Lock()
"""Held while a server is started, and while what another one left is told from it."""
_running: Final[set[int]] = set()
"""The process ids of all servers of this process."""


class ServerProcess:
    """A fork server in a folder of the grader's, until it is stopped.

    On Linux this process adopts what a server leaves. At the level ``limits``, code in a sandbox can end its
    reaper and the server, and would otherwise go on.

    Raises:
        SandboxError: it does not start.
    """

    def __init__(self, folder: str, preload: Sequence[str], environment: Mapping[str, str]) -> None:
        become_child_subreaper()
        self._folder = folder
        self._preload = preload
        self._environment = environment
        self._spare = frozenset(child.pid for child in psutil.Process().children())
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(f"{folder}/server")
        self._listener.listen(128)
        self._changing = threading.Lock()
        self._stopping = False
        try:
            self._process = self._start()
        except BaseException:
            self._listener.close()
            raise
        self._thread = threading.Thread(target=self._watch, name="fork server", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the server with all its sandboxes."""
        with self._changing:
            self._stopping = True
        _stop(self._process)
        self._thread.join()
        self._listener.close()

    def _watch(self) -> None:
        for _ in range(_MAX_SERVERS):
            code = self._process.wait()
            with self._changing:
                if self._stopping and code == 0:
                    return  # it has ended its sandboxes itself
                _stop(self._process)
                self._end_rest()
                if self._stopping:
                    return
                try:
                    self._process = self._start()
                except (OSError, SandboxError):
                    break
        _stop(self._process)
        self._end_rest()
        self._listener.close()  # whoever asks for a sandbox learns that nobody answers

    def _start(self) -> subprocess.Popen[bytes]:
        with Path(self._folder, "server.log").open("ab") as log, _starting:
            process = subprocess.Popen(
                # -s and -P keep the user's own packages and the working directory out of the sandbox.
                [
                    sys.executable,
                    "-s",
                    "-P",
                    "-c",
                    _START,
                    _import_path(),
                    str(self._listener.fileno()),
                    self._folder,
                    *self._preload,
                ],
                env=self._environment,
                cwd=self._folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                pass_fds=[self._listener.fileno()],
                start_new_session=True,
            )
            _running.add(process.pid)
        assert process.stdout is not None
        if process.stdout.readline() == b"ready\n":
            return process
        _stop(process)
        self._end_rest()
        reason = last_line(self._folder) or msg("no reason given")
        raise SandboxError(msg("the fork server did not start: %(reason)s", reason=reason))

    def _end_rest(self) -> None:
        """Ends what came from a server that has ended: this process has adopted it.

        Nobody can join a session, and a server begins one. So what is in the session of this process was
        never in a sandbox, and is left alone.
        """
        with _starting:
            kill_descendants(spare=self._spare | _running, session=os.getsid(0))


def _import_path() -> str:
    """Returns, as JSON, the folders of PYTHONPATH and the one of this bareme."""
    named = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]
    own = Path(bareme.__file__).parents[1]
    return json.dumps([[str(Path(entry).absolute()) for entry in named], str(own)])


def last_line(folder: str) -> str:
    """Returns the last line that a server, or a kernel before it was ready, wrote to its log."""
    with contextlib.suppress(OSError):
        return " ".join(Path(folder, "server.log").read_text(errors="replace").strip().splitlines()[-1:])
    return ""


def _stop(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.stdout.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=_STOP_SECONDS)
    process.kill()
    process.wait()
    _running.discard(process.pid)
