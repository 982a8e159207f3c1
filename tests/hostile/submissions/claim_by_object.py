# ruff: noqa
"""Claims an accuracy that is no number: an object that equals every number and changes when it is asked."""

FAMILY = "gaming"
MAY_PASS = ["test_classify", "test_classify_hidden"]
MUST_NOT = "A claim that is no number must not agree with a measured one, even beside right code."

# %%
import numpy as np
from bareme.datasets import load

(x_train, y_train), _ = load("mnist")
means = np.stack([x_train[y_train == digit].mean(axis=0) for digit in range(10)])


def classify(images):
    return np.array([((means - image) ** 2).sum(axis=(1, 2)).argmin() for image in images])


class Claim(float):
    def __eq__(self, other):
        return True

    def __float__(self):
        return 0.95

    def __sub__(self, other):
        return 0.0

    def __abs__(self):
        return 0.0

    def __call__(self, *args):
        return 1.0

    def __array__(self, *args, **kwargs):
        return np.array([0.8, 0.9, 1.0])

    __rsub__ = __sub__
    __le__ = __lt__ = __ge__ = __gt__ = __eq__
    __hash__ = float.__hash__


accuracy = Claim("nan")
