# ruff: noqa
"""Tries each number of a descriptor: reads it, and asks whatever answers for a weaker sandbox."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "A file or socket of the fork server, of the grader or of another sandbox is open."

# %%
import json
import os
import socket

REQUEST = {
    "isolation": "limits",
    "folder": "/tmp",
    "data": None,
    "masked": [],
    "limits": {"memory_mib": 4096, "cpu_seconds": 60},
    "seed": 0,
}


def try_socket(number):
    with socket.socket(fileno=os.dup(number)) as end:
        end.settimeout(0.05)
        print(number, end.family, end.getsockname(), end.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
        try:
            print(end.getpeername(), end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
            end.sendall(json.dumps(REQUEST).encode() + b"\n")
            print(socket.recv_fds(end, 4096, 8))
        except OSError as error:
            print(error)


def double(x):
    for number in range(1024):
        try:
            try_socket(number)
        except OSError:
            pass
    return x


# %%
for number in range(1024):
    try:
        place = os.readlink(f"/proc/self/fd/{number}")
        if os.path.isdir(f"/proc/self/fd/{number}"):
            print(number, place, os.listdir(number), os.listdir(f"/proc/self/fd/{number}/.."))
        elif not place.startswith(("socket:", "pipe:", "anon_inode:", "/dev/")):
            print(number, place, os.pread(number, 1000, 0))
    except OSError:
        pass
