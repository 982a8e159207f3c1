# ruff: noqa
"""Ends its process in each of many cells and in each call, so that the notebook is run again and again."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader runs the notebook without end."

# %%
import os
import time

time.sleep(0.2)


def double(x):
    os._exit(1)


def mean(x):
    os.abort()


# %%
os._exit(1)
# %%
os._exit(2)
# %%
os._exit(3)
# %%
os._exit(4)
# %%
os._exit(5)
# %%
os._exit(6)
# %%
os._exit(7)
# %%
os._exit(8)
# %%
os._exit(9)
# %%
os._exit(10)
# %%
os._exit(11)
# %%
os._exit(12)
# %%
os._exit(13)
# %%
os._exit(14)
