# ruff: noqa
"""Replaces the probe's functions and answers for it."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "A probe that says that a check passed must not be believed."

# %%
import bareme.guest.probe as probe
from bareme import wire

encode = wire.encode


def answer(value, keep=None):
    if isinstance(value, dict) and "number" in value:
        value = {"number": value["number"], "value": True, "status": "passed", "score": 1.0, "passed": True}
    return encode(value, keep)


wire.encode = answer
probe._count_steps = lambda call: 0


def double(x):
    return x


def mean(x):
    return 0.0
