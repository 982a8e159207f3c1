"""The sigmoid goes from 0 to 1, but slowly: its slope s (1 - s) is largest where s = 1/2."""

BREAKS = [
    "test_largest_slopes",
]

largest_slopes = {"relu": 1.0, "tanh": 1.0, "sigmoid": 1.0}
