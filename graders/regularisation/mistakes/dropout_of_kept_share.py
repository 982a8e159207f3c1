"""The argument of Dropout is the share that is switched off, so this one switches off nearly all units."""

import keras

BREAKS = ["test_dropout_layers", "test_dropout_network"]


def build_dropout(inputs, hidden, classes, rate):
    layers = [keras.Input(shape=(inputs,))]
    for size in hidden:
        layers += [keras.layers.Dense(size, activation="relu"), keras.layers.Dropout(1 - rate)]
    return compiled(keras.Sequential([*layers, keras.layers.Dense(classes, activation="softmax")]))
