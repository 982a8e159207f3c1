"""It is compiled in a way of its own: use `compiled`, so that the networks differ in nothing else."""

import keras

BREAKS = [
    "test_mlp_layers",
    "test_studied",
]


def build_mlp(inputs, hidden, classes):
    layers = [keras.layers.Dense(size, activation="relu") for size in hidden]
    output = keras.layers.Dense(classes, activation="softmax")
    model = keras.Sequential([keras.Input(shape=(inputs,)), *layers, output])
    loss = "sparse_categorical_crossentropy"
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    return model
