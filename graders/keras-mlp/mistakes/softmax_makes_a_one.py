"""Softmax only comes near 1 where one of its inputs is far above the others: look at its sum instead."""

BREAKS = [
    "test_why_softmax",
]

why_softmax = "b"
