"""The size of a batch is not handed on: Keras then takes 32."""

BREAKS = [
    "test_fit_history",
]


def train_perceptron(X, T, epochs, batch_size):
    model = perceptron(X.shape[1], T.shape[1])
    history = model.fit(X, T, epochs=epochs, validation_split=0.2, verbose=0)
    return model, history
