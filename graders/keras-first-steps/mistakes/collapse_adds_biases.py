"""The biases are added up as they are: those of a layer go through the weights of the next."""

BREAKS = [
    "test_collapse_by_hand",
    "test_collapse_random",
    "test_stack_collapses",
]


def collapse(weights):
    W, b = weights[0], weights[1]
    for next_W, next_b in zip(weights[2::2], weights[3::2], strict=True):
        W, b = W @ next_W, b + next_b
    return W, b
