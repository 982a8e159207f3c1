# ruff: noqa
"""Shows what it does in figures; its gradient is that of half the error."""

EXPECTED = {
    "test_double": "passed",
    "test_double_hidden": "passed",
    "test_mean": "passed",
    "test_mean_hidden": "passed",
    "test_gradient": "failed",
    "test_gradient_hidden": "failed",
    "test_gradient_leaves_its_arguments": "failed",
    "test_classify": "passed",
    "test_classify_hidden": "passed",
    "test_claim": "passed",
}

# %%
import matplotlib.pyplot as plt
import numpy as np
from bareme.datasets import load


# %%
def double(x):
    return 2 * x


# %%
def mean(x):
    return np.mean(x)


# %%
def gradient(w, x, y):
    return x.T @ (x @ w - y) / len(y)


# %%
x = np.linspace(0, 1, 20)
w, losses = 0.0, []
for step in range(30):
    losses.append(np.mean((x * w - 3 * x) ** 2))
    w -= gradient(np.array([w]), x[:, None], 3 * x)[0]
plt.plot(losses)
plt.xlabel("step")
plt.ylabel("loss")
plt.title("It learns")
plt.show()


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
figure, axes = plt.subplots(2, 5)
for centre, axis in zip(centres, axes.ravel()):
    axis.imshow(centre.reshape(28, 28), cmap="gray")
    axis.axis("off")
