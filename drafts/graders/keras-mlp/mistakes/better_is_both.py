"""The answer "both" is not among the three: deep, wide, or no difference?"""

BREAKS = [
    "test_which_is_better",
]

which_is_better = "both"
