"""Any difference counts, even one that other test images would turn round: compare it with 2 s."""

BREAKS = [
    "test_compare_by_hand",
    "test_compare_others",
    "test_which_is_better",  # its answer follows from a comparison that is right nowhere
]


def compare(first, second, samples):
    if first == second:
        return "no difference"
    return "first" if first > second else "second"
