"""The layers have an activation: a stack of linear layers has none."""

import keras

BREAKS = [
    "test_stack_layers",
    "test_stack_collapses",
]


def build_linear_stack(inputs, sizes):
    layers = [keras.layers.Dense(size, activation="relu") for size in sizes]
    return keras.Sequential([keras.Input(shape=(inputs,)), *layers])
