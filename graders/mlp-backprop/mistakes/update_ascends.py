"""The gradient is added: that goes up, and the loss must go down."""

BREAKS = [
    "test_update_values",
    "test_update_random",
    "test_update_keeps_inputs",
]


def update(parameters, gradients, rate):
    return {name: parameters[name] + rate * gradients[name] for name in parameters}
