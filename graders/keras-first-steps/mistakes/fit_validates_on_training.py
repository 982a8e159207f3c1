"""The validation is done on the samples trained on: put the last 20 % aside instead."""

BREAKS = [
    "test_fit_history",
    "test_fit_weights",
]


def train_perceptron(X, T, epochs, batch_size):
    model = perceptron(X.shape[1], T.shape[1])
    history = model.fit(X, T, epochs=epochs, batch_size=batch_size, validation_data=(X, T), verbose=0)
    return model, history
