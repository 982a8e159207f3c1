# ruff: noqa
"""Right values in types that one does not expect."""

FILE_NAME = "=SUM(A1:A9).py"
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
def double(x):
    return [2 * value for value in x]


# %%
def mean(x):
    return np.array(sum(map(float, x)) / len(x))


# %%
def gradient(w, x, y):
    return tuple(2 * np.mean((x @ w - y) * x[:, j]) for j in range(len(w)))


# %%
(x_train, y_train), (x_test, y_test) = load("mnist")
centres = np.stack([x_train[y_train == digit].mean(axis=0).ravel() for digit in range(10)])


class Classifier:
    def __call__(self, images):
        images = np.reshape(images, (len(images), -1))
        return [float(np.argmin(np.sum((centres - image) ** 2, axis=1))) for image in images]


classify = Classifier()

# %%
accuracy = np.float32(np.mean(np.array(classify(x_test)) == y_test))
