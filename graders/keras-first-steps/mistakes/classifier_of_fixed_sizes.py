"""28 and 10 are written into the function: use the arguments `shape` and `classes`."""

import keras

BREAKS = [
    "test_classifier_parameters",
    "test_classifier_probabilities",
]


def build_classifier(shape, classes):
    model = keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Flatten(),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    optimizer = keras.optimizers.Adam(0.005)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
