"""`validation_split` is not passed on, so nothing is put aside."""

BREAKS = [
    "test_train_validation",
    "test_usps_histories",
]


def train(model, X, T, epochs, batch_size, validation_split=0.0):
    return model.fit(X, T, epochs=epochs, batch_size=batch_size, verbose=0)
