"""The biases b1 and b2 are not added to the weighted sums."""

BREAKS = [
    "test_forward_hidden",
    "test_forward_probabilities",
    "test_forward_random",
    "test_forward_extreme",
    "test_forward_vectorised",
]


def forward(X, parameters):
    h = sigmoid(X @ parameters["W1"])
    p = softmax(h @ parameters["W2"])
    return h, p
