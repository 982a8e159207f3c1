"""The biases are made a column, but b holds one number for each class and is added to every row."""

BREAKS = [
    "test_forward_values",
    "test_forward_random",
]


def forward(X, W, b):
    return softmax(X @ W + b.reshape(-1, 1))
