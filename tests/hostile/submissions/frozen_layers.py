# ruff: noqa
"""Reaches the number of parameters with frozen layers that no training touches."""

FAMILY = "gaming"
MAY_PASS = []
MUST_NOT = "A model of the right size that has learnt nothing must not score."

# %%
import keras
import numpy as np

frozen = keras.layers.Dense(10, activation="softmax", trainable=False)
model = keras.Sequential([keras.Input((784,)), frozen])
model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
print(model.count_params(), [tuple(weight.shape) for weight in model.trainable_weights])
accuracy = 0.97


def classify(images):
    flat = np.reshape(images, (len(images), 784)).astype("float32") / 255
    return np.asarray(model(flat)).argmax(axis=1)


def double(x):
    return model


def mean(x):
    return model.count_params()
