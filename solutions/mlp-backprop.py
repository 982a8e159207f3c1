# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] lang="en"
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

# %% [markdown] lang="fr"
# # La rétropropagation à la main
#
# Une couche seule ne sait tracer entre les chiffres que des frontières droites. Une couche de plus entre les
# deux, et le réseau s'invente ses propres caractéristiques. Mais personne ne dit ce que les neurones cachés
# *devraient* répondre : il y a des cibles pour la sortie, aucune pour eux. La rétropropagation résout ce
# problème. Elle ramène l'erreur de la sortie à travers le réseau et dit à chaque neurone caché quelle est sa
# part.
#
# Dans ce TP, vous l'écrivez avec NumPy et rien d'autre, pour un réseau à une couche cachée qui lit des
# chiffres manuscrits.
#
# À la fin, vous aurez compris
#
# - ce que calcule une couche cachée, et combien de paramètres il y faut ;
# - comment la dérivation en chaîne, sous forme matricielle, donne tous les gradients pour à peu près le prix
#   d'un passage avant de plus ;
# - pourquoi les poids ne doivent pas partir de zéro ;
# - pourquoi on entraîne les réseaux sur de petits lots, ni sur tous les exemples à la fois, ni sur un seul.
#
# **Comment travailler.** À chaque exercice correspond une cellule à compléter. Remplacez le `# TODO` et la
# ligne `raise NotImplementedError` par votre code ; gardez les noms et les arguments. Vous pouvez ajouter
# des cellules, en couper, définir d'autres fonctions. Le notebook doit tourner d'un bout à l'autre :
# *Noyau, Redémarrer et tout exécuter*.
#
# **Comment vérifier son travail.** Dans un terminal, dans le dossier de ce notebook :
#
# ```
# bareme check mlp-backprop.fr.ipynb
# ```
#
# La commande lance les tests publics et dit, pour chacun de ceux qui échouent, ce qui était attendu et ce
# qui est venu. (Si vous travaillez avec le script, nommez `mlp-backprop.py`.)
#
# **Comment le TP est noté**, sur 20 : 17 points par des tests et 3 pour la réponse rédigée, lue par une
# personne. Des tests cachés posent les mêmes questions que les tests publics sur d'autres entrées, comparent
# vos gradients à des différences finies, et essaient le réseau que vous avez entraîné sur des images que
# personne n'a vues. Chaque fonction reçoit tout ce dont elle dépend : une erreur au début coûte peu ensuite.
# Toute méthode juste vaut les points ; NumPy est la seule bibliothèque permise pour le calcul (matplotlib
# pour la figure).

# %% [markdown] lang="en"
# ## The data, and what you already have
#
# MNIST: 60,000 training images and 10,000 test images of $28 \times 28$ grey levels from 0 to 255. As in
# the earlier labs, each image becomes a row of $d = 784$ numbers in $[0, 1]$, and each label a *one-hot* row
# of $K = 10$ numbers: a 1 at the place of the digit, 0 elsewhere. The sigmoid and the softmax are given too.

# %% [markdown] lang="fr"
# ## Les données, et ce que vous avez déjà
#
# MNIST : 60 000 images d'apprentissage et 10 000 images de test de $28 \times 28$ niveaux de gris, de 0 à
# 255. Comme dans les TP précédents, chaque image devient une ligne de $d = 784$ nombres dans $[0, 1]$, et
# chaque étiquette une ligne *one-hot* de $K = 10$ nombres : un 1 à la place du chiffre, 0 ailleurs. La
# sigmoïde et le softmax sont donnés, eux aussi.

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

# %% [markdown] lang="en"
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

# %% [markdown] lang="fr"
# ## Exercice 1. Le réseau et ses paramètres (1 point)
#
# Chacun des $m$ neurones cachés pondère les $d$ entrées, ajoute un biais et passe la somme dans la sigmoïde.
# Chacun des $K$ neurones de sortie pondère les $m$ sorties cachées et ajoute un biais ; le softmax fait des
# probabilités de ces $K$ sommes. Les paramètres voyagent ensemble dans un dictionnaire, `parameters` :
#
# | symbole | clé | dimension | ce que c'est |
# |---|---|---|---|
# | $W_1$ | `"W1"` | $(d, m)$ | poids des pixels vers les neurones cachés |
# | $b_1$ | `"b1"` | $(m,)$ | biais des neurones cachés |
# | $W_2$ | `"W2"` | $(m, K)$ | poids des neurones cachés vers les sorties |
# | $b_2$ | `"b2"` | $(K,)$ | biais des sorties |
#
# Combien de nombres cela fait-il ? Comptez-les pour tous $d$, $m$ et $K$.
#
# *Exemple.* 3 entrées, 2 neurones cachés et 2 sorties : $3 \cdot 2 + 2$ dans la première couche et
# $2 \cdot 2 + 2$ dans la seconde.
#
# ```
# parameter_count(3, 2, 2)       ->  14
# parameter_count(784, 100, 10)  ->  79510
# ```
#
# Une régression softmax sur les mêmes images en a 7 850. D'où en viennent dix fois plus ?


# %% exercise="count"
def parameter_count(features, hidden, classes):
    """Number of parameters, biases included, of a network with one hidden layer.

    features, hidden, classes: numbers of inputs, of hidden neurons and of outputs.
    Returns a whole number.

    3, 2, 2  ->  14
    """
    # BEGIN SOLUTION weights and biases of the first layer, then of the second
    return features * hidden + hidden + hidden * classes + classes
    # END SOLUTION


# %% [markdown] lang="en"
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

# %% [markdown] lang="fr"
# ## Exercice 2. D'où partir (1 point)
#
# Tous les paramètres pourraient-ils partir de zéro, comme pour un neurone seul ? Tous les neurones cachés
# calculeraient alors la même chose, recevraient le même gradient et resteraient égaux pour toujours : cent
# neurones qui en valent un. Les *poids* partent donc de nombres aléatoires, qui brisent la symétrie ; les
# biais peuvent partir de 0.
#
# De quelle taille ? Une somme de $n$ termes indépendants est environ $\sqrt{n}$ fois aussi grande que l'un
# d'eux. Pour que les sommes soient de taille modérée, là où la sigmoïde a une pente à suivre, tirez les
# poids d'une couche à $n$ entrées selon une **loi normale de moyenne 0 et d'écart type $1/\sqrt{n}$** :
# $n = d$ pour $W_1$ et $n = m$ pour $W_2$.
#
# L'argument `seed` rend le tirage reproductible : la même graine donne toujours les mêmes poids, une autre
# en donne d'autres. C'est ce que fait un générateur : `random = np.random.default_rng(seed)`, puis
# `random.normal(moyenne, écart_type, dimension)`.
#
# *Exemple*, avec $d = 4$, $m = 3$, $K = 2$ (vos nombres aléatoires peuvent être autres) :
#
# ```
# initialise(4, 3, 2, seed=0)  ->  {"W1": tableau (4, 3), d'écart type 1/2 environ,
#                                   "b1": array([0., 0., 0.]),
#                                   "W2": tableau (3, 2), d'écart type 0.58 environ,
#                                   "b2": array([0., 0.])}
# ```


# %% exercise="initialise"
def initialise(features, hidden, classes, seed):
    """First parameters of the network: random weights, biases of zero.

    features, hidden, classes: numbers of inputs, of hidden neurons and of outputs.  seed: whole number.
    Returns {"W1": (features, hidden), "b1": (hidden,), "W2": (hidden, classes), "b2": (classes,)}, where
    the weights of a layer with n inputs are normal, of mean 0 and standard deviation 1 / sqrt(n).
    """
    # BEGIN SOLUTION one generator for the seed, from which both matrices are drawn
    random = np.random.default_rng(seed)
    return {
        "W1": random.normal(0.0, 1.0 / np.sqrt(features), (features, hidden)),
        "b1": np.zeros(hidden),
        "W2": random.normal(0.0, 1.0 / np.sqrt(hidden), (hidden, classes)),
        "b2": np.zeros(classes),
    }
    # END SOLUTION


# %% [markdown] lang="en"
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

# %% [markdown] lang="fr"
# ## Exercice 3. Le passage avant (2,5 points)
#
# Des images aux probabilités, pour les $N$ images à la fois (les biais s'ajoutent à chaque ligne) :
#
# $$h = \sigma(X W_1 + b_1) \qquad p = \mathrm{softmax}(h\, W_2 + b_2)$$
#
# $X$ est de dimension $(N, d)$, $h$ de dimension $(N, m)$ et $p$ de dimension $(N, K)$ : la ligne $i$
# contient les probabilités que le réseau donne aux $K$ chiffres pour l'image $i$, et sa
# somme vaut 1. Renvoyez $h$ et $p$ : le retour a besoin des deux.
#
# *Exemple.* Une entrée $x = 1$, un neurone caché et deux sorties, avec $W_1 = (0)$, $b_1 = (\ln 3)$,
# $W_2 = (0, 0)$ et $b_2 = (\ln 3, 0)$ : la sortie cachée vaut $\sigma(\ln 3) = 3/4$, les sommes des sorties
# valent $\ln 3$ et 0, et leur softmax $3/(3+1)$ et $1/(3+1)$.
#
# ```
# forward(X, parameters)  ->  h = [[0.75]],  p = [[0.75, 0.25]]
# ```
#
# Pas de boucle Python sur les images : deux produits de matrices font tout.


# %% exercise="forward"
def forward(X, parameters):
    """Outputs of the hidden layer and of the network.

    X: (N, d), one sample per row.  parameters: {"W1": (d, m), "b1": (m,), "W2": (m, K), "b2": (K,)}.
    Returns (h, p): h is (N, m), the outputs of the sigmoids; p is (N, K), rows of probabilities.

    X [[1]], W1 [[0]], b1 [1.0986], W2 [[0, 0]], b2 [1.0986, 0]  ->  h [[0.75]], p [[0.75, 0.25]]
    """
    # BEGIN SOLUTION sigmoid of the first weighted sums, softmax of the second
    h = sigmoid(X @ parameters["W1"] + parameters["b1"])
    p = softmax(h @ parameters["W2"] + parameters["b2"])
    return h, p
    # END SOLUTION


# %% [markdown] lang="en"
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

# %% [markdown] lang="fr"
# ## Exercice 4. La perte : l'entropie croisée (1 point)
#
# Comme pour la régression softmax : l'opposé du logarithme de la probabilité donnée au bon chiffre, en
# moyenne sur les $N$ exemples.
#
# $$L = -\frac{1}{N} \sum_{i=1}^{N} \sum_{k=1}^{K} t_{ik} \ln p_{ik}$$
#
# *Exemple.* Deux exemples : $L = -(\ln 0{,}5 + \ln 0{,}25) / 2 = (0{,}6931 + 1{,}3863) / 2 = 1{,}0397$.
#
# ```
# cross_entropy(t=[[1, 0, 0], [0, 1, 0]], p=[[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]])  ->  1.0397
# ```
#
# Tenez $p$ à $\varepsilon = 10^{-12}$ au moins avant de prendre le logarithme, puisque $\ln 0$ est infini
# (tout $\varepsilon$ de $10^{-16}$ à $10^{-7}$ est accepté).


# %% exercise="loss"
def cross_entropy(t, p):
    """Mean cross-entropy between one-hot targets and probabilities.

    t: (N, K) of 0 and 1, one 1 per row.  p: (N, K) in [0, 1].
    Returns one number, finite even where a probability is 0.

    t [[1, 0, 0], [0, 1, 0]], p [[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]]  ->  1.0397
    """
    # BEGIN SOLUTION sum over the classes, mean over the samples
    return float(-np.mean(np.sum(t * np.log(np.maximum(p, 1e-12)), axis=1)))
    # END SOLUTION


# %% [markdown] lang="en"
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

# %% [markdown] lang="fr"
# ## Exercice 5. Le retour (4 points)
#
# Voici le cœur du TP. Appelons $z_2 = h W_2 + b_2$ les sommes de la couche de sortie et
# $z_1 = X W_1 + b_1$ celles de la couche cachée, et $\delta$ la dérivée de la perte par rapport à de telles
# sommes, une ligne par exemple.
#
# **À la sortie**, le softmax et l'entropie croisée donnent ensemble ce que vous connaissez de la régression
# softmax :
#
# $$\delta_2 = \frac{\partial L}{\partial z_2} = \frac{1}{N}\,(p - t) \qquad \text{dimension } (N, K)$$
#
# **Une couche plus tôt**, un neurone caché agit sur la perte à travers les $K$ sorties : leurs erreurs lui
# reviennent donc le long des mêmes poids, et passent par la pente de sa sigmoïde. Écrite avec sa sortie $h$,
# cette pente vaut $\sigma'(z_1) = h\,(1 - h)$ :
#
# $$\delta_1 = \frac{\partial L}{\partial z_1} = (\delta_2\, W_2^\top) \odot h \odot (1 - h)
#   \qquad \text{dimension } (N, m)$$
#
# où $\odot$ multiplie élément par élément. **Chaque gradient** est alors une erreur fois une entrée, sommée
# sur les exemples ; un biais est un poids dont l'entrée vaut toujours 1 :
#
# $$\frac{\partial L}{\partial W_2} = h^\top \delta_2 \qquad
#   \frac{\partial L}{\partial b_2} = \sum_i (\delta_2)_i \qquad
#   \frac{\partial L}{\partial W_1} = X^\top \delta_1 \qquad
#   \frac{\partial L}{\partial b_1} = \sum_i (\delta_1)_i$$
#
# Chacun a la dimension de son paramètre ; sinon, il manque une transposée. La moyenne sur les exemples est
# dans le $1/N$ de $\delta_2$ : ne la prenez pas deux fois.
#
# *Exemple.* Un exemple $x = 2$, un neurone caché avec $h = 1/2$, deux sorties avec $p = (3/4, 1/4)$ et
# $t = (1, 0)$, et $W_2 = (1, -1)$. Alors $\delta_2 = (-1/4, 1/4)$ ;
# $\delta_1 = (-\frac14 \cdot 1 + \frac14 \cdot (-1)) \cdot \frac12 \cdot \frac12 = -\frac18$.
#
# ```
# backward(X, t, parameters, h, p)  ->  {"W1": [[-0.25]],           "b1": [-0.125],
#                                        "W2": [[-0.125, 0.125]],   "b2": [-0.25, 0.25]}
# ```
#
# La fonction reçoit les sorties cachées $h$ et les probabilités $p$ : elle ne dépend donc pas de votre
# `forward`. Ici aussi, pas de boucle Python sur les images : les sommes ci-dessus sont des produits de
# matrices.
#
# **Testez vos gradients**, toujours : ajoutez un minuscule $\epsilon$ à un paramètre, retranchez-le, et
# regardez la perte changer. $\frac{L(w + \epsilon) - L(w - \epsilon)}{2\epsilon}$ doit être très proche de ce
# que dit `backward`. Les tests cachés le font aussi ; des gradients justes pour *vos propres* `forward` et
# `cross_entropy` valent une partie des points, même si ces deux fonctions sont fausses.


# %% exercise="backward"
def backward(X, t, parameters, h, p):
    """Derivatives of the mean cross-entropy with respect to every parameter.

    X: (N, d) samples.  t: (N, K) one-hot targets.  parameters: the four arrays of the network.
    h: (N, m) and p: (N, K), what the forward pass gave for X.
    Returns a dictionary with the keys "W1", "b1", "W2", "b2", each an array of the shape of its parameter.

    X [[2]], t [[1, 0]], W2 [[1, -1]], h [[0.5]], p [[0.75, 0.25]]
        ->  W1 [[-0.25]], b1 [-0.125], W2 [[-0.125, 0.125]], b2 [-0.25, 0.25]
    """
    # BEGIN SOLUTION the errors of the output, then those of the hidden layer, then the gradients
    error_2 = (p - t) / len(X)
    error_1 = error_2 @ parameters["W2"].T * h * (1 - h)
    return {
        "W1": X.T @ error_1,
        "b1": error_1.sum(axis=0),
        "W2": h.T @ error_2,
        "b2": error_2.sum(axis=0),
    }
    # END SOLUTION


# %% [markdown] lang="en"
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

# %% [markdown] lang="fr"
# ## Exercice 6. La mise à jour (1 point)
#
# Chaque paramètre fait un pas de taux $\eta$ dans le sens contraire de son gradient :
# $w \leftarrow w - \eta\, \partial L / \partial w$. Renvoyez un **nouveau** dictionnaire de nouveaux
# tableaux, et laissez intacts les deux que l'on vous donne : celui qui appelle la fonction peut encore avoir
# besoin des anciens paramètres.
#
# *Exemple*, pour l'un des quatre, avec le taux 0,1 : de 2,0 avec le gradient 5,0 à $2 - 0{,}1 \cdot 5$.
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
    # BEGIN SOLUTION parameter minus rate times gradient, for each key
    return {name: parameters[name] - rate * gradients[name] for name in parameters}
    # END SOLUTION


# %% [markdown] lang="en"
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

# %% [markdown] lang="fr"
# ## Exercice 7. Apprendre par mini-lots (2,5 points)
#
# Une *époque* (*epoch*) parcourt une fois tous les exemples. Avec des lots (*batches*) de $B$ exemples :
#
# 1. partez de `initialise(d, hidden, K, seed)`, où $d$ et $K$ se lisent sur les dimensions de $X$ et de $t$ ;
# 2. au début de **chaque époque**, mettez les exemples dans un nouvel ordre aléatoire (par exemple
#    `order = random.permutation(N)` avec un générateur de même graine), images et cibles ensemble ;
# 3. parcourez-les dans cet ordre, $B$ à la fois : passage avant, retour et mise à jour sur ces seuls $B$
#    exemples. Quand $B$ ne divise pas $N$, le dernier lot est plus petit ; utilisez-le aussi, pour qu'aucun
#    exemple ne soit perdu ;
# 4. à la fin de l'époque, notez la perte du réseau **sur les $N$ exemples**.
#
# `losses[k]` est la perte après l'époque numéro $k + 1$ : il y a autant de pertes que d'époques. Les mêmes
# arguments doivent toujours donner le même résultat ; $X$ et $t$ doivent ressortir comme ils sont entrés.
#
# *Exemple.* 10 exemples par lots de 4 font 3 mises à jour par époque, sur 4, 4 et 2 exemples.
#
# ```
# train(X, t, hidden=5, epochs=2, batch_size=4, rate=0.5, seed=0)
#   ->  les paramètres après 6 mises à jour,  losses = [2.1, 1.9]      (deux nombres, quels qu'ils soient)
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
    # BEGIN SOLUTION for each epoch: a new order, then batch by batch, then the loss over all samples
    parameters = initialise(X.shape[1], hidden, t.shape[1], seed)
    random = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = random.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            h, p = forward(X[batch], parameters)
            gradients = backward(X[batch], t[batch], parameters, h, p)
            parameters = update(parameters, gradients, rate)
        _, p = forward(X, parameters)
        losses.append(cross_entropy(t, p))
    return parameters, losses
    # END SOLUTION


# %% [markdown] lang="en"
# **Try it where a single layer must fail.** The exclusive or, XOR: 1 when exactly one of two inputs is 1. No
# straight line separates the two classes. A few hidden neurons are enough: look at the probabilities below.
# Those of the second column should be near 0, 1, 1 and 0.

# %% [markdown] lang="fr"
# **Essayez-le là où une couche seule doit échouer.** Le ou exclusif, XOR : 1 quand exactement une des deux
# entrées vaut 1. Aucune droite ne sépare les deux classes. Quelques neurones cachés suffisent : regardez les
# probabilités ci-dessous. Celles de la seconde colonne doivent être proches de 0, 1, 1 et 0.

# %%
X_xor = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
t_xor = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
parameters_xor, _ = train(X_xor, t_xor, hidden=8, epochs=1000, batch_size=4, rate=1.0, seed=0)
print(forward(X_xor, parameters_xor)[1].round(3))

# %% [markdown] lang="en"
# ## Exercise 8. Testing the network (2 points)
#
# The predicted digit of an image is the one with the largest probability; among equal ones take the first.
#
# *Example.* Rows of probabilities $(0.1, 0.7, 0.2)$ and $(0.5, 0.3, 0.2)$:
#
# ```
# predict_classes(X, parameters)  ->  [1, 0]
# ```

# %% [markdown] lang="fr"
# ## Exercice 8. Tester le réseau (2 points)
#
# Le chiffre prédit pour une image est celui de plus grande probabilité ; à égalité, le premier.
#
# *Exemple.* Lignes de probabilités $(0{,}1 ; 0{,}7 ; 0{,}2)$ et $(0{,}5 ; 0{,}3 ; 0{,}2)$ :
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
    # BEGIN SOLUTION forward, then the place of the largest probability in each row
    _, p = forward(X, parameters)
    return np.argmax(p, axis=1)
    # END SOLUTION


# %% [markdown] lang="en"
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

# %% [markdown] lang="fr"
# Les cellules ci-dessous entraînent **100 neurones cachés**, soit 79 510 paramètres, et les gardent dans
# `parameters` : **conservez ce nom** et le nombre de neurones cachés ; vous pouvez choisir les autres
# réglages. (Sur MNIST, cela prend environ une demi-minute. Quand votre cours emploie le profil rapide
# `mini`, le jeu de données est petit ; des lots plus petits, plus d'époques et un taux plus
# grand compensent.)
#
# Le réseau est testé sur des images que vous n'avez pas, 5 000 de MNIST ou 300 du petit jeu de données. Il
# doit reconnaître au moins **94 %** de celles de MNIST, ou **94,5 %** de celles du petit jeu de données. Avec
# ces réglages, une solution juste atteint 95,7 % sur MNIST (déjà 94,7 % après 10 époques) et 98,0 % sur le
# petit jeu de données. Les seuils sont plus de trois erreurs types plus bas : la malchance seule ne peut
# pas vous coûter les points. La régression softmax reste à 92 % sur MNIST : la différence est ce qu'apporte
# la couche cachée.

# %%
small = len(X_train) < 10_000
epochs, batch_size, rate = (25, 30, 1.0) if small else (15, 300, 0.5)

# %% exercise="test"
parameters, losses = train(X_train, t_train, 100, epochs, batch_size, rate, seed=0)

# %%
print("loss after each epoch:", np.round(losses, 3))
for name, X, labels in (("training accuracy", X_train, y_train), ("test accuracy", X_test, y_test)):
    print(f"{name} {np.mean(predict_classes(X, parameters) == labels):.2%}")

# %% [markdown] lang="en"
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

# %% [markdown] lang="fr"
# ## Exercice 9. Courbes d'apprentissage, pour des lots de trois tailles (0,5 point)
#
# Que change la taille des lots ? Une cellule plus bas entraîne trois fois un réseau de 30 neurones cachés
# pendant 10 époques, sur une partie des images : sur tous les exemples à la fois, sur des lots de 300 et
# sur des lots de 30.
#
# Dessinez ce qui en sort. `plot_losses(curves)` reçoit un dictionnaire, les pertes de chaque entraînement
# par son nom, et dessine **toutes les courbes dans une même figure** : la perte en fonction du numéro de
# l'époque, à partir de 1, avec une légende et un titre sur chaque axe. Elle renvoie la figure.
#
# *Exemple.*
#
# ```
# plot_losses({"lent": [2.3, 2.2, 2.1], "rapide": [1.5, 0.7, 0.4]})  ->  une figure : deux courbes de 3 points
# ```
#
# **Regardez le résultat** : les trois entraînements voient chaque image autant de fois. Lequel apprend le
# plus, et combien de mises à jour chacun a-t-il faites ?


# %% exercise="curves"
def plot_losses(curves):
    """Draw learning curves into one figure.

    curves: dictionary from the name of a run to its losses, one for each epoch.
    Returns the figure: one curve for each run, epochs from 1 on, both axes labelled, a legend.
    """
    # BEGIN SOLUTION a figure with axes; one plot for each entry; labels and legend
    figure, axes = plt.subplots(figsize=(7, 4))
    for name, values in curves.items():
        axes.plot(range(1, len(values) + 1), values, marker="o", label=name)
    axes.set(xlabel="epoch", ylabel="cross-entropy", title="Learning curves")
    axes.legend()
    return figure
    # END SOLUTION


# %%
X_part, t_part = X_train[:6000], t_train[:6000]
curves = {}
for size in (len(X_part), 300, 30):
    _, curves[f"batches of {size}"] = train(X_part, t_part, 30, 10, size, 0.5, seed=0)

# %%
figure = plot_losses(curves)
plt.show()

# %% [markdown] lang="en"
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

# %% [markdown] lang="fr"
# ## Exercice 10. Gradient total, par mini-lots, stochastique : six questions (1,5 point)
#
# Le gradient sur *tous* les exemples dit exactement où la perte descend le plus vite. Un *mini-lot* de $B$
# exemples tirés au hasard en donne une estimation ; avec $B = 1$, on parle de gradient stochastique au sens
# strict. Répondez à chaque question en donnant à sa variable l'une des valeurs permises, écrite exactement
# ainsi (les réponses restent en anglais).
#
# 1. `updates_per_epoch` : avec 60 000 images par lots de 300, combien de mises à jour fait une époque ?
#    Permis : un nombre entier.
# 2. `mean_batch_gradient` : faites la moyenne des gradients de mini-lots sur tous les lots que l'on pourrait
#    tirer. Quelle est sa longueur, comparée à celle du gradient sur tous les exemples ? Permis : `"equal"`
#    (c'est exactement le même vecteur), `"shorter"` (plus courte), `"longer"` (plus longue).
# 3. `noise_of_larger_batch` : à quelle distance un gradient de mini-lot est-il typiquement du gradient sur
#    tous les exemples, quand le lot est quatre fois plus grand (et reste bien plus petit que l'ensemble) ?
#    Permis : `"same"` (la même), `"half"` (la moitié), `"quarter"` (le quart).
# 4. `cost_of_larger_batch` : combien de multiplications prend une mise à jour quand le lot est quatre fois
#    plus grand ? Permis : `"same"` (autant), `"double"` (deux fois plus), `"fourfold"` (quatre fois plus).
# 5. `loss_over_all_samples` : avec des mini-lots et un petit pas, à quelles mises à jour la perte sur *tous*
#    les exemples baisse-t-elle ? Permis : `"at every one"` (à toutes), `"at most of them"` (à la plupart),
#    `"at none of them"` (à aucune).
# 6. `why_not_single_samples` : 300 mises à jour sur un exemple chacune prennent bien plus de temps qu'une
#    mise à jour sur 300 exemples. Pourquoi ? Permis : `"matrix products"` (produits de matrices),
#    `"more parameters"` (plus de paramètres), `"larger gradients"` (gradients plus grands).

# %% exercise="batches"
# updates_per_epoch = a whole number
# BEGIN SOLUTION
updates_per_epoch = 200
# END SOLUTION

# %% exercise="batches"
# mean_batch_gradient = "equal", "shorter" or "longer"
# BEGIN SOLUTION
mean_batch_gradient = "equal"
# END SOLUTION

# %% exercise="batches"
# noise_of_larger_batch = "same", "half" or "quarter"
# BEGIN SOLUTION
noise_of_larger_batch = "half"
# END SOLUTION

# %% exercise="batches"
# cost_of_larger_batch = "same", "double" or "fourfold"
# BEGIN SOLUTION
cost_of_larger_batch = "fourfold"
# END SOLUTION

# %% exercise="batches"
# loss_over_all_samples = "at every one", "at most of them" or "at none of them"
# BEGIN SOLUTION
loss_over_all_samples = "at most of them"
# END SOLUTION

# %% exercise="batches"
# why_not_single_samples = "matrix products", "more parameters" or "larger gradients"
# BEGIN SOLUTION
why_not_single_samples = "matrix products"
# END SOLUTION

# %% [markdown] lang="en"
# ## Exercise 11. Why mini-batches? (3 points, written)
#
# Compare gradient descent on all samples, on single samples and on mini-batches: what does an update cost,
# how good is its direction, how many of them fit into an epoch? Support what you say with *your* three
# curves, with numbers read from them. What does a too small batch cost, what a too large one? About ten
# lines.
#
# Answer in the next cell, below its heading.

# %% [markdown] lang="fr"
# ## Exercice 11. Pourquoi des mini-lots ? (3 points, rédigé)
#
# Comparez la descente de gradient sur tous les exemples, sur des exemples isolés et sur des mini-lots : que
# coûte une mise à jour, que vaut sa direction, combien en tient-il dans une époque ? Appuyez-vous sur *vos*
# trois courbes, avec des nombres que vous y lisez. Que coûte un lot trop petit, et un lot trop grand ? Une
# dizaine de lignes.
#
# Répondez dans la cellule suivante, sous son titre.

# %% [markdown] lang="en" answer="minibatches"
# ### Why mini-batches?
#
# <!-- BEGIN SOLUTION -->
# One update on all $N$ samples costs a forward and a backward pass over all of them. Its direction is exact,
# but an epoch makes a single step. In my figure, 10 epochs are 10 steps, and the loss has hardly left
# $\ln 10 \approx 2.3$.
#
# A mini-batch of $B$ samples drawn at random gives an estimate of the same gradient: its mean over all
# batches is the full gradient, and its typical error falls like $1/\sqrt{B}$. A batch a hundred times smaller
# is a hundred times cheaper, but only ten times less precise. Far from the minimum a rough direction is good
# enough: at the same cost, batches of 300 make 20 steps per epoch of 6,000 images instead of one, batches of
# 30 make 200, and after 10 epochs their losses are much lower.
#
# A too small batch has its price, too. With $B = 1$ the direction jumps from sample to sample, the loss falls
# at most updates but not at every one, and near the minimum it keeps trembling unless the rate is lowered.
# 60,000 products with one row take much longer than 200 products with 300 rows, because NumPy computes a
# matrix product in one go. A too large batch spends its time on a precision that a step does not need, and on
# memory. A few hundred samples are a good compromise. The noise may even help to leave a poor region, since
# the loss of this network is not convex.
# <!-- END SOLUTION -->

# %% [markdown] lang="fr" answer="minibatches"
# ### Pourquoi des mini-lots ?
#
# <!-- BEGIN SOLUTION -->
# Une mise à jour sur les $N$ exemples coûte un passage avant et un retour sur chacun d'eux. Sa direction est
# exacte, mais une époque ne fait qu'un seul pas. Sur ma figure, 10 époques sont 10 pas, et la perte a à peine
# quitté $\ln 10 \approx 2{,}3$.
#
# Un mini-lot de $B$ exemples tirés au hasard donne une estimation du même gradient : sa moyenne sur tous les
# lots est le gradient total, et son erreur typique décroît comme $1/\sqrt{B}$. Un lot cent fois plus petit
# coûte cent fois moins, mais n'est que dix fois moins précis. Loin du minimum, une direction approchée
# suffit : pour le même coût, les lots de 300 font 20 pas par époque de 6 000 images au lieu d'un, ceux
# de 30 en font 200, et après 10 époques leurs pertes sont bien plus basses.
#
# Un lot trop petit a aussi son prix. Avec $B = 1$, la direction saute d'un exemple à l'autre, la perte baisse
# à la plupart des mises à jour mais pas à toutes, et près du minimum elle continue de trembler si l'on ne
# réduit pas le taux. 60 000 produits avec une ligne prennent bien plus de temps que 200 produits avec
# 300 lignes, parce que NumPy calcule un produit de matrices d'un seul coup. Un lot trop grand dépense son
# temps pour une précision dont un pas n'a pas besoin, et de la mémoire. Quelques centaines d'exemples sont un
# bon compromis. Le bruit peut même aider à quitter une mauvaise région, car la perte de ce réseau n'est pas
# convexe.
# <!-- END SOLUTION -->
