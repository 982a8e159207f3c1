"""The biases are added after the softmax: they belong to the scores."""

BREAKS = [
    "test_forward_values",
    "test_forward_random",
]


def forward(X, W, b):
    return softmax(X @ W) + b
