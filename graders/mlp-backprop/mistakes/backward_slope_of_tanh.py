"""1 - h^2 is the slope of tanh: that of the sigmoid is h (1 - h)."""

BREAKS = [
    "test_backward_hidden_layer",
    "test_backward_random",
    "test_backward_single_sample",
    "test_backward_finite_differences",
    "test_backward_vectorised",
    "test_backward_keeps_inputs",
]


def backward(X, t, parameters, h, p):
    delta_2 = (p - t) / len(X)
    delta_1 = delta_2 @ parameters["W2"].T * (1 - h**2)
    return {"W1": X.T @ delta_1, "b1": delta_1.sum(axis=0), "W2": h.T @ delta_2, "b2": delta_2.sum(axis=0)}
