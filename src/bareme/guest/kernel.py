"""Starts the IPython kernel on sockets bound by the fork server.

Importing this module imports what the kernel application would import late, so that the fork server
pays for it once. The kernel keeps its messages within the limits of the grader: one that is too large would
close the channel, and all later messages would be lost.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import random
import re
import site
import socket
import sys
import tempfile
from collections.abc import Iterator
from typing import Any, ClassVar, Final

import matplotlib.pyplot  # noqa: F401  # the inline backend imports it late
import numpy as np
import zmq
from ipykernel.iostream import OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.history import HistoryManager
from IPython.core.inputtransformer2 import leading_empty_lines
from jupyter_client.session import Session
from matplotlib_inline import backend_inline
from matplotlib_inline.config import InlineBackend

import bareme.datasets  # noqa: F401  # students import it
from bareme.guest import cell_errors, compat, dataset_patches, figure_recorder, probe
from bareme.sandbox.spec import CHANNELS, KEY_LENGTH, MAX_MESSAGE_BYTES, MAX_MESSAGE_PARTS, SandboxSpec

__all__ = ["prepare_kernel"]

_IMPORTED_LATE: Final = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "numpy.random",
    "tornado.platform.asyncio",
)
"""Modules that a kernel imports while it starts, in every sandbox unless they are imported before."""


def _import_late_modules() -> None:
    """Imports them without debugpy, for sandboxes have no debugger.

    ipykernel imports debugpy where it can, which takes as long as all other imports here. The student's code
    can still import it.
    """
    if "debugpy" in sys.modules:
        return
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # makes its import fail
    try:
        for name in _IMPORTED_LATE:
            with contextlib.suppress(ImportError):  # of another version
                importlib.import_module(name)
    finally:
        del sys.modules["debugpy"]


_import_late_modules()

_MAX_PRINTED: Final = 2**18
"""Characters of one stream message; JSON encodes a character in up to six bytes."""
_MAX_ERROR_TEXT: Final = 2000


class LimitedOutStream(OutStream):
    """Sends standard output or error in pieces."""

    def _flush_buffers(self) -> Iterator[tuple[dict[str, Any], str]]:
        for parent, text in super()._flush_buffers():  # type: ignore[no-untyped-call]
            for start in range(0, len(text), _MAX_PRINTED):
                yield parent, text[start : start + _MAX_PRINTED]


class LimitedJupyterSession(Session):
    """Replaces a message that is too large by a short notice."""

    def serialize(self, msg: dict[str, Any], ident: Any = None) -> list[bytes]:
        """Returns the parts of a message, within the grader's limits together."""
        parts = super().serialize(msg, ident)
        if sum(map(len, parts)) <= MAX_MESSAGE_BYTES and len(parts) <= MAX_MESSAGE_PARTS:
            return parts
        return super().serialize(_shortened(msg), ident)


def _shortened(message: dict[str, Any]) -> dict[str, Any]:
    content = message["content"]
    short = {**message, "metadata": {}}
    if "status" in content or message["msg_type"] == "error":
        texts = {name: str(content.get(name, ""))[:_MAX_ERROR_TEXT] for name in ("ename", "evalue")}
        return short | {"content": {"status": content.get("status", "error"), **texts, "traceback": []}}
    text = f"[this output takes more than {MAX_MESSAGE_BYTES // 2**20} MiB and was left out]\n"
    header = {**message["header"], "msg_type": "stream"}
    return short | {"header": header, "msg_type": "stream", "content": {"name": "stderr", "text": text}}


_MATTERS = re.compile(r"\s|%|>>>|In \[")
"""The beginning of a first line that has a meaning for IPython."""


class _SandboxKernelApp(IPKernelApp):
    """A kernel without connection file, heartbeat, debugger and history."""

    listeners: ClassVar[dict[int, socket.socket]] = {}

    def _try_bind_socket(self, s: Any, port: int) -> int:
        # With USE_FD libzmq takes over a socket that is already bound and listening.
        s.setsockopt(zmq.USE_FD, self.listeners[port].detach())
        s.bind(f"ipc://{self.ip}-{port}")
        return port

    def init_connection_file(self) -> None:
        """Does nothing; the fork server has passed the connection."""

    def write_connection_file(self, **kwargs: Any) -> None:
        """Does nothing; no other client may connect."""

    def init_heartbeat(self) -> None:
        """Does nothing; the grader watches the process itself."""

    def init_crash_handler(self) -> None:
        """Does nothing; a sandbox writes no crash reports."""


def prepare_kernel(
    spec: SandboxSpec, probe_socket: socket.socket, listeners: dict[str, socket.socket]
) -> IPKernelApp:
    """Returns the kernel application, ready to start, before any student code."""
    random.seed(spec.seed)
    np.random.seed(spec.seed)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(spec.seed)
        # Only with a seed: without one it makes every random operation of TensorFlow an error.
        if "tensorflow" in sys.modules:
            sys.modules["tensorflow"].config.experimental.enable_op_determinism()
    os.environ["IPYTHONDIR"] = os.environ["TMPDIR"] + "/.ipython"
    HistoryManager.enabled = False  # type: ignore[assignment]  # a trait takes its plain value
    key = probe_socket.recv(KEY_LENGTH, socket.MSG_WAITALL)
    if len(key) < KEY_LENGTH:
        raise SystemExit("the grader hung up")
    # These were computed in the fork server, and contain its folder.
    site.USER_BASE = site.USER_SITE = None
    tempfile.tempdir = None
    probe.connect(probe_socket)
    ports = {channel: CHANNELS.index(channel) + 1 for channel in CHANNELS}
    _SandboxKernelApp.listeners = {ports[channel]: listeners[channel] for channel in CHANNELS}
    app = _SandboxKernelApp.instance(
        transport="ipc",
        ip="k",
        kernel_class=IPythonKernel,
        outstream_class=f"{__name__}.LimitedOutStream",
        session=LimitedJupyterSession(),
        **{f"{channel}_port": port for channel, port in ports.items()},
    )
    app.session.key = key
    app.initialize([])  # type: ignore[no-untyped-call]  # ipykernel types only a part of itself
    # `exit()` ends the cell that calls it, as in a script, but not the grading of the rest.
    assert app.shell is not None
    app.shell.ask_exit = lambda: None
    # The backend was imported before the shell existed, so it is connected explicitly.
    backend_inline.configure_inline_support(app.shell, os.environ["MPLBACKEND"])  # type: ignore[no-untyped-call]
    if not spec.draws_figures:
        InlineBackend.instance().figure_formats = set()
    figure_recorder.start_recording(app.shell)
    cleanups = app.shell.input_transformer_manager.cleanup_transforms
    cleanups[cleanups.index(leading_empty_lines)] = _keep_line_numbers
    dataset_patches.install_dataset_patches()
    compat.install_compat(app.shell)
    cell_errors.install_continuation(app.shell)
    return app


def _keep_line_numbers(lines: list[str]) -> list[str]:
    """Keeps leading blank lines, so that errors have the student's line numbers.

    They are removed if the first line is a magic, a prompt or indented: IPython must see it first.
    """
    first = next((line for line in lines if line.strip()), "")
    return list(leading_empty_lines(lines)) if _MATTERS.match(first) else lines  # type: ignore[no-untyped-call]
