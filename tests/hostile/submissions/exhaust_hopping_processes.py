# ruff: noqa
"""Runs away: each process starts the next one in a new session and ends, 2,000 times."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The chain goes on after the sandbox has gone."

# %%
import os
import signal
import time


def hop(left):
    while left and time.monotonic() < end:
        if os.fork():
            os._exit(0)
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        left -= 1
        time.sleep(0.005)


end = time.monotonic() + 40
for _ in range(4):
    if os.fork() == 0:
        try:
            hop(2000 // 4)
        finally:
            os._exit(0)


def double(x):
    return x
