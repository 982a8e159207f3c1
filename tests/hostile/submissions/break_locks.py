# ruff: noqa
"""Locks files that every sandbox sees, and looks whether others have: a word for each pair of files."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A lock is seen outside of the sandbox that took it, or keeps another program waiting."

# %%
import fcntl
import glob
import os
import struct
import time

paths = ["/dev/null", "/dev/full", "/dev/random", "/dev/urandom"]
writable = [os.open(path, os.O_RDWR) for path in paths]
for file in writable:
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
paths += sorted(glob.glob(os.__file__.rpartition("/")[0] + "/*.py"))[:100]
files = [os.open(path, os.O_RDONLY) for path in paths]
seen = 0
for path, file in zip(paths, files):
    for act in (
        lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB),
        lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
        lambda: fcntl.fcntl(file, 37, struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 0, 0)),
    ):
        try:
            act()
        except OSError as error:
            seen += 1
            print(path, error)
    for command in (fcntl.F_GETLK, 36):
        question = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
        try:
            kind, *_, owner = struct.unpack("hhqqi4x", fcntl.fcntl(file, command, question))
            seen += kind != fcntl.F_UNLCK
        except OSError as error:
            print(error)
print("locks of others:", seen)
time.sleep(1)
