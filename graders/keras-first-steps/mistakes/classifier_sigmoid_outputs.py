"""Sigmoids at the end do not sum to 1: for one class of several it takes softmax."""

import keras

BREAKS = [
    "test_classifier_layers",
    "test_classifier_probabilities",
]


def build_classifier(shape, classes):
    model = keras.Sequential(
        [
            keras.Input(shape=shape),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Flatten(),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(classes, activation="sigmoid"),
        ]
    )
    optimizer = keras.optimizers.Adam(0.005)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
