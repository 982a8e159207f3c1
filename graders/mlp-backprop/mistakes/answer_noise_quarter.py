"""The error of a mean falls like the square root of the number of its terms."""

BREAKS = [
    "test_noise_of_larger_batch",
]

noise_of_larger_batch = "quarter"
