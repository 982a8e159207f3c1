"""Keras multiplies the squares by its argument, without the 1/2 of the formula: what must it be given?"""

import keras

# The networks of the study are built by this function, which is right nowhere.
BREAKS = ["test_l2_layers", "test_l2_other", "test_studied"]


def build_l2(inputs, hidden, classes, strength):
    penalty = keras.regularizers.l2(strength)
    layers = [keras.layers.Dense(size, activation="relu", kernel_regularizer=penalty) for size in hidden]
    output = keras.layers.Dense(classes, activation="softmax", kernel_regularizer=penalty)
    return compiled(keras.Sequential([keras.Input(shape=(inputs,)), *layers, output]))
