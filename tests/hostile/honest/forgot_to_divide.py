# ruff: noqa
"""Right but for a mean that is a sum, which the course knows as a mistake, and a claim of more than it reached."""

EXPECTED = {
    "test_double": "passed",
    "test_double_hidden": "passed",
    "test_mean": "failed",
    "test_mean_hidden": "failed",
    "test_gradient": "passed",
    "test_gradient_hidden": "passed",
    "test_gradient_leaves_its_arguments": "passed",
    "test_classify": "passed",
    "test_classify_hidden": "passed",
    "test_claim": "failed",
}

# %%
import numpy as np
from bareme.datasets import load


# %%
def double(x):
    return 2 * x


# %%
def mean(x):
    return np.sum(x)


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
accuracy = 1.0
