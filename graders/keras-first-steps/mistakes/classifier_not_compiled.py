"""The model is returned without being compiled, so it cannot be trained."""

import keras

BREAKS = [
    "test_classifier_compiled",
    "test_classifier_held_out",
    "test_classifier_claim",
]


def build_classifier(shape, classes):
    model = keras.Sequential(
        [
            keras.Input(shape=shape),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Flatten(),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    return model
