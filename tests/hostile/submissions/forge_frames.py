# ruff: noqa
"""Sends bytes to the grader that are no message, and messages that never end."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "Bytes that are no message must not break the grader."

# %%
import os
import bareme.guest.probe as probe


def double(x):
    probe._socket.sendall(b"\xff" * 100)
    return x


def mean(x):
    probe._socket.sendall((2**20).to_bytes(8, "big") + os.urandom(100))
    return 0.0
