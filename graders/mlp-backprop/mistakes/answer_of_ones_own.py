"""The answer is not one of the table: spell it exactly as it stands there."""

BREAKS = [
    "test_answers_are_allowed",
    "test_noise_of_larger_batch",
]

noise_of_larger_batch = "halved"
