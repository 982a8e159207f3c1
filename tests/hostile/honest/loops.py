# ruff: noqa
"""All of it, with loops where the course has arrays."""

FILE_NAME = "-final (2).py"
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
    result = []
    for value in x:
        result.append(value + value)
    return np.array(result)


# %%
def mean(x):
    total = 0.0
    for value in x:
        total += value
    return total / len(x)


# %%
def gradient(w, x, y):
    result = np.zeros(len(w))
    for row, target in zip(x, y):
        prediction = 0.0
        for feature, weight in zip(row, w):
            prediction += feature * weight
        for j in range(len(w)):
            result[j] += 2 * (prediction - target) * row[j]
    return result / len(y)


# %%
(x_train, y_train), (x_test, y_test) = load("mnist")
means = []
for digit in range(10):
    means.append(np.mean(x_train[y_train == digit], axis=0))


# %%
def classify(images):
    labels = []
    for image in images:
        best, smallest = 0, float("inf")
        for digit in range(10):
            distance = np.sum((image - means[digit]) ** 2)
            if distance < smallest:
                best, smallest = digit, distance
        labels.append(best)
    return np.array(labels)


# %%
right = 0
for guess, label in zip(classify(x_test), y_test):
    if guess == label:
        right += 1
accuracy = right / len(y_test)
print(f"{right} of {len(y_test)} are right")
