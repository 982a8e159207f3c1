"""The factor 1/2 of the L2 penalty is missing: it is lambda / 2 times the sum of the squares."""

BREAKS = ["test_l2_by_hand", "test_l2_random"]


def l2_penalty(weights, strength):
    return strength * sum((W**2).sum() for W in weights)
