"""The outputs of the layers are penalised: `kernel_regularizer` is for their weights."""

import keras

BREAKS = [
    "test_l1_layers",
    "test_l1_other",
    "test_studied",
]


def build_l1(inputs, hidden, classes, strength):
    penalty = keras.regularizers.l1(strength)
    layers = [keras.layers.Dense(size, activation="relu", activity_regularizer=penalty) for size in hidden]
    output = keras.layers.Dense(classes, activation="softmax", activity_regularizer=penalty)
    return compiled(keras.Sequential([keras.Input(shape=(inputs,)), *layers, output]))
