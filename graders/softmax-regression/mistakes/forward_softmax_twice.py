"""The softmax is applied twice: once makes probabilities of the scores, twice makes them almost equal."""

BREAKS = [
    "test_forward_values",
    "test_forward_random",
]


def forward(X, W, b):
    return softmax(softmax(X @ W + b))
