# ruff: noqa
"""Searches the history of the course and of bareme for the solution, also where it was deleted."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "An object of a Git repository can be read."

# %%
import subprocess
import zlib
from pathlib import Path

import bareme

MARK = b"MARK" + b"ER-"
starts = [Path.cwd(), Path(bareme.__file__), *map(Path, "@COURSE_FILES@".split("|"))]
repositories = {folder / ".git" for start in starts for folder in (start, *start.parents)}
for repository in repositories:
    for path in (*repository.glob("objects/??/*"), *repository.glob("objects/pack/*.pack")):
        content = path.read_bytes()
        for at in range(len(content)):
            # A zlib stream begins with 0x78; packed objects are such streams one after another.
            if content[at] == 0x78:
                try:
                    text = zlib.decompressobj().decompress(content[at:], 10**6)
                except zlib.error:
                    continue
                if MARK in text:
                    print(text[:2000])
    for name in ("HEAD", "logs/HEAD", "config", "packed-refs"):
        try:
            print((repository / name).read_text())
        except OSError:
            pass
    command = ["git", "--git-dir", str(repository), "log", "-p", "--all"]
    try:
        print(subprocess.run(command, capture_output=True, timeout=2).stdout.decode()[:10_000], end="")
    except (OSError, subprocess.TimeoutExpired):
        pass
