"""Runs the fork server, and replaces it when it dies.

The grader keeps the listening socket open. So the next server has the same address, and requests that
arrive between two servers wait in its queue.
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
from bareme.errors import PreloadError, SandboxError
from bareme.i18n.messages import msg
from bareme.sandbox.reaper import become_child_subreaper, kill_descendants

__all__ = ["ServerProcess", "last_line"]

_MAX_SERVERS: Final = 100
"""The first server and its replacements. A submission that kills its server is graded again on a separate
server, so it costs the other submissions only one replacement."""
_STOP_TIMEOUT: Final = 5
# The server has a clean environment but must import the same modules as the grader, above all this bareme.
# Its folder goes after the standard library, since a package folder may shadow its modules.
_START: Final = """\
import json, sys
named, own = json.loads(sys.argv.pop(1))
sys.path[:0] = named
if own not in sys.path:
    packages = [place for place, entry in enumerate(sys.path) if entry.endswith("-packages")]
    sys.path.insert(min(packages, default=len(sys.path)), own)
from bareme.sandbox.forkserver import run_forkserver
run_forkserver()
"""

_starting = threading.Lock()
"""Held while a server starts, so that the clean-up after another one does not kill it."""
_running: Final[set[int]] = set()
"""The process ids of all servers of this process."""


class ServerProcess:
    """A fork server, restarted when it dies, until it is stopped.

    On Linux this process adopts the descendants of a dead server. At the level ``limits``, code in a sandbox
    can kill its reaper and the server, and would otherwise survive both.

    Raises:
        PreloadError: a module of ``preload`` cannot be imported.
        SandboxError: the server does not start.
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
        """Stops the server and kills all its sandboxes."""
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
        self._listener.close()  # later requests for a sandbox fail at once

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
        said = process.stdout.readline()
        if said == b"ready\n":
            return process
        _stop(process)
        self._end_rest()
        with contextlib.suppress(ValueError, KeyError, TypeError):
            answer = json.loads(said)
            raise PreloadError(answer["preload"], answer["reason"])
        reason = last_line(self._folder) or msg("no reason given")
        raise SandboxError(msg("the fork server did not start: %(reason)s", reason=reason))

    def _end_rest(self) -> None:
        """Kills the processes left by a dead server, adopted by this process.

        A server starts a new session, and no process can join an existing one. So the processes in the
        session of this process were never in a sandbox, and are left alone.
        """
        with _starting:
            kill_descendants(spare=self._spare | _running, session=os.getsid(0))


def _import_path() -> str:
    """Returns the folders of PYTHONPATH and of this bareme, as JSON."""
    named = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]
    own = Path(bareme.__file__).parents[1]
    return json.dumps([[str(Path(entry).absolute()) for entry in named], str(own)])


def last_line(folder: str) -> str:
    """Returns the last line that a server or starting kernel has logged."""
    with contextlib.suppress(OSError):
        return " ".join(Path(folder, "server.log").read_text(errors="replace").strip().splitlines()[-1:])
    return ""


def _stop(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.stdout.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=_STOP_TIMEOUT)
    process.kill()
    process.wait()
    _running.discard(process.pid)
