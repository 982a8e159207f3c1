# ruff: noqa
"""Tries the ways out of a sandbox: mounts, namespaces, the first process, other roots."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "No way out of the sandbox must work."

# %%
import ctypes
import os
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
print(
    "unshare",
    libc.unshare(0x10000000 | 0x20000),
    "chroot",
    libc.chroot(b"."),
    "ptrace",
    libc.ptrace(16, 1, 0, 0),
)
print("mount", libc.mount(b"x", b".", b"tmpfs", 0, None), "setns", libc.setns(3, 0))
for attempt in (
    lambda: os.setuid(0),
    lambda: open("/proc/sys/kernel/core_pattern", "w"),
    lambda: open("/proc/1/mem", "r+b").read(1),
    lambda: os.mknod("disk", 0o60600, os.makedev(8, 0)),
    lambda: os.listdir("/proc/1/root/root"),
    lambda: os.open("/dev/kmsg", os.O_RDWR),
    lambda: subprocess.run(["su", "-c", "id"], capture_output=True, check=True, timeout=2),
):
    try:
        print("worked", attempt())
    except Exception as error:
        print(type(error).__name__)
for descriptor in range(3, 64):
    try:
        print(os.readlink(f"/proc/self/fd/{descriptor}"), os.listdir(descriptor))
    except OSError:
        pass


def double(x):
    return x


def mean(x):
    return 0.0
