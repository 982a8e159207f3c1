"""The softmax is for the output only: the hidden neurons have a sigmoid each."""

BREAKS = [
    "test_forward_hidden",
    "test_forward_probabilities",
    "test_forward_random",
    "test_forward_extreme",
    "test_forward_vectorised",
]


def forward(X, parameters):
    h = softmax(X @ parameters["W1"] + parameters["b1"])
    p = softmax(h @ parameters["W2"] + parameters["b2"])
    return h, p
