"""Keras trains on the first samples and puts the last ones aside: you have it the other way round."""

BREAKS = ["test_split_by_hand", "test_split_random"]


def validation_split(x, t, share):
    cut = int(len(x) * share)
    return (x[cut:], t[cut:]), (x[:cut], t[:cut])
