# ruff: noqa
"""Leaves what is hard to remove: directories 3,000 deep or without rights, and names no program expects."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A file of the sandbox stays, or the grader fails while it removes them."

# %%
import os

NAMES = [
    b"a" * 255,
    b"-rf",
    b"--",
    b"*",
    b"~",
    b"$(id)",
    b"`id`",
    b"; id",
    b"\n",
    b"\r\n::error::owned",
    b"\x1b[2J",
]
NAMES += [
    b"\xff\xfe",
    b"\xed\xa0\x80",
    "\u202e\u2066".encode(),
    b" ",
    b"...",
    b"con",
    b"a\\b",
    b"%s%n",
    b"{0}",
    b"\xf0\x9f\x92\xa9",
]
for folder in (os.environ["HOME"], os.environ["TMPDIR"]):
    for number, name in enumerate(NAMES):
        path = os.path.join(os.fsencode(folder), name)
        try:
            os.mkdir(path) if number % 2 else open(path, "w").close()
            os.chmod(path, 0)
        except OSError as error:
            print(error)
    locked = os.path.join(folder, "locked")
    os.mkdir(locked)
    open(os.path.join(locked, "file"), "w").close()
    os.chmod(locked, 0)
    os.chdir(folder)
    for _ in range(3000):
        os.mkdir("d")
        os.chdir("d")
os.chmod(os.environ["HOME"], 0)
