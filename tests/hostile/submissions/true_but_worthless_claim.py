# ruff: noqa
"""Claims, truly, the accuracy of a classifier that always answers the same."""

FAMILY = "gaming"
MAY_PASS = []
MUST_NOT = "A true claim must be worth nothing where the classifier does not work."

# %%
import numpy as np
from bareme.datasets import load

_, (x_test, y_test) = load("mnist")
COMMONEST = int(np.bincount(y_test).argmax())


def classify(images):
    global accuracy
    answers = np.full(len(images), COMMONEST)
    accuracy = float(np.mean(answers[: len(y_test)] == y_test[: len(answers)]))
    return answers


classify(x_test)
