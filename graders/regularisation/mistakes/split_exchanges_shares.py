"""The share is trained on, and the rest put aside: it is the other way round."""

BREAKS = [
    "test_split_by_hand",
    "test_split_random",
]


def validation_split(x, t, share):
    cut = int(share * len(x))
    return (x[:cut], t[:cut]), (x[cut:], t[cut:])
