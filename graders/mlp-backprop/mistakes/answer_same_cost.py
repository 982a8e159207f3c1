"""A product with four times as many rows takes four times as many multiplications."""

BREAKS = [
    "test_cost_of_larger_batch",
]

cost_of_larger_batch = "same"
