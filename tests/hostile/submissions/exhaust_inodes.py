# ruff: noqa
"""Makes 30,000 empty files."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The file system of whoever grades runs out of names."
SAYS = "[Errno 28]"

# %%
import os

for number in range(30_000):
    os.close(os.open(f"{number}", os.O_CREAT))
