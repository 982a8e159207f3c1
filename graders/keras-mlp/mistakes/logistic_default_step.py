"""The optimiser never hears of `step`, and SGD then takes 0.01: write keras.optimizers.SGD(step)."""

import keras

BREAKS = [
    "test_logistic_compiled",
    "test_logistic_held_out",
]


def build_logistic(inputs, classes, step):
    model = keras.Sequential(
        [keras.Input(shape=(inputs,)), keras.layers.Dense(classes, activation="softmax")]
    )
    model.compile(optimizer="sgd", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
