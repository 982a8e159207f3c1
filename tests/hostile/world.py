"""Builds the file system, devices and network of an outer world.

It is the machine, read-only, without a network.
"""

from __future__ import annotations

import ctypes
import fcntl
import socket
import struct
import sys
from pathlib import Path
from typing import Final

from bareme.sandbox import libc
from bareme.sandbox.allowlist import make_allowlist

__all__ = ["CHECKOUT", "build_root", "writable_folders"]

CHECKOUT: Final = Path(__file__).resolve().parents[2]

_EMPTY: Final = ("/tmp", "/var/tmp", "/run")
_DEVICES: Final = ("null", "zero", "full", "random", "urandom")
_MACHINE: Final = ("sys", "sysrq-trigger", "irq", "bus")
"""Below ``/proc``, what belongs to the machine and not to a process."""
_SET_INTERFACE_FLAGS: Final = 0x8914
_INTERFACE_UP: Final = 0x1
_REMOUNT_BIND_READ_ONLY: Final = 0x20 | 0x1000 | 0x1


def build_root(root: Path, *, trusted: bool) -> None:
    """Makes the machine read-only, hides temporary folders, and enters it."""
    libc.make_private()
    libc.bind("/", str(root))
    libc.remount_read_only(str(root))
    for folder in _EMPTY:
        if Path(folder).is_dir() and not Path(folder).is_symlink():
            libc.mount("empty", f"{root}{folder}", "tmpfs", "mode=1777,size=2g,nr_inodes=200k")
            _show_python(root, Path(folder))
    _build_proc(root, trusted=trusted)
    _build_devices(root / "dev")
    libc.pivot_root(str(root))
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SET_INTERFACE_FLAGS, struct.pack("16sh14x", b"lo", _INTERFACE_UP))


def _show_python(root: Path, folder: Path) -> None:
    """Uncovers what Python and the tests need in a hidden folder."""
    needed = (*make_allowlist().shown, sys.prefix, str(CHECKOUT))
    for path in sorted(path for path in map(Path, needed) if path.is_relative_to(folder)):
        target = Path(f"{root}{path}")
        if target.exists():
            continue  # it lies in a folder that is shown already
        if path.is_dir():
            target.mkdir(parents=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        libc.bind(str(path), str(target))
        libc.remount_read_only(str(target))


def _build_proc(root: Path, *, trusted: bool) -> None:
    libc.mount("proc", f"{root}/proc", "proc")
    if not trusted:
        libc.remount_read_only(f"{root}/proc")
        return
    for name in _MACHINE:
        if Path(f"{root}/proc/{name}").exists():
            libc.bind(f"{root}/proc/{name}", f"{root}/proc/{name}")
            libc.remount_read_only(f"{root}/proc/{name}")
    # The kernel lets a sandbox mount a /proc of its own only where one without such covers is mounted. That
    # one is put where the new /dev will hide it, so that nothing can reach it.
    libc.mount("hidden", f"{root}/dev", "tmpfs", "mode=0700,size=64k")
    Path(f"{root}/dev/proc").mkdir()
    libc.mount("proc", f"{root}/dev/proc", "proc")


def _build_devices(folder: Path) -> None:
    libc.mount("devices", str(folder), "tmpfs", "mode=0755,size=64k")
    for name in _DEVICES:
        (folder / name).touch()
        libc.bind(f"/dev/{name}", str(folder / name))
        _forbid_changes(folder / name)
    for name in ("pts", "shm"):
        (folder / name).mkdir()
    libc.mount("devpts", str(folder / "pts"), "devpts", "newinstance,ptmxmode=0666,mode=0600", devices=True)
    libc.mount("shm", str(folder / "shm"), "tmpfs", "mode=1777,size=1g,nr_inodes=200k")
    (folder / "ptmx").symlink_to("pts/ptmx")
    (folder / "fd").symlink_to("/proc/self/fd")
    libc.remount_read_only(str(folder), recursive=False)


def _forbid_changes(device: Path) -> None:
    """Makes the mount of a device read-only.

    It can still be written to, but keeps its owner and mode.
    """
    flags = ctypes.c_ulong(_REMOUNT_BIND_READ_ONLY)
    if ctypes.CDLL(None, use_errno=True).mount(None, str(device).encode(), None, flags, None) != 0:
        raise OSError(ctypes.get_errno(), f"make {device} read-only")


def writable_folders() -> list[Path]:
    """Returns, inside, the only folders where anything can be written."""
    return [Path(folder) for folder in (*_EMPTY, "/dev/shm") if Path(folder).is_dir()]
