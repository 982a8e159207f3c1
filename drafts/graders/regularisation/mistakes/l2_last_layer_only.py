"""Only the last layer has a penalty: the hidden layers have weights as well."""

import keras

BREAKS = ["test_l2_layers", "test_l2_other"]


def build_l2(inputs, hidden, classes, strength):
    layers = [keras.layers.Dense(size, activation="relu") for size in hidden]
    penalty = keras.regularizers.l2(strength / 2)
    output = keras.layers.Dense(classes, activation="softmax", kernel_regularizer=penalty)
    return compiled(keras.Sequential([keras.Input(shape=(inputs,)), *layers, output]))
