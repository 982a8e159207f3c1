"""Those are powers of 2: the softmax is made of powers of e, np.exp."""

BREAKS = [
    "test_softmax_values",
    "test_softmax_shift",
    "test_softmax_rows_far_apart",
    "test_softmax_random",
    "test_softmax_keeps_input",
    "test_softmax_vectorised",
]


def softmax(z):
    powers = 2.0 ** (z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
