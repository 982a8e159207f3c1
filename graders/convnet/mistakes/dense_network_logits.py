"""The last layer has no softmax: the statement asks for probabilities, not for the scores before them."""

import keras

BREAKS = [
    "test_dense_network_layers",
]


def build_dense_network(image_size, units, classes):
    model = keras.Sequential(
        [
            keras.Input(shape=(image_size, image_size, 1)),
            keras.layers.Flatten(),
            *(keras.layers.Dense(size, activation="relu") for size in units),
            keras.layers.Dense(classes),
        ]
    )
    model.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
