# ruff: noqa
"""Starts 120 copies of a large process, so that whoever watches the sandbox has much to look at, and then overruns."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader notices late that the time is up, because it still counts the memory."

# %%
import os
import signal
import time

# %%
for _ in range(60):
    if os.fork() == 0:
        time.sleep(40)
        os._exit(0)
# %%
for _ in range(60):
    if os.fork() == 0:
        time.sleep(40)
        os._exit(0)


# %%
def double(x):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        pass
