# ruff: noqa
"""Answers one byte at a time, and later with answers to questions that are long past."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader waits as long as bytes arrive."

# %%
import time

import bareme.guest.probe as probe
from bareme import wire


def double(x):
    content = wire.encode({"number": 1, "value": True})
    for byte in len(content).to_bytes(8, "big") + content * 100:
        try:
            probe._socket.sendall(bytes([byte]))
            time.sleep(0.2)
        except KeyboardInterrupt:
            continue


def mean(x):
    content = wire.encode({"number": -1, "value": [0.5] * 10**5})
    while True:
        try:
            wire.write_frame(probe._socket.sendall, content)
        except KeyboardInterrupt:
            continue
