# ruff: noqa
"""Leaves a library without threads: sleeping ones are nearly as many as a submission may have."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The student reads nothing but the number of a signal."
SAYS = "of the 256 processes and threads that a submission may have at a time"

# %%
import os
import threading
import time

for _ in range(200):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()


# %%
def double(x):
    time.sleep(1.5)
    os.abort()  # as a library does that can start no thread
