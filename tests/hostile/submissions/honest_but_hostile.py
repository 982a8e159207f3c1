# ruff: noqa
"""Does the lab rightly and attacks beside it: what is right passes."""

FAMILY = "forging"
MAY_PASS = ["test_double", "test_double_hidden"]
MUST_NOT = "What is right must not be lost, and what raises must not pass."

# %%
import sys
from types import ModuleType

import numpy as np

for name in ("pytest", "bareme.checks"):
    sys.modules[name] = ModuleType(name)


def double(x):
    return 2 * x


def mean(x):
    raise AssertionError("passed")
