# ruff: noqa
"""Does not let itself be interrupted."""

MAY_PASS = []

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
