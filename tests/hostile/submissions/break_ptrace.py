# ruff: noqa
"""Attaches to every process as a debugger would, and writes into the memory of those that let it."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "Another process, in the sandbox or outside, runs what this one wrote into it."

# %%
import ctypes
import os
import platform
import time
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
WRITEV = 311 if platform.machine() == "x86_64" else 271
TRACEME, ATTACH, SEIZE = 0, 16, 0x4206
threads = {int(name) for name in os.listdir("/proc/self/task")}
child = os.fork()
if child == 0:
    print("trace me", libc.ptrace(TRACEME, 0, 0, 0))
    time.sleep(5)
    os._exit(0)
for pid in {int(path.name) for path in Path("/proc").glob("[0-9]*")} | {os.getppid(), child, *range(1, 300)}:
    if pid not in threads | {0}:
        for request in (ATTACH, SEIZE):
            if libc.ptrace(request, pid, 0, 0) == 0:
                print("attached to", pid)
        vector = (ctypes.c_uint64 * 2)(id(None), 8)
        if libc.syscall(WRITEV, pid, vector, 1, vector, 1, 0) > 0:
            print("wrote into", pid)
        for way in ("r+b", "wb"):
            try:
                open(f"/proc/{pid}/mem", way, 0).close()
                print("opened the memory of", pid)
            except OSError:
                pass
os.kill(child, 9)
