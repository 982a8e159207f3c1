"""The pooling takes the mean of each block: MaxPooling2D is asked for."""

import keras

BREAKS = [
    "test_convnet_layers",
]


def build_convnet(image_size, filters, classes):
    model = keras.Sequential([keras.Input(shape=(image_size, image_size, 1))])
    for count in filters:
        model.add(keras.layers.Conv2D(count, kernel_size=5, activation="relu"))
        model.add(keras.layers.AveragePooling2D(2))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(100, activation="relu"))
    model.add(keras.layers.Dense(classes, activation="softmax"))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
