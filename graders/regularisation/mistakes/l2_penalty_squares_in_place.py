"""The weights are squared in place: the network that they belong to has lost them."""

BREAKS = [
    "test_l2_random",
]


def l2_penalty(weights, strength):
    for W in weights:
        W *= W
    return strength / 2 * sum(W.sum() for W in weights)
