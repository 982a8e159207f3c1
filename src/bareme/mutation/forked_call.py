"""Calls in a child process with a limit on its processor time.

A mutant may never end, or take all memory. It is code of the author, so it needs no sandbox, and a fork of a
process that holds suite and data costs milliseconds.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import select
import signal
from collections.abc import Callable
from typing import Final, TypeVar

__all__ = ["ChildEnded", "call_in_child"]

_Answer = TypeVar("_Answer")

_WALL_FACTOR: Final = 20
"""A child that waits and does not compute is ended after this many times its processor time."""

_END: Final = b"\nthe whole answer\n"
"""After an answer, since a child may die while it writes."""


class ChildEnded(Exception):
    """The child ended without an answer: it ran out of processor time, or crashed."""


def call_in_child(work: Callable[[], _Answer], cpu_seconds: int) -> _Answer:
    """Calls a function in a fork of this process, and returns its answer, which can be pickled.

    Raises:
        ChildEnded: the child took more processor time, or died.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _answer_and_exit(work, writer, cpu_seconds)
    os.close(writer)
    try:
        content = _read_all(reader, cpu_seconds * _WALL_FACTOR)
    finally:
        os.close(reader)
        # It may hang after its answer, and must not outlive an interruption.
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if not content.endswith(_END):
        raise ChildEnded
    # The child is this process itself, and runs code of the author: no wall is crossed.
    found: _Answer = pickle.loads(content.removesuffix(_END))
    return found


def _answer_and_exit(work: Callable[[], object], writer: int, cpu_seconds: int) -> None:
    # Whatever happens, this copy of the caller must not go on.
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        content = pickle.dumps(work()) + _END
        while content:
            content = content[os.write(writer, content) :]
    finally:
        os._exit(0)


def _read_all(reader: int, wall_seconds: float) -> bytes:
    parts: list[bytes] = []
    while select.select([reader], [], [], wall_seconds)[0]:
        part = os.read(reader, 65536)
        if not part:
            break
        parts.append(part)
    return b"".join(parts)
