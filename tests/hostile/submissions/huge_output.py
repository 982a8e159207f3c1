# ruff: noqa
"""Prints and displays far more than anyone reads."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "Output without end must not fill the grader's memory or the pages."

# %%
import sys
from IPython.display import display

for _ in range(200):
    print("x" * 100_000)
for number in range(2000):
    print(number, file=sys.stderr)
    if number % 20 == 0:
        sys.stderr.flush()
display({"text/plain": "y" * 10**7}, raw=True)


def double(x):
    return x


def mean(x):
    return 0.0
