# ruff: noqa
"""Computes in processes that live for a moment and are forgotten when they end."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The processor time of processes that have ended is counted for nobody."

# %%
import os
import signal
import time

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
end, started = time.monotonic() + 12, 0


def burn():
    until = time.process_time() + 0.05
    while time.process_time() < until:
        pass
    os._exit(0)


def start_again():
    while time.monotonic() < end:
        for _ in range(4):
            if os.fork() == 0:
                burn()
        time.sleep(0.05)
    os._exit(0)


if os.fork() == 0:
    start_again()
# %%
time.sleep(2.8)
# %%
time.sleep(2.8)
# %%
time.sleep(2.8)
