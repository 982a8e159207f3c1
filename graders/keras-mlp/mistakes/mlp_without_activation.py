"""The hidden layers have no activation, so all of them together compute no more than one layer."""

import keras

BREAKS = [
    "test_mlp_layers",
    "test_mlp_others",
    "test_depth_models",
    "test_activation_models",
    "test_wide_model",
]


def build_mlp(inputs, classes, hidden, activation, step):
    layers = [keras.layers.Dense(size) for size in hidden]
    output = keras.layers.Dense(classes, activation="softmax")
    model = keras.Sequential([keras.Input(shape=(inputs,)), *layers, output])
    model.compile(optimizer=keras.optimizers.SGD(step), loss="categorical_crossentropy", metrics=["accuracy"])
    return model
