# ruff: noqa
"""Raises exceptions with messages of 100 MB, or that never end to be described."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader keeps the whole message, or waits for it."


# %%
class Endless(Exception):
    def __str__(self):
        while True:
            pass


def double(x):
    raise type("E" * 10**7, (Exception,), {})("x" * 10**8)


def mean(x):
    raise Endless


# %%
raise type("E" * 10**7, (Exception,), {"_render_traceback_": lambda self: ["x" * 10**6] * 20})("x" * 10**7)
