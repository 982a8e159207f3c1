"""The number of units is cut off: round it to the nearest whole number."""

BREAKS = [
    "test_wide_others",
]


def build_wide(inputs, classes, parameters, step):
    units = int((parameters - classes) / (inputs + 1 + classes))
    return build_mlp(inputs, classes, [units], "relu", step)
