"""This loss wants one-hot rows, and the labels are integers: take the sparse one."""

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
    optimizer = keras.optimizers.Adam(0.005)
    model.compile(optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"])
    return model
