# ruff: noqa
"""Tries to have the last word when its process ends."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "Its last word must not become a result."

# %%
import atexit
import os
import signal
import threading


def last_word():
    for name in ("result.json", "gradebook.csv", "feedback.html"):
        with open(name, "w") as file:
            file.write("20/20")
    os._exit(0)


atexit.register(last_word)
threading._register_atexit(last_word)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, lambda *args: last_word())


def double(x):
    return x


def mean(x):
    return 0.0
