"""28 is the length of one side: an image is a point with a coordinate for each of its pixels."""

BREAKS = [
    "test_dimension",
]

dimension = 28
