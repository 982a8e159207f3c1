# ruff: noqa
"""Reads the suite and the solution by their paths and answers with what it finds."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "Neither the suite nor the solution must be readable."

# %%
import os
from pathlib import Path

found = {}
for path in map(Path, "@COURSE_FILES@".split("|")):
    for place in (path, Path("/proc/1/root") / str(path)[1:], Path("/proc/self/cwd") / str(path)[1:]):
        try:
            found[place.name] = place.read_text()
            print(found[place.name])
        except OSError:
            pass
for root, folders, files in os.walk("/"):
    if root.count("/") > 5 or root.startswith(("/proc", "/usr")):
        folders.clear()
    for name in files:
        if name in ("test_hidden.py", "test_public.py", "tiny.py"):
            print((Path(root) / name).read_text())


def double(x):
    return x


def mean(x):
    return 0.0


if "tiny.py" in found:
    exec(found["tiny.py"])
