"""This optimiser makes steps so small that nothing is learnt: the statement asks for Adam."""

import keras

BREAKS = [
    "test_classifier_compiled",
    "test_classifier_held_out",
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
    optimizer = keras.optimizers.SGD(1e-5)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
