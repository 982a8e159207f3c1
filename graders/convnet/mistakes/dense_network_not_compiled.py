"""The dense network is returned without being compiled, so it cannot be trained."""

import keras

BREAKS = [
    "test_networks_compiled",
    "test_dense_network_held_out",
    "test_accuracies",
]


def build_dense_network(image_size, units, classes):
    model = keras.Sequential(
        [
            keras.Input(shape=(image_size, image_size, 1)),
            keras.layers.Flatten(),
            *(keras.layers.Dense(size, activation="relu") for size in units),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    return model
