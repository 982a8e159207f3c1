# ruff: noqa
"""Starts 1,000 processes in their own sessions."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "Another room or the grader can start no process, or one of these stays."
SAYS = "processes"

# %%
import os
import time

for _ in range(1000):
    if os.fork() == 0:
        os.setsid()
        time.sleep(20)
        os._exit(0)
time.sleep(1)
