# ruff: noqa
"""Sets up a ring of requests to the kernel, which would open files behind a filter of system calls."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "The kernel sets up a ring."

# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
parameters = ctypes.create_string_buffer(120)
ring = libc.syscall(425, 8, parameters)
print("io_uring_setup", ring, os.strerror(ctypes.get_errno()))
for number in (0, 1, 3, ring):
    print("enter", libc.syscall(426, number, 0, 0, 1, 0, 0), os.strerror(ctypes.get_errno()))
    print("register", libc.syscall(427, number, 9, 0, 0), os.strerror(ctypes.get_errno()))
