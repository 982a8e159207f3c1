"""The two standard errors are added: it is their squares that add up, below one root."""

import math

BREAKS = [
    "test_compare_others",
]


def compare(first, second, samples):
    s = math.sqrt(first * (1 - first) / samples) + math.sqrt(second * (1 - second) / samples)
    if abs(first - second) <= 2 * s:
        return "no difference"
    return "first" if first > second else "second"
