"""s is the error of the first accuracy alone: the second one has an error, too."""

import math

BREAKS = [
    "test_compare_others",
]


def compare(first, second, samples):
    s = math.sqrt(first * (1 - first) / samples)
    if abs(first - second) <= 2 * s:
        return "no difference"
    return "first" if first > second else "second"
