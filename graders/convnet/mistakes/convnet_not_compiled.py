"""The convolutional network is returned without being compiled, so it cannot be trained."""

import keras

BREAKS = [
    "test_networks_compiled",
    "test_convnet_held_out",
    "test_accuracies",
]


def build_convnet(image_size, filters, classes):
    model = keras.Sequential([keras.Input(shape=(image_size, image_size, 1))])
    for count in filters:
        model.add(keras.layers.Conv2D(count, kernel_size=5, activation="relu"))
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(100, activation="relu"))
    model.add(keras.layers.Dense(classes, activation="softmax"))
    return model
