"""The two outputs are exchanged: return h first, then p."""

BREAKS = [
    "test_forward_hidden",
    "test_forward_probabilities",
    "test_forward_random",
    "test_forward_extreme",
    "test_forward_vectorised",
]


def forward(X, parameters):
    h = sigmoid(X @ parameters["W1"] + parameters["b1"])
    return softmax(h @ parameters["W2"] + parameters["b2"]), h
