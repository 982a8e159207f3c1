"""The convolutions have padding='same', which keeps the size of the image: here they go without padding."""

import keras

BREAKS = [
    "test_convnet_layers",
    "test_convnet_parameters",
]


def build_convnet(image_size, filters, classes):
    model = keras.Sequential([keras.Input(shape=(image_size, image_size, 1))])
    for count in filters:
        model.add(keras.layers.Conv2D(count, kernel_size=5, padding="same", activation="relu"))
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(100, activation="relu"))
    model.add(keras.layers.Dense(classes, activation="softmax"))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
