"""The layers have no biases: they belong to a linear layer here."""

import keras

BREAKS = [
    "test_stack_layers",
    "test_stack_collapses",
]


def build_linear_stack(inputs, sizes):
    layers = [keras.layers.Dense(size, use_bias=False) for size in sizes]
    return keras.Sequential([keras.Input(shape=(inputs,)), *layers])
