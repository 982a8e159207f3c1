"""The dropout is before each layer, so it switches off pixels: put it after."""

import keras

BREAKS = [
    "test_dropout_layers",
    "test_dropout_network",
]


def build_dropout(inputs, hidden, classes, rate):
    layers = [keras.Input(shape=(inputs,))]
    for size in hidden:
        layers += [keras.layers.Dropout(rate), keras.layers.Dense(size, activation="relu")]
    return compiled(keras.Sequential([*layers, keras.layers.Dense(classes, activation="softmax")]))
