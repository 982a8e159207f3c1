# ruff: noqa
"""Sends answers in another order than the questions: those to come first, those long past last."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "An answer must not be taken for that to another question, whatever order they come in."

# %%
import bareme.guest.probe as probe
from bareme import wire

encode = wire.encode
STRANGE = (-1, 0, 2**62, -(2**70), True, 1.0, "1", None)


def encode_shuffled(reply, keep=None):
    if isinstance(reply, dict) and isinstance(reply.get("number"), int):
        now = reply["number"]
        for number in (now + 3, now + 2, now + 1, now - 1, now - 2, *STRANGE):
            forged = {"number": number, "function": True, "value": None, "status": "passed"}
            wire.write_frame(probe._socket.sendall, encode(forged))
    return encode(reply, keep)


wire.encode = encode_shuffled


def double(x):
    return x


def mean(x):
    return 0.0
