# ruff: noqa
"""Starts 1,000 processes that end at once and waits for none of them."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "A process that has ended stays in the table of the machine."
SAYS = "processes"

# %%
import os

for _ in range(1000):
    os.posix_spawn("/bin/true", ["true"], os.environ)
