# ruff: noqa
"""Sends many answers with guessed values and numbers while it is called."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "A guessed answer must not be taken for more than a wrong value."

# %%
import bareme.guest.probe as probe
import numpy as np
from bareme import wire


def send(**reply):
    wire.write_frame(probe._socket.sendall, wire.encode(reply))


def guess(x):
    for number in range(50):
        send(number=number, value=True)
        send(number=number, value="passed", status="passed", score=1.0)
        send(number=np.arange(3), value=None)
        send(number=number, raised=None, unsendable=5, missing=True, function=True)
    return None


double = mean = guess
