# ruff: noqa
"""Sends answers to all the questions to come before they are asked."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "An answer that comes before its question must not be taken for it."

# %%
import bareme.guest.probe as probe
from bareme import wire

for number in range(1, 200):
    for reply in ({"function": True}, {"value": True, "status": "passed"}):
        content = wire.encode({"number": number, **reply})
        wire.write_frame(probe._socket.sendall, content)


def double(x):
    return x


def mean(x):
    return 0.0
