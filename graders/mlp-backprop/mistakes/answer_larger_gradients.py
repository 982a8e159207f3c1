"""The size of the gradients costs no time: how are many rows multiplied at once?"""

BREAKS = [
    "test_why_not_single_samples",
]

why_not_single_samples = "larger gradients"
