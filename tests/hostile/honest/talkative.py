# ruff: noqa
"""Prints far more than is kept, in the notebook and in its functions; the answers are right."""

FILE_NAME = "+1.py"
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

# %%
import numpy as np
from bareme.datasets import load


# %%
for line in range(20_000):
    print(f"line {line}: nothing to see yet")


# %%
def double(x):
    print("double of", x)
    return x + x


# %%
def mean(x):
    for value in x:
        print(value)
    return x.sum() / x.size


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
