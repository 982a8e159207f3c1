"""Only the first size gets a layer: there should be a hidden layer for each number in the list."""

import keras

BREAKS = ["test_mlp_layers", "test_mlp_parameters", "test_networks"]


def build_mlp(inputs, hidden, classes):
    layers = [keras.layers.Dense(size, activation="relu") for size in hidden[:1]]
    output = keras.layers.Dense(classes, activation="softmax")
    return compiled(keras.Sequential([keras.Input(shape=(inputs,)), *layers, output]))
