"""There is a layer for the first of the hidden sizes alone: each of them asks for one."""

import keras

BREAKS = [
    "test_mlp_layers",
    "test_mlp_others",
    "test_depth_models",
    "test_activation_models",
    "test_usps_models",
]


def build_mlp(inputs, classes, hidden, activation, step):
    layers = [keras.layers.Dense(size, activation=activation) for size in hidden[:1]]
    output = keras.layers.Dense(classes, activation="softmax")
    model = keras.Sequential([keras.Input(shape=(inputs,)), *layers, output])
    model.compile(optimizer=keras.optimizers.SGD(step), loss="categorical_crossentropy", metrics=["accuracy"])
    return model
