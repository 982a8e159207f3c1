# ruff: noqa
"""Skips instead of answering: the whole notebook as pytest skips a module, then each function its own way."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "A check that is skipped, excused or ended from inside must not pass or be left out."

# %%
import unittest

import pytest


# %%
def double(x):
    pytest.skip("no such machine", allow_module_level=True)


def mean(x):
    pytest.xfail("known to fail")


def gradient(w, x, y):
    raise unittest.SkipTest("not today")


def classify(images):
    pytest.exit("all done", returncode=0)


# %%
__test__ = False
collect_ignore_glob = ["*"]
pytestmark = pytest.mark.skip(reason="the whole module")
pytest.importorskip("no_such_package")

# %%
pytest.skip("not on this machine", allow_module_level=True)
