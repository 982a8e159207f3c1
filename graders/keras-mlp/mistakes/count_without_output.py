"""The layer that makes the classes is not counted: it has parameters as well."""

from itertools import pairwise

BREAKS = [
    "test_count_by_hand",
    "test_count_others",
]


def count_parameters(inputs, hidden, classes):
    sizes = [inputs, *hidden]
    return sum((before + 1) * after for before, after in pairwise(sizes))
