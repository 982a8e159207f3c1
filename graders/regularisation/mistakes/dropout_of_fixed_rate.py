"""10 % is written into the function: use `rate`."""

import keras

BREAKS = [
    "test_dropout_layers",
]


def build_dropout(inputs, hidden, classes, rate):
    layers = [keras.Input(shape=(inputs,))]
    for size in hidden:
        layers += [keras.layers.Dense(size, activation="relu"), keras.layers.Dropout(0.1)]
    return compiled(keras.Sequential([*layers, keras.layers.Dense(classes, activation="softmax")]))
