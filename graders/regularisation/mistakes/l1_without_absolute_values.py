"""Negative weights must cost something, too: L1 adds up absolute values."""

BREAKS = ["test_l1_by_hand", "test_l1_random"]


def l1_penalty(weights, strength):
    return strength * sum(W.sum() for W in weights)
