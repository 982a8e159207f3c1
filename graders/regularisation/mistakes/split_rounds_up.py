"""A sample too many is trained on: the number is rounded down."""

import math

BREAKS = [
    "test_split_random",
]


def validation_split(x, t, share):
    cut = math.ceil((1 - share) * len(x))
    return (x[:cut], t[:cut]), (x[cut:], t[cut:])
