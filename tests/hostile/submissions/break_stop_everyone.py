# ruff: noqa
"""Stops its process and all others instead of ending them, so that they wait for ever."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "The grader waits for a process that is stopped."

# %%
import os
import signal


def stop():
    for pid in (0, -1, os.getpid(), os.getppid()):
        try:
            os.kill(pid, signal.SIGSTOP)
        except OSError:
            pass


def double(x):
    stop()
    return x


def mean(x):
    if os.fork() == 0:
        stop()
        os._exit(0)
    return os.waitpid(-1, 0)[1]


# %%
stop()
