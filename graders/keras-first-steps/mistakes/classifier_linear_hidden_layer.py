"""The hidden layer has no activation, so the two layers compute no more than one: exercise 8 shows why."""

import keras

BREAKS = [
    "test_classifier_layers",
]


def build_classifier(shape, classes):
    model = keras.Sequential(
        [
            keras.Input(shape=shape),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Flatten(),
            keras.layers.Dense(32),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    optimizer = keras.optimizers.Adam(0.005)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
