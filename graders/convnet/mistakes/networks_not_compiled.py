"""The networks are returned without being compiled, so they cannot be trained."""

import keras

BREAKS = [
    "test_networks_compiled",
    "test_dense_network_held_out",
    "test_convnet_held_out",
    "test_accuracies",
]


def build_dense_network(image_size, units, classes):
    return keras.Sequential(
        [
            keras.Input(shape=(image_size, image_size, 1)),
            keras.layers.Flatten(),
            *(keras.layers.Dense(size, activation="relu") for size in units),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


def build_convnet(image_size, filters, classes):
    model = keras.Sequential([keras.Input(shape=(image_size, image_size, 1))])
    for count in filters:
        model.add(keras.layers.Conv2D(count, kernel_size=5, activation="relu"))
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(100, activation="relu"))
    model.add(keras.layers.Dense(classes, activation="softmax"))
    return model
