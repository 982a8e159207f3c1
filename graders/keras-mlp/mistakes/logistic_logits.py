"""The output has no softmax: the model should answer with probabilities, not with scores."""

import keras

BREAKS = [
    "test_logistic_layers",
]


def build_logistic(inputs, classes, step):
    model = keras.Sequential([keras.Input(shape=(inputs,)), keras.layers.Dense(classes)])
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(step), loss=loss, metrics=["accuracy"])
    return model
