# ruff: noqa
"""Reaches the number of parameters with layers that are there twice, shared, or lead nowhere."""

FAMILY = "gaming"
MAY_PASS = []
MUST_NOT = "Layers that contribute nothing must not make a classifier."

# %%
import keras
import numpy as np

inputs = keras.Input((784,))
shared = keras.layers.Dense(784, name="shared")
dead = keras.layers.Dense(10, name="dead")
branch = keras.layers.Rescaling(0.0)(dead(shared(shared(inputs))))
outputs = keras.layers.Add()([keras.layers.Dense(10, kernel_initializer="zeros")(inputs), branch])
model = keras.Model(inputs, outputs)
twin = keras.models.clone_model(model)
twin.set_weights(model.get_weights())
model._layers = [*model.layers, *twin.layers]
print(model.count_params(), len(model.layers))
accuracy = np.float64(0.97)


def classify(images):
    flat = np.reshape(images, (len(images), 784)).astype("float32")
    return np.asarray(model(flat)).argmax(axis=1)


def gradient(w, x, y):
    return model.get_weights()
