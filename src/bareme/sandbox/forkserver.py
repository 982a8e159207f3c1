"""The fork server: imports packages once, then forks a sandbox per request.

It is started by exec with a clean environment, so its memory holds no suite, no solution and no
result. It has no threads and never runs an operation of a library that it imports: a child forked from
threads or a running TensorFlow could hang. One connection is one sandbox: first comes the request, then the
answer with the process ids, then, when the sandbox has ended, its exit status. Closing the connection kills
the sandbox. The end of standard input kills everything, so a grader that dies leaves nothing behind.

The sockets of a sandbox are bound in its folder, where the grader connects to them. No socket is passed
through another one: the kernel counts descriptors in flight per user, and a sandbox can use up that quota.

Processes of one sandbox, from the server down:

- ``namespaces``: the first child enters the namespaces, forks the kernel and exits. The server, a
  *subreaper*, adopts the kernel, which is process 1 of its PID namespace: its end kills all others in there.
- ``limits``: the first child is the reaper, a subreaper, and the kernel is its child. Orphans inside the
  sandbox become children of the reaper, which kills them when the kernel ends.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, NoReturn

from bareme.files import remove_tree
from bareme.sandbox.allowlist import Allowlist, make_allowlist
from bareme.sandbox.isolation import Isolation, load_level
from bareme.sandbox.reaper import become_child_subreaper, kill_descendants, redirect_standard_streams
from bareme.sandbox.spec import CHANNELS, SandboxSpec

__all__ = ["run_forkserver"]

# Imported by name, since no trusted module may import bareme.guest.
_KERNEL: Final = "bareme.guest.kernel"
_SEARCH: Final = "bareme.guest.file_search"
SETUP_TIMEOUT = 20
REQUEST_TIMEOUT = 5


@dataclass
class _Sandbox:
    connection: socket.socket
    pid: int
    """The child of the server: the kernel or, at the level ``limits``, its reaper."""
    has_reaper: bool

    def kill(self) -> None:
        """Kills the sandbox and its descendants."""
        with contextlib.suppress(OSError):
            # On SIGTERM the reaper kills the kernel, then everything below itself.
            os.kill(self.pid, signal.SIGTERM if self.has_reaper else signal.SIGKILL)


class _Server:
    def __init__(self, listener: socket.socket, folder: str) -> None:
        self.listener = listener
        self.folder = folder
        self.sandboxes: dict[int, _Sandbox] = {}
        self.selector = selectors.DefaultSelector()
        become_child_subreaper()
        # Made after the preload, since it lists the packages imported by now.
        self.allowlist = make_allowlist()

    def serve(self) -> None:
        """Answers requests until the grader closes standard input."""
        wake_read, wake_write = socket.socketpair()
        wake_read.setblocking(False)
        wake_write.setblocking(False)
        # Only a signal that has a handler is written to the wake-up descriptor.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_write.fileno())
        for source in (self.listener, wake_read, sys.stdin):
            self.selector.register(source, selectors.EVENT_READ)
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is sys.stdin:
                    return self._stop()
                if key.fileobj is self.listener:
                    self._accept()
                elif key.fileobj is wake_read:
                    with contextlib.suppress(BlockingIOError):
                        wake_read.recv(4096)
                    self._reap()
                else:
                    self._close(key.data)

    def _stop(self) -> None:
        """Kills every sandbox and removes the folder; the grader has gone."""
        for sandbox in self.sandboxes.values():
            sandbox.kill()
        for sandbox in self.sandboxes.values():
            with contextlib.suppress(ChildProcessError):
                os.waitpid(sandbox.pid, 0)
        remove_tree(self.folder)

    def _accept(self) -> None:
        connection, _ = self.listener.accept()
        try:
            connection.settimeout(REQUEST_TIMEOUT)
            with connection.makefile("r", encoding="utf-8") as lines:
                request = lines.readline()
            if not request:
                return connection.close()
            spec = SandboxSpec.from_json(request)
            pid, kernel = self._fork(spec)
            connection.settimeout(None)
        except Exception as error:
            _answer(connection, {"error": f"{type(error).__name__}: {error}"})
            connection.close()
            return
        self.sandboxes[pid] = _Sandbox(connection, pid, has_reaper=pid != kernel)
        _answer(connection, {"pid": kernel, "root": pid})
        self.selector.register(connection, selectors.EVENT_READ, self.sandboxes[pid])

    def _close(self, sandbox: _Sandbox) -> None:
        """Kills a sandbox whose grader hung up; its exit is still reported."""
        self.selector.unregister(sandbox.connection)
        sandbox.kill()

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            sandbox = self.sandboxes.pop(pid, None)
            if sandbox is not None:
                with contextlib.suppress(KeyError):  # already done if the grader hung up
                    self.selector.unregister(sandbox.connection)
                _answer(sandbox.connection, {"exit": os.waitstatus_to_exitcode(status)})
                sandbox.connection.close()
            if sandbox is not None and sandbox.has_reaper:
                # If the reaper itself was killed, its descendants are now children of the server.
                kill_descendants(spare=frozenset(self.sandboxes))

    def _fork(self, spec: SandboxSpec) -> tuple[int, int]:
        """Forks a sandbox; returns the process to wait for and the kernel."""
        status, status_child = socket.socketpair()
        probe = _listen(spec.probe_path())
        listeners = [_listen(spec.socket_path(channel)) for channel in CHANNELS]
        pid = os.fork()
        if pid == 0:
            self._close_others([status_child, probe, *listeners])
            _become_sandbox(spec, status_child, probe, listeners, self.allowlist)
        for ours in (status_child, probe, *listeners):
            ours.close()
        with status:
            status.settimeout(SETUP_TIMEOUT)
            try:
                root, kernel = _await_setup(status, pid, spec.isolation)
            except BaseException:
                kill_descendants(spare=frozenset(self.sandboxes))
                raise
        return root, kernel

    def _close_others(self, own: Collection[socket.socket]) -> None:
        """Closes, in the child, descriptors of the server and other sandboxes."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.sandboxes.clear()
        last = 2
        for descriptor in sorted(end.fileno() for end in own):
            os.closerange(last + 1, descriptor)
            last = descriptor
        os.closerange(last + 1, os.sysconf("SC_OPEN_MAX"))


def _await_setup(status: socket.socket, pid: int, isolation: Isolation) -> tuple[int, int]:
    """Completes the handshake with a child, and returns the result of ``_fork``."""
    root = kernel = pid
    while True:
        message = status.recv(4096)
        if message == b"m":
            from bareme.sandbox.namespaces import map_users

            map_users(pid)
            status.send(b"m")
        elif message.startswith(b"k"):
            kernel = int(message[1:])  # the first child stays, as its reaper
            status.send(b"k")
        elif message.startswith(b"p"):
            root = kernel = int(message[1:])
            # The first child exits and the server adopts the kernel. The kernel asks for a signal when its
            # parent ends, so its parent must be the server before the kernel goes on.
            os.waitpid(pid, 0)
            status.send(b"p")
        elif message == b"ready":
            return root, kernel
        else:
            raise OSError(
                message.decode(errors="replace") or f"the {isolation} sandbox ended during its set-up"
            )


def _become_sandbox(
    spec: SandboxSpec,
    status: socket.socket,
    probe: socket.socket,
    listeners: list[socket.socket],
    allowlist: Allowlist,
) -> NoReturn:
    """Enters the isolation level in the child, then runs the kernel."""
    try:
        os.setsid()
        load_level(spec.isolation).enter(spec, status, allowlist)
        status.send(b"ready")
        status.close()
    except BaseException as error:
        with contextlib.suppress(OSError):
            status.send(f"{type(error).__name__}: {error}".encode()[:4000])
        os._exit(1)
    if spec.search:
        importlib.import_module(_SEARCH).answer_search(_accept_grader(probe))
    _run_kernel(spec, probe, dict(zip(CHANNELS, listeners, strict=True)))


def _run_kernel(spec: SandboxSpec, probe: socket.socket, listeners: dict[str, socket.socket]) -> NoReturn:
    # The server's log stays open until the kernel is ready, and is closed before student code runs.
    log = os.dup(2)
    redirect_standard_streams()
    try:
        app = importlib.import_module(_KERNEL).prepare_kernel(spec, _accept_grader(probe), listeners)
    except BaseException:
        os.write(log, traceback.format_exc().encode())
        os._exit(1)
    os.close(log)
    try:
        app.start()
    finally:
        os._exit(0)


def _accept_grader(listener: socket.socket) -> socket.socket:
    """Accepts the probe's only connection, before any student code runs."""
    with listener:
        listener.settimeout(SETUP_TIMEOUT)
        connection, _ = listener.accept()
    connection.settimeout(None)
    return connection


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(16)
    return listener


def _answer(connection: socket.socket, message: dict[str, object]) -> None:
    with contextlib.suppress(OSError):  # a grader that has gone needs no answer
        connection.sendall(json.dumps(message).encode() + b"\n")


def run_forkserver() -> None:
    """Runs the server, with the arguments LISTENER_FD FOLDER MODULE..."""
    # Independent of the grader's umask: a sandbox runs as another user than the one who builds its root, and
    # must be able to read that root. The server's own folder is closed to all other users.
    os.umask(0o022)
    # Undo the memory limit of a grading worker; sandboxes have their own limits.
    _, ceiling = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (ceiling, ceiling))
    listener = socket.socket(fileno=int(sys.argv[1]))
    importlib.import_module(_KERNEL)
    for module in sys.argv[3:]:
        try:
            importlib.import_module(module)
        except Exception as error:
            # The grader names the module to the author of the course, who can install it.
            print(json.dumps({"preload": module, "reason": f"{type(error).__name__}: {error}"}), flush=True)
            sys.exit(1)
    server = _Server(listener, folder=sys.argv[2])
    gc.collect()
    # Without freezing, a garbage collection in a child would write to, and so copy, shared pages.
    gc.freeze()
    with contextlib.suppress(BrokenPipeError):  # the grader has gone; serve() removes the folder
        print("ready", flush=True)
    server.serve()
