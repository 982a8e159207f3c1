"""The biases are subtracted from the scores: add them."""

BREAKS = [
    "test_forward_values",
    "test_forward_random",
]


def forward(X, W, b):
    return softmax(X @ W - b)
