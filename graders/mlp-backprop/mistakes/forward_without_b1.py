"""The biases b1 are not added to the sums of the hidden layer."""

BREAKS = [
    "test_forward_hidden",
    "test_forward_random",
    "test_forward_vectorised",
]


def forward(X, parameters):
    h = sigmoid(X @ parameters["W1"])
    return h, softmax(h @ parameters["W2"] + parameters["b2"])
