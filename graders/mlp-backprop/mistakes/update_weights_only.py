"""The biases stay as they are: all four parameters move."""

BREAKS = [
    "test_update_values",
    "test_update_random",
    "test_update_keeps_inputs",
    "test_train_full_batch",
    "test_train_incomplete_batch",
    "test_train_goes_through_all_samples",
    "test_train_shuffles",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
]


def update(parameters, gradients, rate):
    new = dict(parameters)
    for name in ("W1", "W2"):
        new[name] = parameters[name] - rate * gradients[name]
    return new
