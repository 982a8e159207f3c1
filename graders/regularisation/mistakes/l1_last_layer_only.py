"""Only the last layer has a penalty: the hidden layers have weights as well."""

import keras

BREAKS = ["test_l1_layers", "test_l1_other"]


def build_l1(inputs, hidden, classes, strength):
    layers = [keras.layers.Dense(size, activation="relu") for size in hidden]
    penalty = keras.regularizers.l1(strength)
    output = keras.layers.Dense(classes, activation="softmax", kernel_regularizer=penalty)
    return compiled(keras.Sequential([keras.Input(shape=(inputs,)), *layers, output]))
