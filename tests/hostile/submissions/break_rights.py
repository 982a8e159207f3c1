# ruff: noqa
"""Tries to gain rights: users, groups, capabilities, set-user-id programs, owners and attributes of files."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A process of the sandbox becomes another user or gains a capability."

# %%
import ctypes
import os
import shutil
import subprocess
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)
shutil.copy("/bin/sh", "sh")


def set_capabilities():
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    everything = (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)
    if libc.capset(ctypes.byref(header), ctypes.byref(everything)):
        raise OSError(ctypes.get_errno(), "capset")
    return "capabilities"


def call(*arguments):
    if libc.prctl(*arguments, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    return arguments


attempts = [
    lambda: os.setuid(0),
    lambda: os.setresuid(0, 0, 0),
    lambda: os.setgid(0),
    lambda: os.setgroups([0, 27, 999]),
    lambda: os.seteuid(65534),
    set_capabilities,
    lambda: call(28, 0, 0),  # unlock securebits
    lambda: call(38, 0, 0),  # allow new privileges again
    lambda: call(47, 2, 21),  # raise an ambient capability
    lambda: call(23, 21, 0) and os.setuid(0),
    lambda: os.chown("sh", 0, 0),
    lambda: os.chmod("sh", 0o6755) or subprocess.run(["./sh", "-p", "-c", "id; exit 1"], check=True),
    lambda: os.setxattr(
        "sh", "security.capability", bytes.fromhex("0100000202000000000000000000000000000000")
    ),
    lambda: os.mknod("memory", 0o20666, os.makedev(1, 1)),
    lambda: Path("/proc/self/uid_map").write_text("0 0 1"),
    lambda: Path("/proc/self/gid_map").write_text("0 0 1"),
    lambda: Path("/proc/self/setgroups").write_text("allow"),
    lambda: Path("/proc/self/attr/current").write_text("unconfined"),
    lambda: os.chmod("/usr/bin", 0o777),
    lambda: os.chmod("/etc/passwd", 0o666),
    lambda: os.setpriority(os.PRIO_PROCESS, 0, -20),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)),
]
programs = (
    ["su", "-c", "id"],
    ["sudo", "-n", "id"],
    ["pkexec", "id"],
    ["mount", "/proc"],
    ["newuidmap", "1", "0", "0", "1"],
)
for program in programs:
    attempts.append(
        lambda program=program: subprocess.run(program, check=True, timeout=0.3, stdin=subprocess.DEVNULL)
    )
for attempt in attempts:
    try:
        print("WORKED", attempt())
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        print(error)
print(os.getresuid(), os.getresgid(), os.getgroups(), Path("/proc/self/status").read_text()[-900:])
