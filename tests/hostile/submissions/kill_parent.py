# ruff: noqa
"""Kills the process that started it, and itself."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "Neither the grader nor the fork server must end."

# %%
import os
import signal


def kill():
    parent = os.getppid()
    if parent > 1:
        os.kill(parent, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def double(x):
    kill()
    return x


def mean(x):
    kill()
    return 0.0


# %%
kill()
