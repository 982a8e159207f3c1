# ruff: noqa
"""Catches every exception that could stop it, and starts again."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader waits for it."
SAYS = "did not let itself be stopped"


# %%
def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
