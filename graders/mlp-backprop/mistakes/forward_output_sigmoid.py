"""The output has a sigmoid where the softmax belongs: the probabilities of a sample must add up to 1."""

BREAKS = [
    "test_forward_probabilities",
    "test_forward_random",
    "test_forward_extreme",
    "test_forward_vectorised",
]


def forward(X, parameters):
    h = sigmoid(X @ parameters["W1"] + parameters["b1"])
    p = sigmoid(h @ parameters["W2"] + parameters["b2"])
    return h, p
