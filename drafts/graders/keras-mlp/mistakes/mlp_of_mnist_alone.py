"""784 and 10 are written into the function: use `inputs` and `classes`."""

import keras

BREAKS = [
    "test_mlp_others",
    "test_wide_others",
    "test_usps_models",
    "test_usps_held_out",
    "test_usps_claims",
    "test_usps_histories",
]


def build_mlp(inputs, classes, hidden, activation, step):
    layers = [keras.layers.Dense(size, activation=activation) for size in hidden]
    output = keras.layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input(shape=(784,)), *layers, output])
    model.compile(optimizer=keras.optimizers.SGD(step), loss="categorical_crossentropy", metrics=["accuracy"])
    return model
