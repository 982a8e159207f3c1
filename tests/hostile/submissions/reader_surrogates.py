# ruff: noqa
"""Sends halves of characters, which no file can hold, in every kind of message and in answers."""

FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "Text that cannot be written ends the grading of a submission."

# %%
import json

from IPython.display import display

kernel = get_ipython().kernel
kernel.session.pack = lambda content: json.dumps(content, default=str).encode()
HALF = "\ud83d"

# %%
print(HALF)
display({"text/plain": HALF, "text/html": HALF, "application/json": {HALF: [HALF]}}, raw=True)

# %%
nested = 0
for _ in range(300):
    nested = [nested]
display({"application/json": nested, "text/plain": HALF}, raw=True, metadata={HALF: HALF})


def double(x):
    raise ValueError(HALF)


def mean(x):
    return 5e-324


def gradient(w, x, y):
    return {HALF: HALF}


# %%
raise ValueError(HALF)
