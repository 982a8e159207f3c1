"""Nothing is put aside for validation: fit has an argument for it."""

BREAKS = [
    "test_fit_history",
    "test_fit_weights",
]


def train_perceptron(X, T, epochs, batch_size):
    model = perceptron(X.shape[1], T.shape[1])
    history = model.fit(X, T, epochs=epochs, batch_size=batch_size, verbose=0)
    return model, history
