# %% [markdown]
# # A single neuron

# %% [markdown]
# ## The data

# %%
import matplotlib.pyplot as plt
import numpy as np

from bareme.datasets import load

(x_train, y_train), (x_test, y_test) = load("mnist")
print("images:", x_train.shape, x_train.dtype, " labels:", y_train[:10])

# %% [markdown]
# ## Exercise 1. Preparing the data (2 points)

# %% exercise="prepare"
def prepare(images, labels, digit=5):
    """Turn images into rows of numbers in [0, 1], and labels into targets.

    images: array (N, 28, 28) of grey levels 0..255.
    labels: array (N,) of digits 0..9.
    Returns (X, t): X is (N, 784), t is (N,) with 1.0 for the digit and 0.0 for all others.

    labels [5, 3]  ->  t [1.0, 0.0]
    """
    X = images.reshape(len(images), 784) / 255
    t = np.where(labels == digit, 1.0, 0.0)
    return X, t

# %%
X_train, t_train = prepare(x_train, y_train)
X_test, t_test = prepare(x_test, y_test)
print(f"X_train {X_train.shape}, from {X_train.min()} to {X_train.max()}; {t_train.mean():.1%} are a 5")

# %% [markdown]
# ## Exercise 2. The sigmoid (2 points)

# %% exercise="sigmoid"
def sigmoid(z):
    """Logistic function, elementwise.

    z: a number, or an array of any shape. Returns the same shape, in [0, 1], without overflow.

    0.0  ->  0.5
    [-1.0986, 1.0986]  ->  [0.25, 0.75]
    """
    e = np.exp(-np.abs(z))
    return np.where(np.greater_equal(z, 0), 1 / (1 + e), e / (1 + e))

# %% [markdown]
# ## Exercise 3. The output of the neuron (2 points)

# %% exercise="neuron"
def neuron(X, W, b):
    """Output of the neuron for every sample.

    X: (N, d), one sample per row.  W: (d,) weights.  b: number, the bias.
    Returns y: (N,), each in [0, 1].

    X [[1, 1]], W [1.0986, -1.0986], b 1.0986  ->  [0.75]
    """
    return sigmoid(X @ W + b)

# %% [markdown]
# ## Exercise 4. The loss: binary cross-entropy (3 points)

# %% exercise="loss"
def binary_cross_entropy(t, y):
    """Mean binary cross-entropy between targets and predictions.

    t: (N,) of 0 and 1.  y: (N,) in [0, 1].
    Returns one number, finite even where y is exactly 0 or 1.

    t [1, 0], y [0.8, 0.4]  ->  0.3670
    """
    y = np.clip(y, 1e-12, 1 - 1e-12)
    return -np.mean(t * np.log(y) + (1 - t) * np.log(1 - y))

# %% [markdown]
# ## Exercise 5. The gradients (4 points)

# %% exercise="gradients"
def gradients(X, t, y):
    """Derivatives of the binary cross-entropy with respect to the weights and to the bias.

    X: (N, d) samples.  t: (N,) targets.  y: (N,) outputs of the neuron for X.
    Returns (dW, db): dW is (d,), db is one number.

    X [[2, 4]], t [1], y [0.75]  ->  dW [-0.5, -1.0], db -0.25
    """
    error = y - t
    return X.T @ error / len(t), np.mean(error)

# %% [markdown]
# ## Exercise 6. Training by gradient descent (2 points)

# %% exercise="training"
def train(X, t, steps, rate):
    """Full-batch gradient descent from W = 0 and b = 0.

    X: (N, d) samples.  t: (N,) targets.  steps: number of updates.  rate: size of a step.
    Returns (W, b, losses): W is (d,), b one number, losses[k] the loss before update k.

    X [[2, 4]], t [1], steps 1, rate 0.1  ->  W [0.1, 0.2], b 0.05, losses [0.693]
    """
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

# %% [markdown]
# ## Exercise 7. Testing the neuron (2 points)

# %% exercise="accuracy"
def accuracy(X, t, W, b):
    """Share of right decisions, where an output of at least 0.5 means "yes".

    X: (N, d) samples.  t: (N,) targets.  W: (d,), b: number.
    Returns one number in [0, 1].

    decisions [1, 0, 0, 1], t [1, 0, 1, 1]  ->  0.75
    """
    y = neuron(X, W, b)
    return np.mean((y >= 0.5) == (t == 1))

# %% exercise="accuracy"
W, b, losses = train(X_train, t_train, steps=300, rate=0.5)

# %%
found = neuron(X_test[t_test == 1], W, b) >= 0.5
refused = neuron(X_test[t_test == 0], W, b) < 0.5
print(f"accuracy {accuracy(X_test, t_test, W, b):.2%}, balanced {(found.mean() + refused.mean()) / 2:.2%}")
print(f'"never a 5" would have {np.mean(t_test == 0):.2%}, balanced 50.00%')

# %% [markdown]
# Look at what you have trained: the learning curve should fall, fast at first and then slowly. The weights,
# drawn as an image, show where ink speaks for a 5 (red) and where it speaks against it (blue). These
# figures are not marked.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
left.plot(losses)
left.set(title="Learning curve", xlabel="step", ylabel="binary cross-entropy")
limit = np.abs(W).max()
image = right.imshow(W.reshape(28, 28), cmap="RdBu_r", vmin=-limit, vmax=limit)
right.set(title="Weights", xticks=[], yticks=[])
figure.colorbar(image)
plt.show()

# %% [markdown]
# ## Exercise 8. Where the gradient comes from (3 points, written)

# %% [markdown] answer="derivation"
# ### Where the gradient comes from
#
# With $z = W^\top x + b$ and $y = \sigma(z)$, the loss of one sample is $\ell = -t \ln y - (1-t) \ln(1-y)$.
#
# $\partial \ell / \partial y = (y - t) / (y (1 - y))$ and $\sigma'(z) = e^{-z} / (1 + e^{-z})^2 = y (1 - y)$, so
# $\partial \ell / \partial z = y - t$.
#
# Since $\partial z / \partial W_j = x_j$ and $\partial z / \partial b = 1$, the mean over the samples gives
# $\partial L / \partial W = X^\top (y - t) / N$, of shape $(d,)$, and $\partial L / \partial b$ is the mean of $y - t$.
