"""The epochs and the size of a batch are exchanged: in fit the latter comes first. Name them."""

BREAKS = [
    "test_fit_history",
    "test_fit_weights",
]


def train_perceptron(X, T, epochs, batch_size):
    model = perceptron(X.shape[1], T.shape[1])
    history = model.fit(X, T, epochs, batch_size, validation_split=0.2, verbose=0)
    return model, history
