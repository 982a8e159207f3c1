"""There is a dropout after the output as well, so probabilities are switched off."""

import keras

BREAKS = [
    "test_dropout_layers",
    "test_dropout_network",
]


def build_dropout(inputs, hidden, classes, rate):
    layers = [keras.Input(shape=(inputs,))]
    for size in hidden:
        layers += [keras.layers.Dense(size, activation="relu"), keras.layers.Dropout(rate)]
    return compiled(
        keras.Sequential(
            [*layers, keras.layers.Dense(classes, activation="softmax"), keras.layers.Dropout(rate)]
        )
    )
