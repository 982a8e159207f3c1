# ruff: noqa
"""Reads the environment and the command lines of every process that it can see."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "No variable, name or command line of the grader must be readable."

# %%
import os
from pathlib import Path

print(dict(os.environ), os.getcwd(), os.uname())
for process in Path("/proc").glob("[0-9]*"):
    for name in ("environ", "cmdline", "cwd", "root", "maps"):
        try:
            print((process / name).read_bytes()[:10_000])
        except OSError:
            pass


def double(x):
    return x


def mean(x):
    return 0.0
