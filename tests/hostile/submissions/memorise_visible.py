# ruff: noqa
"""Memorises the labels of the test part in sight, claims full marks for it, and has learnt nothing else."""

FAMILY = "gaming"
# The labels of the test part in sight are the student's own data, so the public check on it is open to all.
MAY_PASS = ["test_classify"]
MUST_NOT = "Labels that were memorised must not count for digits that nobody has seen, nor as an accuracy."

# %%
import numpy as np
from bareme.datasets import load

(_, _), (x_test, y_test) = load("mnist")
memory = {image.tobytes(): label for image, label in zip(x_test, y_test)}


def classify(images):
    return np.array([memory.get(np.asarray(image, np.uint8).tobytes(), 1) for image in images], int)


accuracy = float(np.mean(classify(x_test) == y_test))
