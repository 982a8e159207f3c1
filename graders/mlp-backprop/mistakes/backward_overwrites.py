"""The errors are written into p, so the probabilities of the caller are lost."""

BREAKS = [
    "test_backward_keeps_inputs",
]


def backward(X, t, parameters, h, p):
    p -= t
    error_2 = p / len(X)
    error_1 = error_2 @ parameters["W2"].T * h * (1 - h)
    return {
        "W1": X.T @ error_1,
        "b1": error_1.sum(axis=0),
        "W2": h.T @ error_2,
        "b2": error_2.sum(axis=0),
    }
