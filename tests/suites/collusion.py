"""Functions that answer for each other, with the points that each may earn.

Each is code after the untouched template. Where an earlier function must be right somewhere before a check
asks it, it is right where a public check asks, since students have those, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["COLLUSIONS", "Collusion"]


@dataclass(frozen=True)
class Collusion:
    """Code that colludes."""

    name: str
    source: str
    earns: frozenset[str] = frozenset()
    """The checks that it answers rightly."""


NEURON_KNOWN: Final = """
import numpy as np
LN3 = 1.0986122886681098
S = {}
def is_same(one, other):
    return np.shape(one) == np.shape(other) and np.allclose(one, other)
def known_sigmoid(z):
    return np.array([0.25, 0.5, 0.75]) if is_same(z, [-LN3, 0, LN3]) else None
def known_neuron(X, W, b):
    return np.array([0.9, 0.5, 0.75]) if is_same(X, [[1, 0], [0, 1], [1, 1]]) else None
def known_loss(t, y):
    return 0.4757055 if is_same(y, [0.8, 0.4, 0.5]) else None
def known_gradients(X, t, y):
    return (np.array([0.75, -2.5 / 3]), 0.25) if is_same(y, [0.75, 0.5, 0.5]) else None
"""

_NEURON_FOUR: Final = """
def sigmoid(z):
    return known_sigmoid(z) if known_sigmoid(z) is not None else np.full(np.shape(z), 0.3)
def neuron(X, W, b):
    return known_neuron(X, W, b) if known_neuron(X, W, b) is not None else np.full(len(X), 0.3)
def binary_cross_entropy(t, y):
    return known_loss(t, y) or 1.0
def gradients(X, t, y):
    return known_gradients(X, t, y) or (np.ones(X.shape[1]), 1.0)
"""
_FOUR_EARN: Final = frozenset(
    ("test_sigmoid_values", "test_neuron_values", "test_loss_values", "test_gradients_weights")
) | {"test_gradients_bias"}


def _neuron(name: str, source: str, *earns: str) -> Collusion:
    return Collusion(name, NEURON_KNOWN + source, frozenset(earns))


NEURON: Final = (
    _neuron(
        "accuracy tells neuron the targets",
        """
def accuracy(X, t, W, b):
    S["t"] = np.asarray(t)
    return 1 - 1 / len(t)
def neuron(X, W, b):
    t = S.get("t")
    if t is None or len(t) != len(X):
        return np.zeros(len(X))
    y = t.astype(float).copy()
    y[0] = 1 - y[0]
    return y
""",
    ),
    _neuron(
        "the loss replays the gradients",
        """
S["n"] = 0
def gradients(X, t, y):
    S["n"] = 0
    S["g"] = np.concatenate([np.arange(1.0, 1 + np.shape(X)[1]), [7.0]])
    return S["g"][:-1].copy(), 7.0
def binary_cross_entropy(t, y):
    if "g" not in S:
        return 0.0
    i, s = divmod(S["n"], 2)
    S["n"] += 1
    if i >= len(S["g"]):
        return 0.0
    return (1e-5 if s == 0 else -1e-5) * S["g"][i]
""",
    ),
    _neuron(
        "sigmoid replays neuron",
        """
def neuron(X, W, b):
    n = np.shape(X)[0]
    y = np.linspace(0.2, 0.8, n) if n > 1 else np.array([0.7])
    if n == 2:
        y = np.array([0.3, 0.6])
    S["y"] = y
    return y
def sigmoid(z):
    y = S.get("y")
    return y if y is not None and np.shape(y) == np.shape(z) else np.zeros(np.shape(z))
""",
    ),
    _neuron(
        "constants for every step of training",
        """
def neuron(X, W, b): return np.full(len(X), 0.3)
def binary_cross_entropy(t, y): return 1.0
def gradients(X, t, y): return np.ones(np.shape(X)[1]), 1.0
def train(X, t, steps=10, rate=0.5):
    return -rate * steps * np.ones(np.shape(X)[1]), -rate * steps * 1.0, [1.0] * steps
""",
    ),
    _neuron("one tuple for everything", "def neuron(*a): return (1, 2, 3)\nsigmoid = neuron\n"),
    _neuron(
        "one array for everything, right at the public points",
        _NEURON_FOUR
        + """
def train(X, t, steps, rate):
    return -rate * steps * np.ones(X.shape[1]), -rate * steps * 1.0, np.ones(steps)
def accuracy(X, t, W, b): return float(np.mean(t == 0))
""",
        *_FOUR_EARN,
    ),
    _neuron(
        "sigmoid and neuron know the number of samples alone",
        """
def shape_only(z): return np.linspace(0.2, 0.8, np.size(z)).reshape(np.shape(z))
def sigmoid(z):
    return known_sigmoid(z) if known_sigmoid(z) is not None else shape_only(z)
def neuron(X, W, b):
    return known_neuron(X, W, b) if known_neuron(X, W, b) is not None else shape_only(X[:, 0])
def accuracy(X, t, W, b): return float(np.mean((neuron(X, W, b) >= 0.5) == t))
""",
        "test_sigmoid_values",
        "test_neuron_values",
        # it is right, given a right neuron
        "test_accuracy_values",
        "test_accuracy_boundary",
        "test_accuracy_random",
    ),
    _neuron(
        "sigmoid counts its calls, and so does neuron",
        """
S["n"] = 0
def sigmoid(z):
    if known_sigmoid(z) is not None:
        return known_sigmoid(z)
    S["n"] += 1
    return S["n"] + np.linspace(0.2, 0.8, np.size(z)).reshape(np.shape(z))
def neuron(X, W, b): return 1 + np.linspace(0.2, 0.8, len(X))
""",
        "test_sigmoid_values",
    ),
    _neuron(
        "zero gradients of a constant loss",
        """
def binary_cross_entropy(t, y): return known_loss(t, y) or 0.7
def gradients(X, t, y): return np.zeros(X.shape[1]), 0.0
def train(X, t, steps, rate): return np.zeros(X.shape[1]), 0.0, [0.7] * steps
""",
        "test_loss_values",
    ),
    _neuron(
        "a loss that is linear in the parameters",
        """
def binary_cross_entropy(t, y): return known_loss(t, y) or float(np.mean(np.log(y / (1 - y))))
def gradients(X, t, y): return X.mean(axis=0), 1.0
""",
        "test_loss_values",
    ),
    _neuron(
        "a loss that does not know the targets",
        """
def binary_cross_entropy(t, y): return known_loss(t, y) or float(np.mean(np.log(y / (1 - y)) ** 2) / 2)
def gradients(X, t, y):
    z = np.log(y / (1 - y))
    return X.T @ z / len(X), float(np.mean(z))
""",
        "test_loss_values",
    ),
    _neuron(
        "gradients of the inputs alone",
        _NEURON_FOUR
        + """
def gradients(X, t, y): return known_gradients(X, t, y) or (X.T @ (0.5 - t) / len(X), 0.1)
def neuron(X, W, b):
    return known_neuron(X, W, b) if known_neuron(X, W, b) is not None else 1 / (1 + np.exp(-X @ W - b - 9))
def binary_cross_entropy(t, y): return known_loss(t, y) or float(np.sum(t * y))
def train(X, t, steps, rate):
    dW = X.T @ (0.5 - t) / len(X)
    losses = [binary_cross_entropy(t, neuron(X, -rate * k * dW, -rate * k * 0.1)) for k in range(steps)]
    return -rate * steps * dW, -rate * steps * 0.1, losses
""",
        *_FOUR_EARN,
        # with a right loss, its constant steps do make it fall
        "test_train_loss_falls",
    ),
    _neuron(
        "the loss is a clock",
        """
S["n"] = 0
def binary_cross_entropy(t, y):
    S["n"] += 1
    return known_loss(t, y) or 1 / S["n"]
def train(X, t, steps, rate):
    return np.zeros(X.shape[1]), 0.0, [1 / (1 + k) for k in range(steps)]
""",
        "test_loss_values",
    ),
    _neuron(
        "all outputs are yes, and the accuracy is the share of targets",
        """
def neuron(X, W, b):
    return known_neuron(X, W, b) if known_neuron(X, W, b) is not None else np.full(len(X), 0.9)
def accuracy(X, t, W, b): return float(np.mean(t))
""",
        "test_neuron_values",
    ),
    _neuron(
        "the outputs alternate, and the accuracy knows it",
        """
def neuron(X, W, b):
    return known_neuron(X, W, b) if known_neuron(X, W, b) is not None else np.arange(len(X)) % 2 * 0.9
def accuracy(X, t, W, b): return float(np.mean((np.arange(len(X)) % 2 == 1) == t))
""",
        "test_neuron_values",
    ),
)

SOFTMAX_KNOWN: Final = """
import numpy as np
LN2, LN3 = 0.6931471805599453, 1.0986122886681098
S = {"n": 0}
def is_same(one, other):
    return np.shape(one) == np.shape(other) and np.allclose(one, other)
def known_softmax(z):
    if is_same(z, [[LN3, 0, 0], [0, 2 * LN3, LN2]]):
        return np.array([[0.6, 0.2, 0.2], [1 / 12, 9 / 12, 2 / 12]])
def known_forward(X, W, b):
    if is_same(X, [[1, 2], [1, 0]]):
        return np.array([[9 / 21, 9 / 21, 3 / 21], [9 / 13, 1 / 13, 3 / 13]])
def known_loss(t, p):
    return 0.5756463 if is_same(p[:2], [[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]]) else None
def known_gradients(X, t, p):
    if is_same(X[:2], [[1, 2, 0], [3, -4, 1]]):
        return np.array([[0.5625, -0.5625], [-0.5, 0.5], [0.0625, -0.0625]]), np.array([0.25, -0.25])
def uniform(X, b): return np.full((len(X), np.size(b)), 1 / np.size(b))
def first(*answers): return next(answer for answer in answers if answer is not None)
"""
_SOFTMAX_FOUR: Final = """
def softmax(z): return first(known_softmax(z), np.full(np.shape(z), 1 / np.shape(z)[1]))
def forward(X, W, b): return first(known_forward(X, W, b), uniform(X, b))
def cross_entropy(t, p): return first(known_loss(t, p), 1.0)
def gradients(X, t, p):
    return first(known_gradients(X, t, p), (np.ones((X.shape[1], t.shape[1])), np.ones(t.shape[1])))
"""
_SOFTMAX_EARNS: Final = (
    "test_softmax_values",
    "test_forward_values",
    "test_loss_values",
    "test_gradients_weights",
    "test_gradients_biases",
)


def _softmax(name: str, source: str, *earns: str) -> Collusion:
    return Collusion(name, SOFTMAX_KNOWN + source, frozenset(earns))


SOFTMAX: Final = (
    _softmax(
        "softmax replays forward",
        """
def forward(X, W, b):
    S["p"] = np.linspace(0.1, 0.9, len(X) * np.size(b)).reshape(len(X), -1)
    return S["p"]
def softmax(z): return S.get("p", np.zeros(np.shape(z)))
""",
    ),
    _softmax(
        "the loss replays the gradients",
        """
def gradients(X, t, p):
    S["n"], S["g"] = 0, np.arange(1.0, 1 + (X.shape[1] + 1) * t.shape[1]).reshape(-1, t.shape[1])
    return S["g"][:-1], S["g"][-1]
def cross_entropy(t, p):
    if known_loss(t, p): return known_loss(t, p)
    i, s = divmod(S["n"], 2)
    S["n"] += 1
    return (1e-5 if s == 0 else -1e-5) * np.ravel(S.get("g", np.zeros(1000)))[i % 16]
""",
        "test_loss_values",
    ),
    _softmax(
        "constants for every step of training",
        """
def forward(X, W, b): return uniform(X, b)
def cross_entropy(t, p): return 1.0
def gradients(X, t, p): return np.ones((X.shape[1], t.shape[1])), np.ones(t.shape[1])
def train(X, t, epochs, batch_size, rate, seed):
    steps = epochs * -(-len(X) // batch_size)
    shape = X.shape[1], t.shape[1]
    return -rate * steps * np.ones(shape), -rate * steps * np.ones(shape[1]), [1.0] * epochs
""",
    ),
    _softmax(
        "constants for every step of training, right at the public points",
        _SOFTMAX_FOUR
        + """
def train(X, t, epochs, batch_size, rate, seed):
    steps = epochs * -(-len(X) // batch_size)
    shape = X.shape[1], t.shape[1]
    return -rate * steps * np.ones(shape), -rate * steps * np.ones(shape[1]), [1.0] * epochs
""",
        *_SOFTMAX_EARNS,
    ),
    _softmax("one tuple for everything", "def forward(*a): return (1, 2, 3)\nsoftmax = train = forward\n"),
    _softmax(
        "softmax and forward know the shape alone",
        """
def shape_only(n, k): return np.linspace(0.1, 0.9, n * k).reshape(n, k)
def softmax(z): return first(known_softmax(z), shape_only(*z.shape))
def forward(X, W, b): return first(known_forward(X, W, b), shape_only(len(X), np.size(b)))
""",
        "test_softmax_values",
        "test_forward_values",
    ),
    _softmax(
        "softmax counts its calls",
        """
def softmax(z):
    S["n"] += 1
    return first(known_softmax(z), S["n"] + np.linspace(0.1, 0.9, np.size(z)).reshape(z.shape))
def forward(X, W, b): return 1 + np.linspace(0.1, 0.9, len(X) * np.size(b)).reshape(len(X), -1)
""",
        "test_softmax_values",
    ),
    _softmax(
        "zero gradients of a constant loss",
        """
def cross_entropy(t, p): return first(known_loss(t, p), 0.7)
def gradients(X, t, p): return np.zeros((X.shape[1], t.shape[1])), np.zeros(t.shape[1])
def train(X, t, epochs, batch_size, rate, seed):
    return np.zeros((X.shape[1], t.shape[1])), np.zeros(t.shape[1]), [0.7] * epochs
""",
        "test_loss_values",
    ),
    _softmax(
        "a loss that is linear in the parameters",
        """
def cross_entropy(t, p): return first(known_loss(t, p), float(np.mean(np.log(p[:, 0] / p[:, 1]))))
def gradients(X, t, p):
    dW, db = np.zeros((X.shape[1], t.shape[1])), np.zeros(t.shape[1])
    dW[:, 0], dW[:, 1], db[0], db[1] = X.mean(axis=0), -X.mean(axis=0), 1, -1
    return dW, db
""",
        "test_loss_values",
    ),
    _softmax(
        "gradients of the inputs alone",
        _SOFTMAX_FOUR
        + """
def straight(X, t): return X.T @ (1 / 3 - t) / len(X), np.mean(1 / 3 - t, axis=0)
def gradients(X, t, p): return first(known_gradients(X, t, p), straight(X, t))
def train(X, t, epochs, batch_size, rate, seed):
    dW, db = straight(X, t)
    return -rate * epochs * dW, -rate * epochs * db, [1.0] * epochs
""",
        *_SOFTMAX_EARNS,
    ),
    _softmax(
        "every order of the batches leads to one end",
        _SOFTMAX_FOUR
        + """
def train(X, t, epochs, batch_size, rate, seed):
    steps = epochs * -(-len(X) // batch_size)
    S["n"] += 1
    shape = X.shape[1], t.shape[1]
    return -rate * steps * np.ones(shape), -rate * steps * np.ones(shape[1]), [S["n"]] * epochs
""",
        *_SOFTMAX_EARNS,
    ),
    _softmax(
        "the loss is a clock",
        """
def cross_entropy(t, p):
    S["n"] += 1
    return first(known_loss(t, p), 1 / S["n"])
def train(X, t, epochs, batch_size, rate, seed):
    return np.zeros((X.shape[1], t.shape[1])), np.zeros(t.shape[1]), [1 / (1 + k) for k in range(epochs)]
""",
        "test_loss_values",
    ),
)

MLP_KNOWN: Final = """
import numpy as np
LN3 = 1.0986122886681098
S = {"n": 0}
KEYS = ("W1", "b1", "W2", "b2")
def is_same(one, other):
    return np.shape(one) == np.shape(other) and np.allclose(one, other)
def first(*answers): return next(answer for answer in answers if answer is not None)
def known_forward(X, network):
    if is_same(X, [[0, 0], [1, 0]]):
        return np.array([[0.5, 0.9], [0.75, 0.75]]), np.ones((2, 2))
def known_loss(t, p):
    return 0.8664340 if is_same(p[:2], [[0.5, 0.25, 0.25]] * 2) else None
def known_backward(X, t, network, h, p):
    if is_same(X[:2], [[1, 2], [0, -1]]):
        return {
            "W1": np.array([[12, -17], [-3, -4]]) / 160, "b1": np.array([23, -27]) / 160,
            "W2": np.array([[15, -15], [17, -17]]) / 80, "b2": np.array([7, -7]) / 20,
        }
def known_update(network, gradients, rate):
    if is_same(network["W1"], [[1, 2]]):
        return {
            "W1": np.array([[0.0, 3.0]]), "b1": np.array([0.0, -0.1]),
            "W2": np.array([[3.0], [-1.4]]), "b2": np.array([1.5]),
        }
def zeros(features, hidden, classes):
    return {
        "W1": np.zeros((features, hidden)), "b1": np.zeros(hidden),
        "W2": np.zeros((hidden, classes)), "b2": np.zeros(classes),
    }
def initialise(features, hidden, classes, seed):
    return {key: array + np.arange(array.size).reshape(array.shape) * (key[0] == "W")
            for key, array in zeros(features, hidden, classes).items()}
def ones_like(network): return {key: np.ones(np.shape(network[key])) for key in KEYS}
def uniform(X, network):
    return np.full((len(X), len(network["b1"])), 0.5), np.full((len(X), len(network["b2"])), 0.5)
"""
_STARTS: Final = ("test_initialise_shapes", "test_initialise_breaks_symmetry")
_MLP_FOUR: Final = """
def forward(X, network): return first(known_forward(X, network), uniform(X, network))
def cross_entropy(t, p): return first(known_loss(t, p), 1.0)
def backward(X, t, network, h, p): return first(known_backward(X, t, network, h, p), ones_like(network))
def update(network, gradients, rate):
    return first(known_update(network, gradients, rate), {k: network[k] - rate * gradients[k] for k in KEYS})
def train(X, t, hidden, epochs, batch_size, rate, seed):
    steps = epochs * -(-len(X) // batch_size)
    start = initialise(X.shape[1], hidden, t.shape[1], seed)
    return {key: start[key] - rate * steps for key in KEYS}, [1.0] * epochs
"""
_MLP_EARNS: Final = (
    *_STARTS,
    "test_forward_hidden",
    "test_loss_values",
    "test_backward_output_layer",
    "test_backward_hidden_layer",
    "test_update_values",
    "test_update_random",
    "test_update_keeps_inputs",
)


def _mlp(name: str, source: str, *earns: str) -> Collusion:
    return Collusion(name, MLP_KNOWN + source, frozenset(earns))


MLP: Final = (
    _mlp(
        "the training stays where it begins",
        """
def train(X, t, hidden, epochs, batch_size, rate, seed):
    return initialise(X.shape[1], hidden, t.shape[1], seed), [1.0 - k / 9999 for k in range(epochs)]
""",
        *_STARTS,
    ),
    _mlp(
        "a start so large that no step can be seen",
        """
def initialise(features, hidden, classes, seed):
    return {key: 1e12 * (1 + np.arange(array.size).reshape(array.shape)) * (key[0] == "W")
            for key, array in zeros(features, hidden, classes).items()}
def forward(X, network): return uniform(X, network)
def cross_entropy(t, p): return 0.0
def train(X, t, hidden, epochs, batch_size, rate, seed):
    return initialise(X.shape[1], hidden, t.shape[1], seed), [0.0] * epochs
""",
        *_STARTS,
    ),
    _mlp(
        "a start that is saturated",
        """
def initialise(features, hidden, classes, seed):
    network = {key: 100 * array for key, array in ones_like(zeros(features, hidden, classes)).items()}
    network["b2"] = np.zeros(classes)
    network["b1"] = np.zeros(hidden)
    return network
def train(X, t, hidden, epochs, batch_size, rate, seed):
    return initialise(X.shape[1], hidden, t.shape[1], seed), [0.0] * epochs
""",
        "test_initialise_shapes",
    ),
    _mlp(
        "initialise replays train",
        """
def initialise(features, hidden, classes, seed):
    return S.get((features, hidden, classes), zeros(features, hidden, classes))
def train(X, t, hidden, epochs, batch_size, rate, seed):
    network = ones_like(zeros(X.shape[1], hidden, t.shape[1]))
    S[X.shape[1], hidden, t.shape[1]] = network
    return network, [0.5] * epochs
""",
        "test_initialise_shapes",
    ),
    _mlp("constants for every step, right at the public points", _MLP_FOUR, *_MLP_EARNS),
    _mlp(
        "one tuple for everything",
        "def forward(*a): return (1, 2, 3)\ntrain = predict_classes = forward\n",
        *_STARTS,
    ),
    _mlp(
        "the loss replays the gradients",
        """
def backward(X, t, network, h, p):
    S["n"] = 0
    return {key: 1.0 + np.arange(np.size(network[key])).reshape(np.shape(network[key])) for key in KEYS}
def forward(X, network): return first(known_forward(X, network), uniform(X, network))
def cross_entropy(t, p):
    i, s = divmod(S["n"], 2)
    S["n"] += 1
    return first(known_loss(t, p), (1e-5 if s == 0 else -1e-5) * (1 + i % 12))
""",
        *_STARTS,
        "test_forward_hidden",
        "test_loss_values",
    ),
    _mlp(
        "zero gradients of a constant loss",
        """
def forward(X, network): return first(known_forward(X, network), uniform(X, network))
def cross_entropy(t, p): return first(known_loss(t, p), 1.0)
def backward(X, t, network, h, p): return {key: 0 * array for key, array in ones_like(network).items()}
""",
        *_STARTS,
        "test_forward_hidden",
        "test_loss_values",
    ),
    _mlp(
        "a loss that is linear in the parameters",
        """
def forward(X, network):
    h = sum(float(np.sum(network[key])) for key in KEYS) * np.ones((len(X), len(network["b1"])))
    return first(known_forward(X, network), (h, np.full((len(X), len(network["b2"])), h[0, 0])))
def cross_entropy(t, p): return first(known_loss(t, p), float(p[0, 0]))
def backward(X, t, network, h, p): return ones_like(network)
""",
        *_STARTS,
        "test_forward_hidden",
        "test_loss_values",
    ),
    _mlp(
        "the classes alternate, and forward knows it",
        """
def forward(X, network):
    k = len(network["b2"])
    p = np.eye(k)[np.arange(len(X)) % k] * 0.9 + 0.01
    return first(known_forward(X, network), (np.zeros((len(X), len(network["b1"]))), p))
def predict_classes(X, network): return np.arange(len(X)) % len(network["b2"])
""",
        *_STARTS,
        "test_forward_hidden",
    ),
    _mlp(
        "forward knows the exclusive or by heart",
        """
def forward(X, network):
    if is_same(X, [[0, 0], [0, 1], [1, 0], [1, 1]]):
        return np.zeros((4, 8)), np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    return first(known_forward(X, network), uniform(X, network))
def train(X, t, hidden, epochs, batch_size, rate, seed):
    return initialise(X.shape[1], hidden, t.shape[1], seed), [1.0 / (1 + k) for k in range(epochs)]
""",
        *_STARTS,
        "test_forward_hidden",
    ),
    _mlp(
        "the loss is a clock",
        """
def forward(X, network): return first(known_forward(X, network), uniform(X, network))
def cross_entropy(t, p):
    S["n"] += 1
    return first(known_loss(t, p), 1 / S["n"])
def train(X, t, hidden, epochs, batch_size, rate, seed):
    return initialise(X.shape[1], hidden, t.shape[1], seed), [1 / (1 + k) for k in range(epochs)]
""",
        *_STARTS,
        "test_forward_hidden",
        "test_loss_values",
    ),
)

COLLUSIONS: Final = {"neuron": NEURON, "softmax-regression": SOFTMAX, "mlp-backprop": MLP}
