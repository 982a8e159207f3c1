"""Calls, through ctypes, the Linux system calls that Python 3.11 lacks."""

from __future__ import annotations

import ctypes
import os
import platform
from typing import Final

__all__ = [
    "CLONE_NEWIPC",
    "CLONE_NEWNET",
    "CLONE_NEWNS",
    "CLONE_NEWPID",
    "CLONE_NEWUSER",
    "CLONE_NEWUTS",
    "become_subreaper",
    "bind",
    "drop_capabilities",
    "limit_capabilities",
    "make_private",
    "mount",
    "pivot_root",
    "remount_read_only",
    "set_dumpable",
    "set_host_name",
    "set_no_new_privs",
    "set_parent_death_signal",
    "unmount_lazily",
    "unshare",
]

CLONE_NEWNS: Final = 0x00020000
CLONE_NEWUTS: Final = 0x04000000
CLONE_NEWIPC: Final = 0x08000000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWPID: Final = 0x20000000
CLONE_NEWNET: Final = 0x40000000

_MS_NOSUID, _MS_NODEV, _MS_BIND, _MS_REC, _MS_PRIVATE = 0x2, 0x4, 0x1000, 0x4000, 0x40000
_MNT_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV = 0x1, 0x2, 0x4
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_PR_SET_NO_NEW_PRIVS, _PR_CAPBSET_DROP, _PR_SET_SECUREBITS = 38, 24, 28
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, _PR_SET_CHILD_SUBREAPER = 47, 4, 36
_SECURE_ALL_LOCKED = 0b1111_1111
_CAP_VERSION_3 = 0x20080522

# Not every supported C library wraps these calls. The number of mount_setattr is the same everywhere;
# pivot_root differs between the two machine types for which CPython ships Linux wheels.
_SYS_MOUNT_SETATTR = 442
_SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_libc = ctypes.CDLL(None, use_errno=True)


class _MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")]


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _CapabilityData(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


def _check(result: int, call: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{call}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Moves this process into new namespaces, selected by ``flags``."""
    _check(_libc.unshare(flags), "unshare")


def mount(source: str, target: str, kind: str, options: str = "", *, devices: bool = False) -> None:
    """Mounts a file system without set-user-id programs or, by default, devices."""
    flags = ctypes.c_ulong(_MS_NOSUID | (0 if devices else _MS_NODEV))
    _check(
        _libc.mount(source.encode(), target.encode(), kind.encode(), flags, options.encode()),
        f"mount {kind} on {target}",
    )


def bind(source: str, target: str) -> None:
    """Bind-mounts ``source``, with the mounts below it, at ``target``."""
    flags = ctypes.c_ulong(_MS_BIND | _MS_REC)
    _check(_libc.mount(source.encode(), target.encode(), None, flags, None), f"bind {source}")


def make_private() -> None:
    """Stops mounts of this namespace from propagating to its parent namespace."""
    _check(_libc.mount(None, b"/", None, ctypes.c_ulong(_MS_REC | _MS_PRIVATE), None), "make / private")


def remount_read_only(target: str, *, recursive: bool = True, devices: bool = False) -> None:
    """Makes a mount read-only, without set-user-id programs or, by default, devices.

    Needs Linux 5.12.
    """
    attributes = _MountAttributes(set=_ATTR_RDONLY | _ATTR_NOSUID | (0 if devices else _ATTR_NODEV))
    flags = _AT_RECURSIVE if recursive else 0
    _check(
        _libc.syscall(
            ctypes.c_long(_SYS_MOUNT_SETATTR),
            ctypes.c_int(_AT_FDCWD),
            target.encode(),
            ctypes.c_uint(flags),
            ctypes.byref(attributes),
            ctypes.c_size_t(ctypes.sizeof(attributes)),
        ),
        f"make {target} read-only",
    )


def pivot_root(new: str) -> None:
    """Makes ``new`` the root and unmounts the old one."""
    # With "." as both arguments the old root is stacked on the new one, and no folder is needed to hold it.
    os.chdir(new)
    number = _SYS_PIVOT_ROOT.get(platform.machine())
    if number is None:
        raise OSError(38, f"pivot_root: unknown machine type {platform.machine()}")
    _check(_libc.syscall(ctypes.c_long(number), b".", b"."), "pivot_root")
    unmount_lazily(".")
    os.chdir("/")


def unmount_lazily(target: str) -> None:
    """Detaches a mount at once, even if it is in use."""
    _check(_libc.umount2(target.encode(), _MNT_DETACH), f"unmount {target}")


def set_host_name(name: str) -> None:
    """Sets the host name of this namespace."""
    _check(_libc.sethostname(name.encode(), ctypes.c_size_t(len(name))), "sethostname")


def become_subreaper() -> None:
    """Makes this process the parent of its orphaned descendants."""
    _check(_libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "adopt orphans")


def set_parent_death_signal(signal: int) -> None:
    """Requests a signal for this process when its parent ends.

    A change of user undoes it.
    """
    _check(_libc.prctl(_PR_SET_PDEATHSIG, int(signal), 0, 0, 0), "end with the parent")


def set_dumpable() -> None:
    """Keeps this process dumpable after it has changed its rights.

    Its owner can then read how its memory is shared (``/proc/PID/smaps``).
    """
    _check(_libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0), "stay measurable")


def limit_capabilities() -> None:
    """Prevents programs executed from now on from regaining a capability."""
    _check(_libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "clear ambient capabilities")
    for capability in range(64):
        # The kernel answers EINVAL after the last one that it knows.
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    _check(_libc.prctl(_PR_SET_SECUREBITS, _SECURE_ALL_LOCKED, 0, 0, 0), "lock securebits")


def drop_capabilities() -> None:
    """Gives up every capability of this process."""
    header = _CapabilityHeader(_CAP_VERSION_3, 0)
    nothing = (_CapabilityData * 2)()
    _check(_libc.capset(ctypes.byref(header), ctypes.byref(nothing)), "drop capabilities")


def set_no_new_privs() -> None:
    """Prevents programs executed from now on from gaining privileges."""
    _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "set no_new_privs")
