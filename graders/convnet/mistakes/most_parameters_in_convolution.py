"""Run the cell that prints the four counts: is the second convolution really the largest?"""

BREAKS = [
    "test_choice_of_layer",
]

most_parameters_in = "b"
