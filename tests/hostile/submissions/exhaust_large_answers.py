# ruff: noqa
"""Answers with a text of 1 GB, and with lists that are nested a million deep."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader reads an answer that is longer or deeper than may cross."

# %%
import bareme.guest.probe as probe
from bareme import wire

# The limits that the sandbox knows are the sandbox's.
for name in ("MAX_BYTES", "MAX_JSON_BYTES", "MAX_DEPTH", "MAX_BLOBS", "MAX_INTEGER_BITS"):
    setattr(wire, name, 10**12)


def double(x):
    probe._socket.sendall((10**9).to_bytes(8, "big"))
    block = b"x" * 2**20
    for _ in range(1000):
        probe._socket.sendall(block)


def mean(x):
    text = b"[" * 10**6 + b"]" * 10**6
    wire.write_frame(probe._socket.sendall, b"bRm1" + bytes(4) + len(text).to_bytes(8, "big") + text)
