"""The first samples are put aside: Keras takes the last ones."""

BREAKS = [
    "test_fit_weights",
]


def train_perceptron(X, T, epochs, batch_size):
    model = perceptron(X.shape[1], T.shape[1])
    cut = round(0.2 * len(X))
    history = model.fit(
        X[cut:],
        T[cut:],
        epochs=epochs,
        batch_size=batch_size,
        validation_data=(X[:cut], T[:cut]),
        verbose=0,
    )
    return model, history
