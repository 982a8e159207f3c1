"""The biases b2 are not added to the sums of the output layer."""

BREAKS = [
    "test_forward_probabilities",
    "test_forward_random",
    "test_forward_extreme",
    "test_forward_vectorised",
]


def forward(X, parameters):
    h = sigmoid(X @ parameters["W1"] + parameters["b1"])
    return h, softmax(h @ parameters["W2"])
