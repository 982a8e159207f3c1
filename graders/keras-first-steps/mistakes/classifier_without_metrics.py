"""No metrics are named, so evaluate returns the loss alone."""

import keras

BREAKS = [
    "test_classifier_compiled",
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
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
