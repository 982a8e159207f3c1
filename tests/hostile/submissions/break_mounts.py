# ruff: noqa
"""Mounts, unmounts and moves with the old calls and the new ones, to write where all is read-only."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A mount changes, or a directory of the interpreter becomes writable."

# %%
import ctypes
import os
import sys

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
HERE = os.getcwd().encode()
AT_FDCWD = -100
# The numbers from 428 on are the same on every machine.
OPEN_TREE, MOVE_MOUNT, FSOPEN, FSCONFIG, FSMOUNT, FSPICK, MOUNT_SETATTR, LISTMOUNT = (
    428,
    429,
    430,
    431,
    432,
    433,
    442,
    458,
)
attributes = (ctypes.c_uint64 * 4)(0, 1, 0, 0)  # clear the flag "read-only"
remount, bind = ctypes.c_ulong(0x20 | 0x1000), ctypes.c_ulong(0x1000)
attempts = {
    "mount tmpfs": lambda: libc.mount(b"x", HERE, b"tmpfs", ctypes.c_ulong(0), None),
    "mount proc": lambda: libc.mount(b"x", HERE, b"proc", ctypes.c_ulong(0), None),
    "mount overlay": lambda: libc.mount(
        b"x", HERE, b"overlay", ctypes.c_ulong(0), b"lowerdir=/usr,upperdir=/tmp"
    ),
    "mount fuse": lambda: libc.mount(
        b"x", HERE, b"fuse", ctypes.c_ulong(0), b"fd=3,rootmode=40000,user_id=0,group_id=0"
    ),
    "bind /": lambda: libc.mount(b"/", HERE, None, bind, None),
    "remount / to write": lambda: libc.mount(None, b"/", None, remount, None),
    "remount /usr to write": lambda: libc.mount(None, b"/usr", None, remount, None),
    "unmount /proc": lambda: libc.umount2(b"/proc", 2),
    "unmount /": lambda: libc.umount2(b"/", 2),
    "pivot_root": lambda: libc.syscall(
        155 if sys.maxsize and os.uname().machine == "x86_64" else 41, HERE, HERE
    ),
    "chroot": lambda: libc.chroot(HERE),
    "open_tree": lambda: libc.syscall(OPEN_TREE, AT_FDCWD, b"/", 1 | 0x8000),
    "move_mount": lambda: libc.syscall(MOVE_MOUNT, AT_FDCWD, b"/data", AT_FDCWD, HERE, 0),
    "fsopen": lambda: libc.syscall(FSOPEN, b"tmpfs", 0),
    "fspick": lambda: libc.syscall(FSPICK, AT_FDCWD, b"/", 0),
    "fsmount": lambda: libc.syscall(FSMOUNT, 0, 0, 0),
    "fsconfig": lambda: libc.syscall(FSCONFIG, 0, 6, 0, 0, 0),
    "mount_setattr": lambda: libc.syscall(
        MOUNT_SETATTR, AT_FDCWD, b"/", 0x8000, ctypes.byref(attributes), 32
    ),
}
mounts = open("/proc/self/mountinfo").read()
for name, attempt in attempts.items():
    result = attempt()
    print(name, result, os.strerror(ctypes.get_errno()) if result < 0 else "WORKED")
print("mounts changed", open("/proc/self/mountinfo").read() != mounts)
for folder in (
    "/",
    "/usr",
    "/etc",
    sys.prefix,
    os.path.dirname(os.__file__),
    os.environ.get("BAREME_SANDBOX_DATA", "/data"),
):
    try:
        open(os.path.join(folder, "owned"), "w").close()
        print("wrote in", folder)
    except OSError as error:
        print(error)
