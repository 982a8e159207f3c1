"""A convolution alone does not forget where things are: its features move with the image."""

BREAKS = [
    "test_choice_of_shift",
]

shifted_image_gives = "a"
