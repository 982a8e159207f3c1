"""The activations are overwritten: write into a new array."""

BREAKS = [
    "test_dropout_random",
]


def apply_dropout(a, kept, rate, training):
    if training:
        a[~kept] = 0.0
        a /= 1 - rate
    return a
