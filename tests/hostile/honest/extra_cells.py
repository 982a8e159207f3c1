# ruff: noqa
"""Cells that nobody asked for, of every kind, one of which raises; the answers are right."""

FILE_NAME = "@home, <b>second try.py"
EXPECTED = {
    "test_double": "passed",
    "test_double_hidden": "passed",
    "test_mean": "passed",
    "test_mean_hidden": "passed",
    "test_gradient": "passed",
    "test_gradient_hidden": "passed",
    "test_gradient_leaves_its_arguments": "passed",
    "test_classify": "passed",
    "test_classify_hidden": "passed",
    "test_claim": "passed",
}

# %% [markdown]
# # My notes
# The *mean* is $\\frac1n\\sum_i x_i$, see [here](https://en.wikipedia.org/wiki/Mean).

# %%
import numpy as np
from bareme.datasets import load

# %%
get_ipython().run_line_magic("matplotlib", "inline")

# %%
help(load)

# %%
get_ipython().system("echo from the shell")

# %%
np.arange(6).reshape(2, 3)


# %%
def double(x):
    return 2 * x


# %%
double("ab")

# %%
1 / 0

# %% [markdown]
# That was silly.


# %%
def mean(x):
    return np.mean(x)


# %%
assert mean(np.array([1, 2])) == 1.5
{"a": [1, 2], "b": None}


# %%
def gradient(w, x, y):
    return 2 / len(y) * x.T @ (x @ w - y)


# %%
(x_train, y_train), (x_test, y_test) = load("mnist")
centres = np.stack([x_train[y_train == digit].mean(axis=0).ravel() for digit in range(10)])


def classify(images):
    images = images.reshape(len(images), -1).astype(float)
    distances = (centres**2).sum(axis=1) - 2 * images @ centres.T
    return distances.argmin(axis=1)


# %%
accuracy = np.mean(classify(x_test) == y_test)

# %%
accuracy
