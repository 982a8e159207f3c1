# André-Marie Ampère, rétropropagation
import sys

import matplotlib.pyplot as plt
import numpy as np

from bareme.datasets import load


def prepare(images, labels, classes=10):
    """Turn images (N, 28, 28) and labels (N,) into rows in [0, 1], (N, 784), and one-hot targets, (N, 10)."""
    return images.reshape(len(images), -1) / 255.0, np.eye(classes)[labels]


def sigmoid(z):
    """Logistic function 1 / (1 + exp(-z)), elementwise, without overflow."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small)


def softmax(z):
    """Softmax of each row of z, (N, K): positive numbers whose sum is 1."""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


(x_train, y_train), (x_test, y_test) = load("mnist")
X_train, t_train = prepare(x_train, y_train)
X_test, t_test = prepare(x_test, y_test)
print("X_train", X_train.shape, " t_train", t_train.shape, " X_test", X_test.shape)


def parameter_count(features, hidden, classes):
    return (features + 1) * hidden + (hidden + 1) * classes


def initialise(features, hidden, classes, seed):
    rng = np.random.default_rng(seed)
    W1 = rng.normal(0, 1 / np.sqrt(features), size=(features, hidden))
    W2 = rng.normal(0, 1 / np.sqrt(hidden), size=(hidden, classes))
    return {"W1": W1, "b1": np.zeros(hidden), "W2": W2, "b2": np.zeros(classes)}


def forward(X, parameters):
    z1 = X @ parameters["W1"] + parameters["b1"]
    h = sigmoid(z1)
    z2 = h @ parameters["W2"] + parameters["b2"]
    return h, softmax(z2)


def cross_entropy(t, p):
    p = np.clip(p, 1e-12, None)
    return -np.sum(t * np.log(p)) / len(t)


def backward(X, t, parameters, h, p):
    N = X.shape[0]
    d2 = (p - t) / N
    d1 = np.dot(d2, parameters["W2"].T) * h * (1 - h)
    return {
        "W1": np.dot(X.T, d1),
        "b1": np.sum(d1, axis=0),
        "W2": np.dot(h.T, d2),
        "b2": np.sum(d2, axis=0),
    }


def update(parameters, gradients, rate):
    new = {}
    for k in parameters:
        new[k] = parameters[k] - rate * gradients[k]
    return new


def train(X, t, hidden, epochs, batch_size, rate, seed):
    N = len(X)
    parameters = initialise(X.shape[1], hidden, t.shape[1], seed)
    rng = np.random.default_rng(seed)
    losses = []
    for epoch in range(epochs):
        order = rng.permutation(N)
        for i in range(0, N, batch_size):
            rows = order[i : i + batch_size]
            h, p = forward(X[rows], parameters)
            parameters = update(parameters, backward(X[rows], t[rows], parameters, h, p), rate)
        losses.append(cross_entropy(t, forward(X, parameters)[1]))
    return parameters, losses


X_xor = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
t_xor = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
parameters_xor, _ = train(X_xor, t_xor, hidden=8, epochs=1000, batch_size=4, rate=1.0, seed=0)
print(forward(X_xor, parameters_xor)[1].round(3))


def predict_classes(X, parameters):
    h, p = forward(X, parameters)
    return np.argmax(p, axis=1)


small = len(X_train) < 10_000
epochs, batch_size, rate = (25, 30, 1.0) if small else (15, 300, 0.5)


parameters, losses = train(X_train, t_train, 100, epochs, batch_size, rate, seed=0)


print("loss after each epoch:", np.round(losses, 3))
for name, X, labels in (("training", X_train, y_train), ("test", X_test, y_test)):
    print(f"{name} accuracy {np.mean(predict_classes(X, parameters) == labels):.2%}")


def plot_losses(curves):
    fig, ax = plt.subplots()
    for name, losses in curves.items():
        ax.plot(np.arange(1, len(losses) + 1), losses, label=name)
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


X_part, t_part = X_train[:6000], t_train[:6000]
curves = {}
for size in (len(X_part), 300, 30):
    _, curves[f"batches of {size}"] = train(X_part, t_part, 30, 10, size, 0.5, seed=0)


figure = plot_losses(curves)
plt.show()


updates_per_epoch = 60_000 // 300


mean_batch_gradient = "equal"


noise_of_larger_batch = "half"


cost_of_larger_batch = "fourfold"


loss_over_all_samples = "at most of them"


why_not_single_samples = "matrix products"

if __name__ == "__main__":
    print("finished")
    sys.exit()
