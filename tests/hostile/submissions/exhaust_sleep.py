# ruff: noqa
"""Waits: for the time, for a lock that it holds, for input, for a signal."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader waits for it."
SAYS = "Stopped after 3 seconds."

# %%
import signal
import threading
import time


def double(x):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def mean(x):
    signal.pause()


# %%
try:
    input("password? ")
finally:
    time.sleep(60)
