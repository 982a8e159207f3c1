# ruff: noqa
"""Takes all instances of inotify that the user of the machine has, and watches what others open."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = (
    "A program of the same user finds no instance left, or the names of files that others open are seen."
)

# %%
import ctypes
import os
import sys
import time

libc = ctypes.CDLL(None, use_errno=True)
for _ in range(3):
    if os.fork() == 0:
        count = 0
        while count < 480 and libc.inotify_init1(0) >= 0:
            count += 1
        print(count, os.strerror(ctypes.get_errno()))
        time.sleep(1.5)
        os._exit(0)
watch = libc.inotify_init()
for folder in (os.__file__.rpartition("/")[0], sys.prefix, "/usr/lib", "/tmp", "/dev"):
    print(folder, libc.inotify_add_watch(watch, folder.encode(), 0xFFF), os.strerror(ctypes.get_errno()))
# The older way, and a lease: both signal what others do.
folder = os.open(os.__file__.rpartition("/")[0], os.O_RDONLY)
print(libc.fcntl(folder, 1026, 0x8000003F), os.strerror(ctypes.get_errno()))
file = os.open(os.__file__, os.O_RDONLY)
print(libc.fcntl(file, 1024, 1), os.strerror(ctypes.get_errno()))
time.sleep(1)
