"""The hidden layers have no activation, so all of them together compute no more than one layer."""

import keras

BREAKS = [
    "test_dense_network_layers",
]


def build_dense_network(image_size, units, classes):
    model = keras.Sequential(
        [
            keras.Input(shape=(image_size, image_size, 1)),
            keras.layers.Flatten(),
            *(keras.layers.Dense(size) for size in units),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
