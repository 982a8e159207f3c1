# ruff: noqa
"""Starts up to 600 threads and files that stay open, bounded by itself."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "Threads and open files must not outlive the submission, nor starve the grader."

# %%
import threading
import time

files, threads = [], []
try:
    for _ in range(600):
        threads.append(threading.Thread(target=time.sleep, args=(2,), daemon=True))
        threads[-1].start()
except (RuntimeError, OSError) as error:
    print(len(threads), error)
try:
    for number in range(2000):
        files.append(open(f"file{number}", "w"))
except OSError as error:
    print(len(files), error)


def double(x):
    return x


def mean(x):
    return 0.0
