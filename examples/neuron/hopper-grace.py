"""A single neuron. Written in a plain editor, without cells."""

import matplotlib.pyplot as plt
import numpy as np

from bareme.datasets import load

(x_train, y_train), (x_test, y_test) = load("mnist")
print("images:", x_train.shape, x_train.dtype, " labels:", y_train[:10])

def prepare(images, labels, digit=5):
    X = images.reshape(len(images), 784) / 255
    t = np.where(labels == digit, 1.0, 0.0)
    return X, t

X_train, t_train = prepare(x_train, y_train)
X_test, t_test = prepare(x_test, y_test)
print(f"X_train {X_train.shape}, from {X_train.min()} to {X_train.max()}; {t_train.mean():.1%} are a 5")

def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(np.greater_equal(z, 0), 1 / (1 + e), e / (1 + e))

def neuron(X, W, b):
    return sigmoid(X @ W + b)

def binary_cross_entropy(t, y):
    y = np.clip(y, 1e-12, 1 - 1e-12)
    return -np.mean(t * np.log(y) + (1 - t) * np.log(1 - y))

def gradients(X, t, y):
    error = y - t
    return X.T @ error / len(t), np.mean(error)

def train(X, t, steps, rate):
    W = np.zeros(X.shape[1])
    b = 0.0
    losses = []
    for step in range(steps):
        y = neuron(X, W, b)
        losses.append(binary_cross_entropy(t, y))
        dW, db = gradients(X, t, y)
        W = W - rate * dW
        b = b - rate * db
    return W, b, losses

def accuracy(X, t, W, b):
    y = neuron(X, W, b)
    return np.mean((y >= 0.5) == (t == 1))

W, b, losses = train(X_train, t_train, steps=300, rate=0.5)

found = neuron(X_test[t_test == 1], W, b) >= 0.5
refused = neuron(X_test[t_test == 0], W, b) < 0.5
print(f"accuracy {accuracy(X_test, t_test, W, b):.2%}, balanced {(found.mean() + refused.mean()) / 2:.2%}")
print(f'"never a 5" would have {np.mean(t_test == 0):.2%}, balanced 50.00%')

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
left.plot(losses)
left.set(title="Learning curve", xlabel="step", ylabel="binary cross-entropy")
limit = np.abs(W).max()
image = right.imshow(W.reshape(28, 28), cmap="RdBu_r", vmin=-limit, vmax=limit)
right.set(title="Weights", xticks=[], yticks=[])
figure.colorbar(image)
plt.show()

# ### Where the gradient comes from
#
# The loss of one sample is l = -t ln(y) - (1 - t) ln(1 - y), so dl/dy = (y - t) / (y (1 - y)).
# The sigmoid gives dy/dz = y (1 - y), hence dl/dz = y - t. As z = W . x + b, dl/dW = (y - t) x and dl/db = y - t;
# the mean over the samples is dL/dW = X^T (y - t) / N and dL/db = mean(y - t).
