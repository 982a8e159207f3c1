# ruff: noqa
"""Lets other programs write 200 MiB to the standard streams."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader, or a log of it, keeps what is written."

# %%
import os
import subprocess

subprocess.run("yes student | head -c 100000000 >&2", shell=True)
for _ in range(200):
    os.write(1, b"x" * 2**19)
    os.write(2, b"y\n" * 2**18)
