"""Only the first two layers are taken: go on with the next ones."""

BREAKS = [
    "test_collapse_random",
    "test_stack_collapses",
]


def collapse(weights):
    first, b, second, c = weights[:4]
    return first @ second, b @ second + c
