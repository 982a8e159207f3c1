"""p holds the weighted sums of the outputs: pass them through the softmax."""

BREAKS = [
    "test_forward_probabilities",
    "test_forward_random",
    "test_forward_extreme",
    "test_forward_vectorised",
]


def forward(X, parameters):
    h = sigmoid(X @ parameters["W1"] + parameters["b1"])
    p = h @ parameters["W2"] + parameters["b2"]
    return h, p
