"""The strength is halved, as for L2: L1 has no factor 1/2."""

import keras

BREAKS = [
    "test_l1_layers",
    "test_l1_other",
    "test_studied",
]


def build_l1(inputs, hidden, classes, strength):
    penalty = keras.regularizers.l1(strength / 2)
    layers = [keras.layers.Dense(size, activation="relu", kernel_regularizer=penalty) for size in hidden]
    output = keras.layers.Dense(classes, activation="softmax", kernel_regularizer=penalty)
    return compiled(keras.Sequential([keras.Input(shape=(inputs,)), *layers, output]))
