"""The last layer has no penalty: each Dense layer has one."""

import keras

BREAKS = [
    "test_l2_layers",
    "test_l2_other",
    "test_studied",
]


def build_l2(inputs, hidden, classes, strength):
    penalty = keras.regularizers.l2(strength / 2)
    layers = [keras.layers.Dense(size, activation="relu", kernel_regularizer=penalty) for size in hidden]
    output = keras.layers.Dense(classes, activation="softmax")
    return compiled(keras.Sequential([keras.Input(shape=(inputs,)), *layers, output]))
