"""The last layer of the convolutional network has no softmax: it should answer with probabilities."""

import keras

BREAKS = [
    "test_convnet_layers",
    "test_convnet_probabilities",
]


def build_convnet(image_size, filters, classes):
    model = keras.Sequential([keras.Input(shape=(image_size, image_size, 1))])
    for count in filters:
        model.add(keras.layers.Conv2D(count, kernel_size=5, activation="relu"))
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(100, activation="relu"))
    model.add(keras.layers.Dense(classes))
    model.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
