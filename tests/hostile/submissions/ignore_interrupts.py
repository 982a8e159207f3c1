# ruff: noqa
"""Does not let itself be interrupted."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "Code that does not let itself be interrupted must not run on."

# %%
import signal
import time


def mean(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    time.sleep(15)
    return 0.0


def double(x):
    return x


# %%
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
time.sleep(15)
