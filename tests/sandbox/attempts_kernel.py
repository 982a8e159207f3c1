"""More attempts, with system calls and in memory: a second cell."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import mmap
import os
import re
import signal
import struct
from pathlib import Path
from typing import IO

import numpy as np

_WRONG = [ctypes.c_long(-1)] * 6


def call(number: int) -> str:
    """The kernel's answer to a call whose arguments are all invalid."""
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.syscall(ctypes.c_long(number), *_WRONG)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else "done"


def call_by_name(name: str) -> str:
    """The same through the C library, which knows the call's number."""
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc[name](*_WRONG)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else "done"


def call_with(name: str, *arguments: int) -> str:
    """The same with arguments that are not wrong."""
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc[name](*map(ctypes.c_long, arguments))
    return errno.errorcode[ctypes.get_errno()] if result == -1 else "done"


def clone(number: int, flags: int) -> str:
    """The kernel's answer to a clone with these flags.

    A process that is made ends at once.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    nothing = [ctypes.c_long(0)] * 4
    pid = libc.syscall(ctypes.c_long(number), ctypes.c_long(flags | signal.SIGCHLD), *nothing)
    if pid == 0:
        os._exit(0)
    if pid == -1:
        return errno.errorcode[ctypes.get_errno()]
    os.waitpid(pid, 0)
    return "done"


# What the kernel knows of files that others see as well


def pages(path: str) -> dict[str, str]:
    """The answers of calls that reveal or change which pages are cached."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    found = (ctypes.c_ubyte * 4096)()
    page_range = (ctypes.c_uint64 * 2)(0, 2**20)
    with Path(path).open("rb") as file:
        place = libc.mmap(None, ctypes.c_size_t(4096), mmap.PROT_READ, mmap.MAP_SHARED, file.fileno(), 0)
        results = {
            "mincore": lambda: libc.mincore(ctypes.c_void_p(place), ctypes.c_size_t(4096), found),
            "cachestat": lambda: libc.syscall(451, file.fileno(), page_range, found, 0),
            "readahead": lambda: libc.readahead(file.fileno(), ctypes.c_long(0), ctypes.c_size_t(4096)),
        }
        return {
            name: errno.errorcode[ctypes.get_errno()] if result() == -1 else "done"
            for name, result in results.items()
        }


def read_with(path: str, flags: int) -> str:
    with Path(path).open("rb") as file:
        try:
            os.preadv(file.fileno(), [bytearray(1)], 0, flags)
        except OSError as error:
            return errno.errorcode[error.errno or 0]
    return "done"


def advise(path: str, advice: int) -> None:
    with Path(path).open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, advice)


def command(path: str, number: int, argument: int) -> str:
    """The kernel's answer to a command of ``fcntl`` on a file."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.fcntl(descriptor, number, argument)
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    finally:
        os.close(descriptor)
    return "done"


_LOCKED: list[IO[bytes]] = []


def lock(path: str, kind: str) -> str:
    """Locks a file, exclusively if it is writable, and keeps it open."""
    # No `with`, which would unlock the file again.
    try:
        file = Path(path).open("r+b")  # noqa: SIM115
        access = fcntl.F_WRLCK
    except OSError:
        file = Path(path).open("rb")  # noqa: SIM115
        access = fcntl.F_RDLCK
    _LOCKED.append(file)
    try:
        if kind == "flock":
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            number = fcntl.F_SETLK if kind == "fcntl" else 37
            fcntl.fcntl(file, number, struct.pack("hhqqi4x", access, os.SEEK_SET, 0, 0, 0))
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"


def unlock() -> None:
    while _LOCKED:
        _LOCKED.pop().close()


def use_up() -> dict[str, int]:
    """The amounts of resources that the kernel counts per user or machine."""
    found = {}
    terminals: list[tuple[int, int]] = []
    with contextlib.suppress(OSError):
        while len(terminals) < 100:
            terminals.append(os.openpty())
    for pair in terminals:
        os.close(pair[0])
        os.close(pair[1])
    found["terminals"] = len(terminals)
    libc = ctypes.CDLL(None, use_errno=True)
    timers: list[ctypes.c_void_p] = []
    while len(timers) < 3000:
        timer = ctypes.c_void_p()
        if libc.timer_create(0, None, ctypes.byref(timer)) != 0:
            break
        timers.append(timer)
    for timer in timers:
        libc.timer_delete(timer)
    found["timers"] = len(timers)
    block = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    place = ctypes.c_void_p(np.frombuffer(block, np.uint8).ctypes.data)
    found["locked pages"] = int(libc.mlock(place, ctypes.c_size_t(4096)) == 0)
    return found


def own_key() -> str:
    """The key that signs the messages of this kernel."""
    return get_ipython().kernel.session.key.decode()  # noqa: F821  # a name of each IPython kernel


_BLOCK = 2**22
_MASK = 0x55


def find_in_memory(masked: list[bytes]) -> list[int]:
    """The indices of these byte strings that occur in this process's memory.

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
