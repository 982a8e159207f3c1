"""Those are the scores, which may be negative: pass them through the softmax."""

BREAKS = [
    "test_forward_values",
    "test_forward_random",
]


def forward(X, W, b):
    return X @ W + b
