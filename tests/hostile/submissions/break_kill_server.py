# ruff: noqa
"""Ends what stands above its sandbox, one after the other: what looks after it, and what it was forked from."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "Another submission loses its sandbox for good, or a process stays."

# %%
import os
import signal
import subprocess
import time

subprocess.Popen(["sleep", "600"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    time.sleep(600)
    os._exit(0)
reaper = os.getppid()
if reaper > 1:
    server = int(open(f"/proc/{reaper}/stat").read().rpartition(")")[2].split()[1])
    # Neither is to do anything about the end of the other.
    for number in (signal.SIGSTOP, signal.SIGKILL):
        os.kill(reaper, number)
        os.kill(server, number)
time.sleep(60)
