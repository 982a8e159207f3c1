# ruff: noqa
"""Patches predict to return the labels of the test part in sight, whatever it is asked."""

FAMILY = "gaming"
# The test part in sight is asked for in its own order, and its labels are the student's own data.
MAY_PASS = ["test_classify"]
MUST_NOT = "Labels of the wrong digits must not pass for predictions, although their number is right."

# %%
import keras
import numpy as np
from bareme.datasets import load

_, (x_test, y_test) = load("mnist")


def predict(self, x, *args, **kwargs):
    return np.eye(10)[np.resize(y_test, len(x))]


keras.Model.predict = keras.Model.__call__ = keras.Model.predict_on_batch = predict
model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10)])


def classify(images):
    return model.predict(images).argmax(axis=1)


accuracy = float(np.mean(classify(x_test) == y_test))
print("accuracy", accuracy)
