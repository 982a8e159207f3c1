"""Ten sigmoids do not sum to 1: one class of ten takes softmax."""

import keras

BREAKS = [
    "test_logistic_layers",
]


def build_logistic(inputs, classes, step):
    model = keras.Sequential(
        [keras.Input(shape=(inputs,)), keras.layers.Dense(classes, activation="sigmoid")]
    )
    model.compile(optimizer=keras.optimizers.SGD(step), loss="categorical_crossentropy", metrics=["accuracy"])
    return model
