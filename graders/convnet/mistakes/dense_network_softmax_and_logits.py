"""Softmax is applied twice: with `from_logits=True`, the loss applies it to the probabilities as well."""

import keras

BREAKS = [
    "test_networks_compiled",
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
    model.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
