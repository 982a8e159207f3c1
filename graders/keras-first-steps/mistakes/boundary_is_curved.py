"""Where two classes are equally probable, two weighted sums are equal: can that be curved?"""

BREAKS = [
    "test_choice_of_boundary",
]

boundary_is = "b"
