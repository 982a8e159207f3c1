# ruff: noqa
"""Makes files that are nowhere but in memory, fills one, and runs a program from it."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "Memory is used that belongs to no process, or a program runs that is in no file system."

# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
made = {}
for name, make in {
    "memfd_create": lambda: os.memfd_create("hidden"),
    "memfd_create by number": lambda: libc.syscall(319 if os.uname().machine == "x86_64" else 279, b"x", 0),
    "memfd_secret": lambda: libc.syscall(447, 0),
    "shmget": lambda: libc.shmget(0, 2**28, 0o1600),
    "O_TMPFILE": lambda: os.open("/dev/shm", os.O_TMPFILE | os.O_RDWR, 0o700),
}.items():
    try:
        result = make()
        print(name, result, os.strerror(ctypes.get_errno()) if result < 0 else "")
        if result >= 0 and name != "shmget":
            made[name] = result
    except OSError as error:
        print(name, error)
for name, descriptor in made.items():
    try:
        written = sum(os.write(descriptor, bytes(2**20)) for _ in range(300))
        print(name, "holds", written)
    except OSError as error:
        print(name, error)
    os.close(descriptor)
