"""The network is validated on samples that it was trained on: only those put aside tell anything new."""

BREAKS = [
    "test_fit_weights",
]


def train_perceptron(X, T, epochs, batch_size):
    model = perceptron(X.shape[1], T.shape[1])
    cut = int(0.8 * len(X))
    X, T = X[:cut], T[:cut]
    history = model.fit(X, T, epochs=epochs, batch_size=batch_size, validation_data=(X, T), verbose=0)
    return model, history
