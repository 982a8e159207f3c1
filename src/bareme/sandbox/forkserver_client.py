"""Starts the fork server, and requests sandboxes from it, in the grader."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import signal
import socket
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bareme.errors import InputError, SandboxError, ServerEnded
from bareme.files import remove_tree
from bareme.i18n.messages import msg
from bareme.sandbox.forkserver_process import ServerProcess, last_line
from bareme.sandbox.isolation import ISOLATION_LEVELS, Isolation, load_level
from bareme.sandbox.spec import KEY_LENGTH, SandboxLimits, SandboxSpec

__all__ = [
    "SandboxProcess",
    "ServerAddress",
    "last_words",
    "make_key",
    "make_sandbox_folder",
    "open_sandbox",
    "run_server",
]

ANSWER_TIMEOUT = 60
# A Unix socket path has at most 103 bytes on every system; our socket names take 36 of them.
_MAX_FOLDER_BYTES = 60

# The whole environment of a sandbox, except HOME and TMPDIR.
_ENVIRONMENT: Final = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


@dataclass(frozen=True)
class ServerAddress:
    """The folder of a running fork server, and its isolation level.

    Instances can be sent to worker processes.
    """

    folder: str
    isolation: Isolation
    warning: str = ""
    """A line for the user if the level is not the strongest one."""


@dataclass(frozen=True)
class SandboxProcess:
    """A running sandbox; closing the connection kills it."""

    pid: int
    """Process id of the kernel."""
    root: int
    """Process id of the ancestor of all others in the sandbox: the kernel itself, or its reaper."""
    probe: socket.socket
    connection: socket.socket

    def poll(self) -> int | None:
        """Returns the exit code of the sandbox, or None while it lives."""
        try:
            answer = self.connection.recv(4096, socket.MSG_DONTWAIT | socket.MSG_PEEK)
        except BlockingIOError:
            return None
        except OSError:
            return -signal.SIGKILL
        with contextlib.suppress(ValueError, KeyError):
            return int(json.loads(answer)["exit"])
        return -signal.SIGKILL

    def check_server(self) -> None:
        """Raises ServerEnded if a dead sandbox ended together with its fork server.

        The server reports every other exit.

        Raises:
            ServerEnded: it did.
        """
        try:
            answer = self.connection.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            answer = b""
        if not answer:
            raise ServerEnded(msg("the fork server ended"))

    def wait(self, seconds: float) -> int | None:
        """Waits for the exit code; returns None after the time-out in seconds."""
        select.select([self.connection], [], [], seconds)
        return self.poll()

    def interrupt(self) -> None:
        """Sends SIGINT to the kernel, as Ctrl-C would."""
        if self.poll() is None:
            with contextlib.suppress(OSError):
                os.kill(self.pid, signal.SIGINT)

    def kill(self) -> None:
        """Makes the fork server kill the sandbox."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Kills the sandbox and closes its sockets."""
        self.connection.close()
        self.probe.close()


@contextlib.contextmanager
def run_server(preload: Sequence[str], isolation: Isolation | None = None) -> Iterator[ServerAddress]:
    """Runs a fork server, restarted when it dies, while the context lasts.

    Args:
        preload: modules to import before any student arrives.
        isolation: the level to use; without it the strongest that this machine allows.

    Raises:
        InputError: the level that was asked for is not possible here.
        PreloadError: a module of ``preload`` cannot be imported.
        SandboxError: the server does not start.
    """
    folder = tempfile.mkdtemp(prefix="bareme-", dir=_folder_for_sockets())
    try:
        server = ServerProcess(folder, preload, {**_ENVIRONMENT, "HOME": folder, "TMPDIR": folder})
        try:
            yield _choose_isolation(folder, isolation)
        finally:
            server.stop()
    finally:
        remove_tree(folder)


def _folder_for_sockets() -> str:
    """Returns the temporary folder, or /tmp if its path is too long."""
    folder = tempfile.gettempdir()
    return folder if len(folder.encode()) <= _MAX_FOLDER_BYTES else "/tmp"


def last_words(address: ServerAddress) -> str:
    """Returns the last line in the log of the fork server.

    Until its kernel is ready, a sandbox writes to the same log.
    """
    return last_line(address.folder)


def _choose_isolation(folder: str, wanted: Isolation | None) -> ServerAddress:
    """Tries the strongest level; falls back or refuses where that fails."""
    reason: str = msg("as asked")
    for name in ISOLATION_LEVELS if wanted is None else (wanted,):
        level = load_level(name)
        address = ServerAddress(folder, name, level.make_warning(reason))
        obstacle = level.find_obstacle()
        if obstacle is None and not level.is_always_possible:
            obstacle = _try_level(address)
        if obstacle is None:
            return address
        reason = obstacle
    raise InputError(level.make_refusal(reason))


def _try_level(address: ServerAddress) -> str | None:
    """Opens a sandbox; returns the reason if it cannot be opened."""
    try:
        with make_sandbox_folder(address) as place:
            spec = SandboxSpec(address.isolation, place, None, (), SandboxLimits(256, 10))
            open_sandbox(address, spec, make_key()).close()
    except SandboxError as error:
        return error.sentence
    return None


def make_key() -> str:
    """Returns a fresh key that signs the messages of one kernel."""
    return secrets.token_hex(KEY_LENGTH // 2)


@contextlib.contextmanager
def make_sandbox_folder(address: ServerAddress) -> Iterator[str]:
    """Makes the grader's folder for one sandbox and removes it afterwards."""
    folder = tempfile.mkdtemp(prefix="r", dir=address.folder)
    try:
        yield folder
    finally:
        remove_tree(folder)


def open_sandbox(address: ServerAddress, spec: SandboxSpec, key: str) -> SandboxProcess:
    """Requests a sandbox from the fork server and sends it its key.

    The key does not pass through the server, since later sandboxes inherit the server's memory.

    Raises:
        ServerEnded: the server does not answer.
        SandboxError: the sandbox could not be set up.
    """
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(ANSWER_TIMEOUT)
        connection.connect(f"{address.folder}/server")
        connection.sendall(spec.to_json().encode() + b"\n")
        answer = json.loads(connection.recv(4096))
    except (OSError, ValueError) as error:
        connection.close()
        raise ServerEnded(msg("the fork server did not answer (%(error)s)", error=error)) from error
    if "pid" not in answer:
        connection.close()
        raise SandboxError(
            msg(
                "the sandbox could not be set up: %(reason)s",
                reason=answer.get("error") or msg("no reason given"),
            )
        )
    connection.settimeout(None)
    probe = socket.socket(socket.AF_UNIX)
    with contextlib.suppress(OSError):  # if the sandbox has died since, the first poll reports it
        probe.connect(spec.probe_path())
        probe.sendall(key.encode())
    Path(spec.probe_path()).unlink(missing_ok=True)
    return SandboxProcess(answer["pid"], answer["root"], probe, connection)
