# ruff: noqa
"""Destroys its arguments, and makes the probe send copies that were taken before."""

FAMILY = "gaming"
# Its gradient is right. To hand on copies is what a function that leaves its arguments alone may do as
# well, and from outside the sandbox the two cannot be told apart.
MAY_PASS = ["test_gradient", "test_gradient_hidden", "test_gradient_leaves_its_arguments"]
MUST_NOT = "Hiding a change of the arguments must not make up for a wrong value."

# %%
import copy

import bareme.guest.probe as probe

call = probe._ACTIONS["call"]


def call_and_hide(namespace, request):
    kept = copy.deepcopy((request["arguments"], request["keywords"]))
    reply = call(namespace, request)
    if "arguments" in reply:
        reply["arguments"], reply["keywords"] = kept
    return reply


probe._ACTIONS["call"] = call_and_hide


def gradient(w, x, y):
    y -= x @ w
    x *= -2 / len(y)
    w[:] = y @ x
    return w


def double(x):
    x *= 0
    return x


def mean(x):
    x *= 0
    return x[0]
