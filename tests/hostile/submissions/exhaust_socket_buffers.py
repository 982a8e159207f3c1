# ruff: noqa
"""Fills pairs of sockets and pipes that nobody reads, in eight processes: the kernel keeps the bytes."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The bytes stay after the sandbox has gone, or the grader runs short of memory."

# %%
import os
import socket
import time


def fill(write):
    total = 0
    try:
        while True:
            total += write(bytes(2**16))
    except OSError:
        return total


def hold():
    ends, total = [], 0
    try:
        for _ in range(200):
            ends.append(socket.socketpair())
            for end in ends[-1]:
                end.setblocking(False)
                total += fill(end.send)
        for _ in range(50):
            ends.append(os.pipe())
            os.set_blocking(ends[-1][1], False)
            total += fill(lambda content: os.write(ends[-1][1], content))
    except OSError:
        pass
    time.sleep(5)


for _ in range(8):
    if os.fork() == 0:
        hold()
        os._exit(0)
time.sleep(2.5)
