"""The biases stay as they are: all four parameters move."""

BREAKS = [
    "test_update_values",
    "test_update_random",
    "test_update_keeps_inputs",
]


def update(parameters, gradients, rate):
    new = dict(parameters)
    for name in ("W1", "W2"):
        new[name] = parameters[name] - rate * gradients[name]
    return new
