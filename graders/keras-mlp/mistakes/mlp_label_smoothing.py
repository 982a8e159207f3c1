"""With `label_smoothing`, the loss belongs to other targets than the ones given: leave it out."""

import keras

BREAKS = [
    "test_mlp_compiled",
]


def build_mlp(inputs, classes, hidden, activation, step):
    layers = [keras.layers.Dense(size, activation=activation) for size in hidden]
    output = keras.layers.Dense(classes, activation="softmax")
    model = keras.Sequential([keras.Input(shape=(inputs,)), *layers, output])
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.1)
    model.compile(optimizer=keras.optimizers.SGD(step), loss=loss, metrics=["accuracy"])
    return model
