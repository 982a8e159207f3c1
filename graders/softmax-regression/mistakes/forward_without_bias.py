"""The biases b are not added to the scores."""

BREAKS = [
    "test_forward_values",
    "test_forward_random",
]


def forward(X, W, b):
    return softmax(X @ W)
