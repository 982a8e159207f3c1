"""What else they try, with calls of the kernel and in their own memory: a second cell."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import mmap
import os
import re
import signal
from pathlib import Path

import numpy as np

_WRONG = [ctypes.c_long(-1)] * 6


def call(number: int) -> str:
    """What the kernel says to a call whose arguments are all wrong, so that it does nothing anyway."""
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.syscall(ctypes.c_long(number), *_WRONG)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else "done"


def call_by_name(name: str) -> str:
    """The same through the C library, which knows the numbers of its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc[name](*_WRONG)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else "done"


def clone(number: int, flags: int) -> str:
    """What the kernel says to a new process with such flags; one that is made ends at once."""
    libc = ctypes.CDLL(None, use_errno=True)
    nothing = [ctypes.c_long(0)] * 4
    pid = libc.syscall(ctypes.c_long(number), ctypes.c_long(flags | signal.SIGCHLD), *nothing)
    if pid == 0:
        os._exit(0)
    if pid == -1:
        return errno.errorcode[ctypes.get_errno()]
    os.waitpid(pid, 0)
    return "done"


def own_key() -> str:
    """What signs the messages of this kernel."""
    return get_ipython().kernel.session.key.decode()  # type: ignore[name-defined,no-any-return]  # noqa: F821


_BLOCK = 2**22
_MASK = 0x55


def find_in_memory(masked: list[bytes]) -> list[int]:
    """Which of these byte strings the memory of this process holds; gives their places in the list.

    They come masked, each byte ``^ 0x55``, since the search itself would otherwise put them into the memory
    that it searches. What it reads goes into one block, and it passes over that block.
    """
    block = mmap.mmap(-1, _BLOCK, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    view = np.frombuffer(block, np.uint8)
    own = view.ctypes.data
    overlap = max(map(len, masked))
    found: set[int] = set()
    with Path("/proc/self/mem").open("rb", buffering=0) as memory:
        for start, end in _regions(own, own + _BLOCK):
            for place in range(start, end, _BLOCK - overlap):
                with contextlib.suppress(OSError, ValueError):
                    memory.seek(place)
                    size = memory.readinto(memoryview(block)[: min(_BLOCK, end - place)]) or 0
                    np.bitwise_xor(view[:size], _MASK, out=view[:size])
                    found |= {i for i, wanted in enumerate(masked) if block.find(wanted, 0, size) >= 0}
    return sorted(found)


def _regions(skip_start: int, skip_end: int) -> list[tuple[int, int]]:
    """The readable regions of memory, without one."""
    regions = []
    for line in Path("/proc/self/maps").read_text().splitlines():
        match = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
        if match is not None:
            start, end = (int(part, 16) for part in match.groups())
            regions += [(start, min(end, skip_start)), (max(start, skip_end), end)]
    return [(start, end) for start, end in regions if start < end]
