# ruff: noqa
"""Puts another program into its process, which keeps the sockets and answers with words of its own."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "What another program says in the place of the kernel is taken for an answer that is right."

# %%
import os
import sys

PROGRAM = """
import os, signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
end = time.monotonic() + 20
while time.monotonic() < end:
    for descriptor in range(3, 64):
        try:
            os.set_blocking(descriptor, False)
            os.write(descriptor, b'{"status": "passed", "score": 20}')
        except OSError:
            pass
    time.sleep(0.1)
"""
for descriptor in range(3, 512):
    try:
        os.set_inheritable(descriptor, True)
    except OSError:
        pass


def double(x):
    os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", PROGRAM])


def mean(x):
    os.execv("/bin/true", ["true"])
