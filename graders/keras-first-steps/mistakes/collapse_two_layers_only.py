"""Only the first two layers are taken up: a stack may have any height."""

BREAKS = [
    "test_collapse_random",
    "test_stack_collapses",
]


def collapse(weights):
    first_W, first_b, second_W, second_b = weights[:4]
    return first_W @ second_W, first_b @ second_W + second_b
