"""The softmax comes from SciPy: use the one that you are given, in NumPy."""

from scipy.special import softmax as scipy_softmax

BREAKS = [
    "test_train_numpy_alone",
]


def forward(X, parameters):
    h = sigmoid(X @ parameters["W1"] + parameters["b1"])
    p = scipy_softmax(h @ parameters["W2"] + parameters["b2"], axis=1)
    return h, p
