# ruff: noqa
"""Asks for new namespaces in every way the kernel knows: unshare, clone, clone3, setns, a program."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "The sandbox enters a namespace in which it has rights."

# %%
import ctypes
import os
import platform
import subprocess
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
NUMBERS = {"x86_64": (272, 56, 435, 308), "aarch64": (97, 220, 435, 268)}[platform.machine()]
UNSHARE, CLONE, CLONE3, SETNS = NUMBERS
FLAGS = {
    name: 1 << bit
    for name, bit in zip(
        ("time", "mount", "cgroup", "uts", "ipc", "user", "pid", "net"), (7, 17, 25, 26, 27, 28, 29, 30)
    )
}
SIGCHLD = 17


def call(what, *arguments):
    """A clone returns twice; the child says so by its exit code and ends at once."""
    me = os.getpid()
    result = libc.syscall(*map(ctypes.c_long, arguments))
    if os.getpid() != me or result == 0 and arguments[0] in (CLONE, CLONE3):
        os._exit(7)
    print(what, result, os.strerror(ctypes.get_errno()) if result < 0 else "WORKED")


for name, flag in FLAGS.items():
    call(f"unshare {name}", UNSHARE, flag)
    call(f"unshare user and {name}", UNSHARE, flag | FLAGS["user"])
    if name != "time":  # to the older call this flag is a signal
        call(f"clone {name}", CLONE, flag | SIGCHLD, 0, 0, 0, 0)
    arguments = (ctypes.c_uint64 * 11)(flag | FLAGS["user"], 0, 0, 0, SIGCHLD)
    call(f"clone3 {name}", CLONE3, ctypes.addressof(arguments), ctypes.sizeof(arguments))
for path in Path("/proc").glob("[0-9]*/ns/*"):
    try:
        descriptor = os.open(path, os.O_RDONLY)
        call(f"setns {path}", SETNS, descriptor, 0)
        os.close(descriptor)
    except OSError as error:
        print(error)
for command in (
    ["unshare", "-r", "id"],
    ["nsenter", "-t", "1", "-a", "id"],
    ["bwrap", "--ro-bind", "/", "/", "id"],
):
    try:
        print(command, subprocess.run(command, capture_output=True, timeout=1))
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error)
