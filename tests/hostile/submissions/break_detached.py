# ruff: noqa
"""Leaves a process behind that belongs to no session, ignores signals and rewrites results later."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A process of the sandbox outlives it, or writes where results are kept."

# %%
import os
import signal
import time


def linger(seconds):
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for path in ("@OUT@/gradebook.csv", "@OUT@/students/break_detached/result.json", "/tmp/later"):
            try:
                with open(path, "a") as file:
                    file.write("break_detached,20\n")
            except OSError:
                pass
        time.sleep(0.5)


def detach(seconds):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.chdir("/")
            os.closerange(0, 512)
            try:
                linger(seconds)
            finally:
                os._exit(0)
        os._exit(0)
    os.wait()


detach(45)


def double(x):
    detach(45)
    return x


def mean(x):
    detach(45)
    os._exit(0)
