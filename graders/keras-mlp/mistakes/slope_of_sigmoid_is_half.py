"""1/2 is the value of the sigmoid where it is steepest: its slope there is s (1 - s)."""

BREAKS = [
    "test_largest_slopes",
]


largest_slopes = {"relu": 1.0, "tanh": 1.0, "sigmoid": 0.5}
