"""Only the first number of the list becomes a layer: make one for each."""

import keras

BREAKS = [
    "test_dense_network_layers",
    "test_dense_network_others",
]


def build_dense_network(image_size, units, classes):
    model = keras.Sequential(
        [
            keras.Input(shape=(image_size, image_size, 1)),
            keras.layers.Flatten(),
            *(keras.layers.Dense(size, activation="relu") for size in units[:1]),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
