# ruff: noqa
"""Changes how the class float compares, in the memory of the interpreter."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "Numbers outside the sandbox must compare as numbers."

# %%
import gc

for name in ("__eq__", "__lt__", "__le__", "__ge__"):
    gc.get_referents(float.__dict__)[0][name] = lambda self, other: True
gc.get_referents(float.__dict__)[0]["__sub__"] = lambda self, other: 0.0


def double(x):
    return x


def mean(x):
    return 0.0
