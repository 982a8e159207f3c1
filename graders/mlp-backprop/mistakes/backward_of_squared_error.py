"""The factor p (1 - p) is too much: softmax and cross-entropy together give p - t."""

BREAKS = [
    "test_backward_output_layer",
    "test_backward_hidden_layer",
    "test_backward_random",
    "test_backward_single_sample",
    "test_backward_finite_differences",
    "test_backward_vectorised",
    "test_backward_keeps_inputs",
]


def backward(X, t, parameters, h, p):
    error_2 = (p - t) * p * (1 - p) / len(X)
    error_1 = error_2 @ parameters["W2"].T * h * (1 - h)
    return {
        "W1": X.T @ error_1,
        "b1": error_1.sum(axis=0),
        "W2": h.T @ error_2,
        "b2": error_2.sum(axis=0),
    }
