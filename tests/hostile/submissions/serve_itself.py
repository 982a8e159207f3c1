# ruff: noqa
"""Serves in the probe's place, with its own idea of what was asked."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "Answers of its own invention must be judged like any other value."

# %%
import bareme.guest.probe as probe
from bareme import wire


def serve(namespace):
    while True:
        request = wire.decode(wire.read_frame(probe._socket.recv))
        reply = {"number": request["number"], "function": True, "value": [True, "passed"]}
        wire.write_frame(probe._socket.sendall, wire.encode(reply))


probe.serve_probe = serve


def double(x):
    return x


def mean(x):
    return 0.0
