"""The last layer is left out: the sum goes over the weights of all layers."""

BREAKS = [
    "test_l2_by_hand",
    "test_l2_random",
]


def l2_penalty(weights, strength):
    return strength / 2 * sum((W**2).sum() for W in weights[:-1])
