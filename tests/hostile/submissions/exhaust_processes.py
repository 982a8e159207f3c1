# ruff: noqa
"""Starts 1,000 processes in their own sessions."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "Another sandbox or the grader can start no process, or one of these stays."
SAYS = "processes"

# %%
import os

# Starting a program this way copies nothing, so it is done a thousand times within a second.
for _ in range(1000):
    os.posix_spawn("/bin/sleep", ["sleep", "20"], os.environ, setsid=True)
