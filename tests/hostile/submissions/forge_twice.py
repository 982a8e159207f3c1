# ruff: noqa
"""Sends every answer twice: once as asked, once more as the answer to the question that comes next."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "The second copy of an answer must not pass a check that its value does not earn."

# %%
import bareme.guest.probe as probe
from bareme import wire

encode = wire.encode


def encode_twice(reply, keep=None):
    content = encode(reply, keep)
    if isinstance(reply, dict) and "number" in reply:
        for number in (reply["number"], reply["number"] + 1):
            again = encode({"value": True, "function": True, **reply, "number": number}, keep)
            wire.write_frame(probe._socket.sendall, again)
    return content


wire.encode = encode_twice


def double(x):
    return x


def mean(x):
    return 0.0
