# ruff: noqa
"""Replaces the assertions of unittest and the exception that a failed assertion raises."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "An assertion that fails outside the sandbox must still count as a failure."

# %%
import builtins
import unittest
from unittest import case, result

for name in dir(unittest.TestCase):
    if name.startswith("assert"):
        setattr(unittest.TestCase, name, lambda *args, **kwargs: None)
unittest.TestCase.failureException = case.TestCase.failureException = SystemExit
result.TestResult.addFailure = result.TestResult.addError = result.TestResult.addSuccess
result.TestResult.wasSuccessful = lambda self: True


class Never(Exception):
    """No statement raises it, so nothing that catches it is ever told."""


builtins.AssertionError = Never


def double(x):
    unittest.TestCase().assertEqual(1, 2)
    return x


def mean(x):
    assert False, "replaced"


def gradient(w, x, y):
    return w
