# %% [markdown]
# # Back-propagation by hand
#
# A single layer can only draw straight borders between the digits. One more layer in between, and the
# network invents features of its own. But nobody says what the hidden neurons *should* answer: there are
# targets for the output, and none for them. Back-propagation is the way out. It carries the error from the
# output back through the network and tells each hidden neuron its share of it.
#
# In this lab you write it with NumPy and nothing else, for a network with one hidden layer that reads
# handwritten digits.
#
# By the end you will understand
#
# - what a hidden layer computes, and how many parameters that takes;
# - how the chain rule, in matrix form, gives every gradient at about the price of one more forward pass;
# - why the weights must not start from zero;
# - why networks are trained on small batches, neither on all samples at once nor on a single one.
#
# **How to work.** Each exercise has a cell to fill in. Replace the `# TODO` and the line
# `raise NotImplementedError` by your own code; keep the names and the arguments. You may add cells, split
# them and define helpers. The whole notebook must run from top to bottom: *Kernel, Restart and run all*.
#
# **How to check your work.** In a terminal, in the folder of this notebook:
#
# ```
# bareme check mlp-backprop.ipynb
# ```
#
# It runs the public checks and says, for each one that fails, what was expected and what came. (If you work
# with the script, name `mlp-backprop.py` instead.)
#
# **How it is marked**, out of 20: 17 points by checks and 3 for the written answer, which a person reads.
# Hidden checks ask the same questions as the public ones of other inputs, compare your gradients with finite
# differences, and test the network that you trained on images that no one has seen. Each function is given
# all that it depends on, so an early mistake costs little later. Any correct method earns the points; NumPy
# is the only library allowed for the computation (matplotlib for the figure).

# %% [markdown]
# ## The data, and what you already have
#
# MNIST: 60,000 training images and 10,000 test images of $28 \times 28$ grey levels from 0 to 255. As in
# the earlier labs, each image becomes a row of $d = 784$ numbers in $[0, 1]$, and each label a *one-hot* row
# of $K = 10$ numbers: a 1 at the place of the digit, 0 elsewhere. The sigmoid and the softmax are given too.

# %%
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


# %%
(x_train, y_train), (x_test, y_test) = load("mnist")
X_train, t_train = prepare(x_train, y_train)
X_test, t_test = prepare(x_test, y_test)
print("X_train", X_train.shape, " t_train", t_train.shape, " X_test", X_test.shape)


# %% [markdown]
# ## Exercise 1. The network and its parameters (1 point)
#
# Each of the $m$ hidden neurons weighs the $d$ inputs, adds a bias and takes the sigmoid. Each of the $K$
# output neurons weighs the $m$ hidden outputs and adds a bias; the softmax makes probabilities of the $K$
# sums. The parameters travel together in a dictionary, `parameters`:
#
# | symbol | key | shape | what it is |
# |---|---|---|---|
# | $W_1$ | `"W1"` | $(d, m)$ | weights from the pixels to the hidden neurons |
# | $b_1$ | `"b1"` | $(m,)$ | biases of the hidden neurons |
# | $W_2$ | `"W2"` | $(m, K)$ | weights from the hidden neurons to the outputs |
# | $b_2$ | `"b2"` | $(K,)$ | biases of the outputs |
#
# How many numbers are that? Count them for any $d$, $m$ and $K$.
#
# *Example.* 3 inputs, 2 hidden neurons and 2 outputs: $3 \cdot 2 + 2$ in the first layer and
# $2 \cdot 2 + 2$ in the second.
#
# ```
# parameter_count(3, 2, 2)       ->  14
# parameter_count(784, 100, 10)  ->  79510
# ```
#
# A softmax regression on the same images has 7,850. Where do ten times as many come from?

# %% exercise="count"
def parameter_count(features, hidden, classes):
    """Number of parameters, biases included, of a network with one hidden layer.

    features, hidden, classes: numbers of inputs, of hidden neurons and of outputs.
    Returns a whole number.

    3, 2, 2  ->  14
    """
    # TODO: weights and biases of the first layer, then of the second
    raise NotImplementedError


# %% [markdown]
# ## Exercise 2. Where to start (1 point)
#
# Could all parameters start from zero, as for a single neuron? Then all hidden neurons would compute the
# same, receive the same gradient and stay equal for ever: a hundred neurons that are worth one. So the
# *weights* start from random numbers, which break the symmetry; the biases may start from 0.
#
# How large? A sum of $n$ independent terms is about $\sqrt{n}$ times as large as one of them. For the sums
# to be of moderate size, where the sigmoid has a slope to follow, draw the weights of a layer with $n$
# inputs from a **normal distribution of mean 0 and standard deviation $1/\sqrt{n}$**: $n = d$ for $W_1$ and
# $n = m$ for $W_2$.
#
# The argument `seed` makes it repeatable: the same seed always gives the same weights, another seed gives
# others. A generator does that: `random = np.random.default_rng(seed)`, then
# `random.normal(mean, deviation, shape)`.
#
# *Example*, with $d = 4$, $m = 3$, $K = 2$ (your random numbers may differ):
#
# ```
# initialise(4, 3, 2, seed=0)  ->  {"W1": array of shape (4, 3), of standard deviation about 1/2,
#                                   "b1": array([0., 0., 0.]),
#                                   "W2": array of shape (3, 2), of standard deviation about 0.58,
#                                   "b2": array([0., 0.])}
# ```

# %% exercise="initialise"
def initialise(features, hidden, classes, seed):
    """First parameters of the network: random weights, biases of zero.

    features, hidden, classes: numbers of inputs, of hidden neurons and of outputs.  seed: whole number.
    Returns {"W1": (features, hidden), "b1": (hidden,), "W2": (hidden, classes), "b2": (classes,)}, where
    the weights of a layer with n inputs are normal, of mean 0 and standard deviation 1 / sqrt(n).
    """
    # TODO: one generator for the seed, from which both matrices are drawn
    raise NotImplementedError


# %% [markdown]
# ## Exercise 3. Forward (2.5 points)
#
# From the images to the probabilities, for all $N$ of them at once (the biases are added to every row):
#
# $$h = \sigma(X W_1 + b_1) \qquad p = \mathrm{softmax}(h\, W_2 + b_2)$$
#
# $X$ is $(N, d)$, $h$ is $(N, m)$ and $p$ is $(N, K)$: row $i$ holds the probabilities that the network gives
# to the $K$ digits for image $i$, and its sum is 1. Return both $h$ and $p$: the way back needs them.
#
# *Example.* One input $x = 1$, one hidden neuron and two outputs, with $W_1 = (0)$, $b_1 = (\ln 3)$,
# $W_2 = (0, 0)$ and $b_2 = (\ln 3, 0)$: the hidden output is $\sigma(\ln 3) = 3/4$, the sums of the outputs
# are $\ln 3$ and 0, and their softmax is $3/(3+1)$ and $1/(3+1)$.
#
# ```
# forward(X, parameters)  ->  h = [[0.75]],  p = [[0.75, 0.25]]
# ```
#
# No Python loop over the images: two matrix products do it all.

# %% exercise="forward"
def forward(X, parameters):
    """Outputs of the hidden layer and of the network.

    X: (N, d), one sample per row.  parameters: {"W1": (d, m), "b1": (m,), "W2": (m, K), "b2": (K,)}.
    Returns (h, p): h is (N, m), the outputs of the sigmoids; p is (N, K), rows of probabilities.

    X [[1]], W1 [[0]], b1 [1.0986], W2 [[0, 0]], b2 [1.0986, 0]  ->  h [[0.75]], p [[0.75, 0.25]]
    """
    # TODO: sigmoid of the first weighted sums, softmax of the second
    raise NotImplementedError


# %% [markdown]
# ## Exercise 4. The loss: cross-entropy (1 point)
#
# As in softmax regression: minus the logarithm of the probability that was given to the right digit, in the
# mean over the $N$ samples.
#
# $$L = -\frac{1}{N} \sum_{i=1}^{N} \sum_{k=1}^{K} t_{ik} \ln p_{ik}$$
#
# *Example.* Two samples: $L = -(\ln 0.5 + \ln 0.25) / 2 = (0.6931 + 1.3863) / 2 = 1.0397$.
#
# ```
# cross_entropy(t=[[1, 0, 0], [0, 1, 0]], p=[[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]])  ->  1.0397
# ```
#
# Keep $p$ at $\varepsilon = 10^{-12}$ or more before you take the logarithm, since $\ln 0$ is infinite (any
# $\varepsilon$ from $10^{-16}$ to $10^{-7}$ is accepted).

# %% exercise="loss"
def cross_entropy(t, p):
    """Mean cross-entropy between one-hot targets and probabilities.

    t: (N, K) of 0 and 1, one 1 per row.  p: (N, K) in [0, 1].
    Returns one number, finite even where a probability is 0.

    t [[1, 0, 0], [0, 1, 0]], p [[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]]  ->  1.0397
    """
    # TODO: sum over the classes, mean over the samples
    raise NotImplementedError


# %% [markdown]
# ## Exercise 5. Backward (4 points)
#
# Here is the heart of the lab. Call $z_2 = h W_2 + b_2$ the sums of the output layer and
# $z_1 = X W_1 + b_1$ those of the hidden layer, and let $\delta$ be the derivative of the loss with respect
# to such sums, one row for each sample.
#
# **At the output**, softmax and cross-entropy together give what you know from softmax regression:
#
# $$\delta_2 = \frac{\partial L}{\partial z_2} = \frac{1}{N}\,(p - t) \qquad \text{shape } (N, K)$$
#
# **One layer back**, a hidden neuron acts on the loss through all $K$ outputs, so their errors come back to
# it along the same weights, and pass through the slope of its sigmoid. Written with its output $h$, that
# slope is $\sigma'(z_1) = h\,(1 - h)$:
#
# $$\delta_1 = \frac{\partial L}{\partial z_1} = (\delta_2\, W_2^\top) \odot h \odot (1 - h)
#   \qquad \text{shape } (N, m)$$
#
# where $\odot$ multiplies element by element. **Each gradient** is then an error times an input, summed over
# the samples; a bias is a weight whose input is always 1:
#
# $$\frac{\partial L}{\partial W_2} = h^\top \delta_2 \qquad
#   \frac{\partial L}{\partial b_2} = \sum_i (\delta_2)_i \qquad
#   \frac{\partial L}{\partial W_1} = X^\top \delta_1 \qquad
#   \frac{\partial L}{\partial b_1} = \sum_i (\delta_1)_i$$
#
# Each has the shape of its parameter; if one has not, a transpose is missing. The mean over the samples is
# in the $1/N$ of $\delta_2$: do not take it twice.
#
# *Example.* One sample $x = 2$, one hidden neuron with $h = 1/2$, two outputs with $p = (3/4, 1/4)$ and
# $t = (1, 0)$, and $W_2 = (1, -1)$. Then $\delta_2 = (-1/4, 1/4)$;
# $\delta_1 = (-\frac14 \cdot 1 + \frac14 \cdot (-1)) \cdot \frac12 \cdot \frac12 = -\frac18$.
#
# ```
# backward(X, t, parameters, h, p)  ->  {"W1": [[-0.25]],           "b1": [-0.125],
#                                        "W2": [[-0.125, 0.125]],   "b2": [-0.25, 0.25]}
# ```
#
# The hidden outputs $h$ and the probabilities $p$ are given to the function, so that it does not depend on
# your `forward`. Here, too, no Python loop over the images: the sums above are matrix products.
#
# **Test your gradients**, always: add a tiny $\epsilon$ to one parameter, subtract it, and see how the loss
# changes. $\frac{L(w + \epsilon) - L(w - \epsilon)}{2\epsilon}$ must be very near to what `backward` says.
# The hidden checks do this too; gradients that are right for *your own* `forward` and `cross_entropy` earn
# part of the points even if these are wrong.

# %% exercise="backward"
def backward(X, t, parameters, h, p):
    """Derivatives of the mean cross-entropy with respect to every parameter.

    X: (N, d) samples.  t: (N, K) one-hot targets.  parameters: the four arrays of the network.
    h: (N, m) and p: (N, K), what the forward pass gave for X.
    Returns a dictionary with the keys "W1", "b1", "W2", "b2", each an array of the shape of its parameter.

    X [[2]], t [[1, 0]], W2 [[1, -1]], h [[0.5]], p [[0.75, 0.25]]
        ->  W1 [[-0.25]], b1 [-0.125], W2 [[-0.125, 0.125]], b2 [-0.25, 0.25]
    """
    # TODO: the errors of the output, then those of the hidden layer, then the gradients
    raise NotImplementedError


# %% [markdown]
# ## Exercise 6. Update (1 point)
#
# Every parameter makes a step of rate $\eta$ against its gradient: $w \leftarrow w - \eta\, \partial L /
# \partial w$. Return a **new** dictionary of new arrays, and leave the two that you are given as they are:
# whoever calls the function may still need the old parameters.
#
# *Example*, for one of the four, with the rate 0.1: from 2.0 with the gradient 5.0 to $2 - 0.1 \cdot 5$.
#
# ```
# update({"b2": [2.0], ...}, {"b2": [5.0], ...}, rate=0.1)  ->  {"b2": [1.5], ...}
# ```

# %% exercise="update"
def update(parameters, gradients, rate):
    """One step of gradient descent for every parameter.

    parameters, gradients: dictionaries with the keys "W1", "b1", "W2", "b2" and arrays of equal shapes.
    rate: size of the step.
    Returns a new dictionary; neither of those given is changed.

    b2 [2.0], gradient [5.0], rate 0.1  ->  b2 [1.5]
    """
    # TODO: parameter minus rate times gradient, for each key
    raise NotImplementedError


# %% [markdown]
# ## Exercise 7. Training on mini-batches (2.5 points)
#
# An *epoch* goes through all samples once. With batches of $B$ samples:
#
# 1. start from `initialise(d, hidden, K, seed)`, where $d$ and $K$ are read from the shapes of $X$ and $t$;
# 2. at the beginning of **each epoch**, put the samples in a new random order (for instance
#    `order = random.permutation(N)` with a generator of the same seed), images and targets alike;
# 3. go through them in this order, $B$ at a time: forward, backward and update on these $B$ samples alone.
#    When $B$ does not divide $N$, the last batch is smaller; use it too, so that no sample is lost;
# 4. at the end of the epoch, record the loss of the network **over all $N$ samples**.
#
# `losses[k]` is the loss after epoch number $k + 1$, so there are as many losses as epochs. The same
# arguments must always give the same result; $X$ and $t$ must come out as they went in.
#
# *Example.* 10 samples in batches of 4 make 3 updates in each epoch, on 4, 4 and 2 samples.
#
# ```
# train(X, t, hidden=5, epochs=2, batch_size=4, rate=0.5, seed=0)
#   ->  parameters after 6 updates,  losses = [2.1, 1.9]      (two numbers, whatever they are)
# ```

# %% exercise="training"
def train(X, t, hidden, epochs, batch_size, rate, seed):
    """Stochastic gradient descent on mini-batches.

    X: (N, d) samples.  t: (N, K) one-hot targets.  hidden: number of hidden neurons.
    epochs: how often to go through all samples.  batch_size: samples per update (fewer in the last batch
    of an epoch where it does not divide N).  rate: size of a step.  seed: of the weights and of the order.
    Returns (parameters, losses): losses[k] is the loss over all samples after epoch k + 1.

    N 10, batch_size 4, epochs 2  ->  6 updates, 2 losses
    """
    # TODO: for each epoch: a new order, then batch by batch, then the loss over all samples
    raise NotImplementedError


# %% [markdown]
# **Try it where a single layer must fail.** The exclusive or, XOR: 1 when exactly one of two inputs is 1. No
# straight line separates the two classes. A few hidden neurons are enough: look at the probabilities below.
# Those of the second column should be near 0, 1, 1 and 0.

# %%
X_xor = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
t_xor = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
parameters_xor, _ = train(X_xor, t_xor, hidden=8, epochs=1000, batch_size=4, rate=1.0, seed=0)
print(forward(X_xor, parameters_xor)[1].round(3))


# %% [markdown]
# ## Exercise 8. Testing the network (2 points)
#
# The predicted digit of an image is the one with the largest probability; among equal ones take the first.
#
# *Example.* Rows of probabilities $(0.1, 0.7, 0.2)$ and $(0.5, 0.3, 0.2)$:
#
# ```
# predict_classes(X, parameters)  ->  [1, 0]
# ```

# %% exercise="test"
def predict_classes(X, parameters):
    """Most probable class of every sample.

    X: (N, d) samples.  parameters: the four arrays of the network.
    Returns (N,) whole numbers from 0 to K - 1.

    probabilities [[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]]  ->  [1, 0]
    """
    # TODO: forward, then the place of the largest probability in each row
    raise NotImplementedError


# %% [markdown]
# The cells below train **100 hidden neurons**, 79,510 parameters, and keep them in `parameters`: **keep this
# name** and the number of hidden neurons; you may choose the other settings. (On MNIST this takes about half
# a minute. When your course uses the quick `mini` profile, the data set is a small one, and smaller batches,
# more epochs and a larger rate make up for it.)
#
# The network is tested on images that you do not have, 5,000 of MNIST or 300 of the small data set. It must
# recognise at least **94 %** of those of MNIST, or **94.5 %** of those of the small data set. With these
# settings a right solution reaches 95.7 % on MNIST (94.7 % after 10 epochs already) and 98.0 % on the small
# data set. The thresholds lie more than three standard errors below that, so that bad luck alone cannot
# cost you the points. Softmax regression stays at 92 % on MNIST: the difference is what the hidden layer
# brings.

# %%
small = len(X_train) < 10_000
epochs, batch_size, rate = (25, 30, 1.0) if small else (15, 300, 0.5)

# %% exercise="test"
parameters, losses = train(X_train, t_train, 100, epochs, batch_size, rate, seed=0)

# %%
print("loss after each epoch:", np.round(losses, 3))
for name, X, labels in (("training accuracy", X_train, y_train), ("test accuracy", X_test, y_test)):
    print(f"{name} {np.mean(predict_classes(X, parameters) == labels):.2%}")


# %% [markdown]
# ## Exercise 9. Learning curves, for batches of three sizes (0.5 point)
#
# What does the size of the batches change? A cell below trains a network of 30 hidden neurons three times
# for 10 epochs, on a part of the images: on all samples at once, on batches of 300, and on batches of 30.
#
# Draw what came out. `plot_losses(curves)` is given a dictionary, the losses of each run by its name, and
# draws **all curves into one figure**: the loss against the number of the epoch, from 1 on, with a legend and
# a label on each axis. It returns the figure.
#
# *Example.*
#
# ```
# plot_losses({"slow": [2.3, 2.2, 2.1], "fast": [1.5, 0.7, 0.4]})  ->  a figure with two curves of 3 points
# ```
#
# **Look at the result**: the three runs see each image equally often. Which one learns most, and how many
# updates has each one made?

# %% exercise="curves"
def plot_losses(curves):
    """Draw learning curves into one figure.

    curves: dictionary from the name of a run to its losses, one for each epoch.
    Returns the figure: one curve for each run, epochs from 1 on, both axes labelled, a legend.
    """
    # TODO: a figure with axes; one plot for each entry; labels and legend
    raise NotImplementedError


# %%
X_part, t_part = X_train[:6000], t_train[:6000]
curves = {}
for size in (len(X_part), 300, 30):
    _, curves[f"batches of {size}"] = train(X_part, t_part, 30, 10, size, 0.5, seed=0)

# %%
figure = plot_losses(curves)
plt.show()

# %% [markdown]
# ## Exercise 10. Batch, mini-batch, stochastic: six questions (1.5 points)
#
# The gradient over *all* samples says exactly where the loss falls fastest. A *mini-batch* of $B$ samples,
# drawn at random, gives an estimate of it; with $B = 1$ one speaks of stochastic gradient descent in the
# strict sense. Answer each question by giving its variable one of the values allowed, spelt exactly so.
#
# 1. `updates_per_epoch`: with 60,000 images in batches of 300, how many updates does an epoch make?
#    Allowed: a whole number.
# 2. `mean_batch_gradient`: take the mean of the mini-batch gradients over all batches that could be drawn.
#    How long is it, beside the gradient over all samples? Allowed: `"equal"` (it is the very same vector),
#    `"shorter"`, `"longer"`.
# 3. `noise_of_larger_batch`: how far is a mini-batch gradient from the gradient over all samples, typically,
#    when the batch is four times as large (and still far smaller than the whole)? Allowed: `"same"`,
#    `"half"`, `"quarter"`.
# 4. `cost_of_larger_batch`: how many multiplications does one update take when the batch is four times as
#    large? Allowed: `"same"`, `"double"`, `"fourfold"`.
# 5. `loss_over_all_samples`: with mini-batches and a small step, at which updates does the loss over *all*
#    samples fall? Allowed: `"at every one"`, `"at most of them"`, `"at none of them"`.
# 6. `why_not_single_samples`: 300 updates on one sample each take much longer than one update on 300 samples.
#    Why? Allowed: `"matrix products"`, `"more parameters"`, `"larger gradients"`.

# %% exercise="batches"
# updates_per_epoch = a whole number
# TODO
raise NotImplementedError

# %% exercise="batches"
# mean_batch_gradient = "equal", "shorter" or "longer"
# TODO
raise NotImplementedError

# %% exercise="batches"
# noise_of_larger_batch = "same", "half" or "quarter"
# TODO
raise NotImplementedError

# %% exercise="batches"
# cost_of_larger_batch = "same", "double" or "fourfold"
# TODO
raise NotImplementedError

# %% exercise="batches"
# loss_over_all_samples = "at every one", "at most of them" or "at none of them"
# TODO
raise NotImplementedError

# %% exercise="batches"
# why_not_single_samples = "matrix products", "more parameters" or "larger gradients"
# TODO
raise NotImplementedError

# %% [markdown]
# ## Exercise 11. Why mini-batches? (3 points, written)
#
# Compare gradient descent on all samples, on single samples and on mini-batches: what does an update cost,
# how good is its direction, how many of them fit into an epoch? Support what you say with *your* three
# curves, with numbers read from them. What does a too small batch cost, what a too large one? About ten
# lines.
#
# Answer in the next cell, below its heading.

# %% [markdown] answer="minibatches"
# ### Why mini-batches?
#
# *Your answer here.*
