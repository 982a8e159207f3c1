"""Inputs are paired with inputs, and labels with labels: return (x_fit, t_fit), (x_val, t_val)."""

BREAKS = [
    "test_split_by_hand",
    "test_split_random",
]


def validation_split(x, t, share):
    cut = int((1 - share) * len(x))
    return (x[:cut], x[cut:]), (t[:cut], t[cut:])
