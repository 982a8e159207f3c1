# ruff: noqa
"""A cell that takes its time, but not too much, and then all of it but for a gradient by finite differences."""

EXPECTED = {
    "test_double": "passed",
    "test_double_hidden": "passed",
    "test_mean": "passed",
    "test_mean_hidden": "passed",
    "test_gradient": "passed",
    "test_gradient_hidden": "failed",
    "test_gradient_leaves_its_arguments": "failed",
    "test_classify": "passed",
    "test_classify_hidden": "passed",
    "test_claim": "passed",
}

# %%
import time

import numpy as np
from bareme.datasets import load


# %%
time.sleep(1.5)
print("There.")


# %%
def double(x):
    return 2 * x


# %%
def mean(x):
    return np.mean(x)


# %%
def loss(w, x, y):
    return np.mean((x @ w - y) ** 2)


def gradient(w, x, y, step=1e-5):
    result = np.zeros(len(w))
    for j in range(len(w)):
        there, back = w.copy(), w.copy()
        there[j] += step
        back[j] -= step
        result[j] = (loss(there, x, y) - loss(back, x, y)) / (2 * step)
    return result


# %%
(x_train, y_train), (x_test, y_test) = load("mnist")
centres = np.stack([x_train[y_train == digit].mean(axis=0).ravel() for digit in range(10)])


def classify(images):
    images = images.reshape(len(images), -1).astype(float)
    distances = (centres**2).sum(axis=1) - 2 * images @ centres.T
    return distances.argmin(axis=1)


# %%
accuracy = np.mean(classify(x_test) == y_test)
