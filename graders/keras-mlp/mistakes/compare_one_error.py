"""A difference counts here as soon as it is larger than s: it must be larger than 2 s."""

import math

BREAKS = [
    "test_compare_others",
]


def compare(first, second, samples):
    s = math.sqrt((first * (1 - first) + second * (1 - second)) / samples)
    if abs(first - second) <= s:
        return "no difference"
    return "first" if first > second else "second"
