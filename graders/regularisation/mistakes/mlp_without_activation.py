"""The hidden layers have no activation, so all of them together compute no more than one layer."""

import keras

BREAKS = [
    "test_mlp_layers",
]


def build_mlp(inputs, hidden, classes):
    layers = [keras.layers.Dense(size) for size in hidden]
    output = keras.layers.Dense(classes, activation="softmax")
    model = keras.Sequential([keras.Input(shape=(inputs,)), *layers, output])
    return compiled(model)
