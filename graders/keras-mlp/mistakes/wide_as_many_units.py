"""It has as many units as the three deep layers together: it is the parameters that should be as many."""

BREAKS = [
    "test_wide_parameters",
    "test_wide_others",
    "test_wide_model",
]


def build_wide(inputs, classes, parameters, step):
    return build_mlp(inputs, classes, [3 * 128], "relu", step)
