"""The softmax comes from SciPy: write it with NumPy alone."""

from scipy.special import softmax as scipy_softmax

BREAKS = [
    "test_train_numpy_alone",
]


def softmax(z):
    return scipy_softmax(z, axis=1)
