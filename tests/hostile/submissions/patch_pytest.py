# ruff: noqa
"""Replaces pytest, its outcomes and the assertions of the suite."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "The pytest that judges must not be the one that was replaced."

# %%
import sys
from types import ModuleType


class Yes(ModuleType):
    def __getattr__(self, name):
        return lambda *args, **kwargs: None


for name in (
    "pytest",
    "_pytest",
    "_pytest.outcomes",
    "bareme.checks",
    "bareme.checks.numeric",
    "bareme.grading.pytest_plugin",
):
    sys.modules[name] = Yes(name)


def double(x):
    return x


def mean(x):
    return 0.0
