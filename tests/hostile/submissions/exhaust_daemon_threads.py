# ruff: noqa
"""Leaves threads behind that compute for ever, and does the lab rightly beside them."""

FAMILY = "exhausting"
MAY_PASS = ["test_double", "test_double_hidden"]
MUST_NOT = "A thread goes on after the sandbox has ended."

# %%
import threading


def spin():
    while True:
        pass


for daemon in (True, False) * 2:
    threading.Thread(target=spin, daemon=daemon).start()


def double(x):
    return 2 * x
