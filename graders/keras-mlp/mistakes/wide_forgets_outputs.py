"""The weights and biases of the output are forgotten: with h units there are (h + 1) C of them."""

BREAKS = [
    "test_wide_others",
]


def build_wide(inputs, classes, parameters, step):
    return build_mlp(inputs, classes, [round(parameters / (inputs + 1))], "relu", step)
