"""No metrics are named, so the history has no accuracy to draw."""

import keras

BREAKS = [
    "test_mlp_compiled",
]


def build_mlp(inputs, classes, hidden, activation, step):
    layers = [keras.layers.Dense(size, activation=activation) for size in hidden]
    output = keras.layers.Dense(classes, activation="softmax")
    model = keras.Sequential([keras.Input(shape=(inputs,)), *layers, output])
    model.compile(optimizer=keras.optimizers.SGD(step), loss="categorical_crossentropy")
    return model
