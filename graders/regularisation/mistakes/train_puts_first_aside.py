"""The first 30 % of the samples are put aside: Keras takes the last ones."""

BREAKS = [
    "test_train_predictions",
]


def train(model, x, t, epochs, batch_size):
    cut = round(0.3 * len(x))
    data = x[:cut], t[:cut]
    return model.fit(x[cut:], t[cut:], epochs=epochs, batch_size=batch_size, validation_data=data, verbose=0)
