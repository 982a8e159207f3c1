# ruff: noqa
"""One function raises, and one is misspelt; the rest is right."""

EXPECTED = {
    "test_double": "error",
    "test_double_hidden": "error",
    "test_mean": "error",
    "test_mean_hidden": "error",
    "test_gradient": "passed",
    "test_gradient_hidden": "passed",
    "test_gradient_leaves_its_arguments": "passed",
    "test_classify": "passed",
    "test_classify_hidden": "passed",
    "test_claim": "passed",
}

# %%
import numpy as np
from bareme.datasets import load


# %%
def double(x):
    return 2 * vector


# %%
def means(x):
    return sum(x) / len(x)


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
