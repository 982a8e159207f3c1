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
# # A single neuron
#
# A network of a million neurons is a million copies of one small idea. In this lab you build that idea by
# hand, with NumPy and nothing else: a neuron that looks at a handwritten digit and says whether it is a
# **5**.
#
# By the end you will understand
#
# - how an image becomes a vector, and a question ("is this a 5?") becomes a target;
# - what a neuron computes, and why its output can be read as a probability;
# - how a loss turns "the neuron is wrong" into a number, and how its gradient says what to change;
# - why an accuracy of 91 % can mean that nothing has been learnt.
#
# **How to work.** Each exercise has one cell with a function to fill in. Replace the `# TODO` and the line
# `raise NotImplementedError` by your own code; keep the name and the arguments of the function. You may add
# cells, split them and define helpers. The whole notebook must run from top to bottom: *Kernel, Restart and
# run all*.
#
# **How to check your work.** In a terminal, in the folder of this notebook:
#
# ```
# bareme check neuron.ipynb
# ```
#
# It runs the public checks and says, for each one that fails, what was expected and what came. (If you work
# with the script, name `neuron.py` instead.)
#
# **How it is marked**, out of 20: 17 points by checks and 3 for the written answer, which a person reads.
# The public checks are those that you can run. Hidden checks ask the same questions of other inputs: large
# and small numbers, one sample or many, and images that no one has seen, on which your trained neuron must
# reach the thresholds stated in exercise 7. Each function is judged on its own inputs, so an early mistake
# costs little later. Any correct method earns the points; NumPy is the only library allowed for the
# computation (matplotlib for the figure).

# %% [markdown] lang="fr"
# # Un seul neurone
#
# Un réseau d'un million de neurones, c'est un million de fois la même petite idée. Dans ce TP, vous la
# construisez à la main, avec NumPy et rien d'autre : un neurone qui regarde un chiffre manuscrit et dit si
# c'est un **5**.
#
# À la fin, vous aurez compris
#
# - comment une image devient un vecteur, et une question (« est-ce un 5 ? ») une cible ;
# - ce que calcule un neurone, et pourquoi sa sortie se lit comme une probabilité ;
# - comment une perte change « le neurone se trompe » en un nombre, et comment son gradient dit quoi
#   corriger ;
# - pourquoi une exactitude de 91 % peut vouloir dire que rien n'a été appris.
#
# **Comment travailler.** À chaque exercice correspond une cellule avec une fonction à compléter. Remplacez
# le `# TODO` et la ligne `raise NotImplementedError` par votre code ; gardez le nom et les arguments de la
# fonction. Vous pouvez ajouter des cellules, en couper, définir d'autres fonctions. Le notebook doit
# tourner d'un bout à l'autre : *Noyau, Redémarrer et tout exécuter*.
#
# **Comment vérifier son travail.** Dans un terminal, dans le dossier de ce notebook :
#
# ```
# bareme check neuron.fr.ipynb
# ```
#
# La commande lance les tests publics et dit, pour chacun de ceux qui échouent, ce qui était attendu et ce
# qui est venu. (Si vous travaillez avec le script, nommez `neuron.py`.)
#
# **Comment le TP est noté**, sur 20 : 17 points par des tests et 3 pour la réponse rédigée, lue par une
# personne. Les tests publics sont ceux que vous pouvez lancer. Les tests cachés posent les mêmes questions
# sur d'autres entrées : de grands et de petits nombres, un exemple ou beaucoup, et des images que personne
# n'a vues, où votre neurone doit atteindre les seuils donnés à l'exercice 7. Chaque fonction est jugée sur
# ses propres entrées : une erreur au début coûte peu ensuite. Toute méthode juste vaut les points ; NumPy
# est la seule bibliothèque permise pour le calcul (matplotlib pour la figure).

# %% [markdown] lang="en"
# ## The data
#
# MNIST holds 60,000 training images and 10,000 test images of handwritten digits. Each image is a grid of
# $28 \times 28$ grey levels, whole numbers from 0 (black) to 255 (white); each label is the digit, 0 to 9.

# %% [markdown] lang="fr"
# ## Les données
#
# MNIST contient 60 000 images d'apprentissage et 10 000 images de test de chiffres manuscrits. Chaque image
# est une grille de $28 \times 28$ niveaux de gris, entiers de 0 (noir) à 255 (blanc) ; chaque étiquette est
# le chiffre, de 0 à 9.

# %%
import matplotlib.pyplot as plt
import numpy as np

from bareme.datasets import load

(x_train, y_train), (x_test, y_test) = load("mnist")
print("images:", x_train.shape, x_train.dtype, " labels:", y_train[:10])

# %% [markdown] lang="en"
# ## Exercise 1. Preparing the data (2 points)
#
# A neuron reads a *vector* of numbers, and it learns best from numbers of moderate size. So
#
# - each image becomes a row of $28 \times 28 = 784$ numbers, row of pixels after row of pixels;
# - each grey level is divided by 255, which brings it into $[0, 1]$;
# - each label becomes the target $t = 1$ if it is the chosen digit and $t = 0$ otherwise.
#
# From $N$ images come a matrix $X$ of shape $(N, 784)$ and a vector $t$ of shape $(N,)$.
#
# *Example.* For two images with the labels `[5, 3]`, where the second pixel of the first image is 51 and
# all other pixels are 0:
#
# ```
# prepare(images, labels)  ->  X = [[0.0, 0.2, 0.0, ...],      t = [1.0, 0.0]
#                                   [0.0, 0.0, 0.0, ...]]
# ```
#
# Leave the arrays that you are given as they are: others may still need them.

# %% [markdown] lang="fr"
# ## Exercice 1. Préparer les données (2 points)
#
# Un neurone lit un *vecteur* de nombres, et il apprend mieux sur des nombres de taille modérée. Donc
#
# - chaque image devient une ligne de $28 \times 28 = 784$ nombres, une ligne de pixels après l'autre ;
# - chaque niveau de gris est divisé par 255, ce qui le ramène dans $[0, 1]$ ;
# - chaque étiquette devient la cible $t = 1$ si c'est le chiffre choisi, et $t = 0$ sinon.
#
# De $N$ images naissent une matrice $X$ de dimension $(N, 784)$ et un vecteur $t$ de dimension $(N,)$.
#
# *Exemple.* Pour deux images d'étiquettes `[5, 3]`, où le deuxième pixel de la première image vaut 51 et
# tous les autres 0 :
#
# ```
# prepare(images, labels)  ->  X = [[0.0, 0.2, 0.0, ...],      t = [1.0, 0.0]
#                                   [0.0, 0.0, 0.0, ...]]
# ```
#
# Laissez intacts les tableaux que l'on vous donne : d'autres peuvent encore en avoir besoin.


# %% exercise="prepare"
def prepare(images, labels, digit=5):
    """Turn images into rows of numbers in [0, 1], and labels into targets.

    images: array (N, 28, 28) of grey levels 0..255.
    labels: array (N,) of digits 0..9.
    Returns (X, t): X is (N, 784), t is (N,) with 1.0 for the digit and 0.0 for all others.

    labels [5, 3]  ->  t [1.0, 0.0]
    """
    # BEGIN SOLUTION flatten and scale the images, compare the labels with the digit
    X = images.reshape(len(images), -1) / 255.0
    t = (labels == digit).astype(float)
    return X, t
    # END SOLUTION


# %%
X_train, t_train = prepare(x_train, y_train)
X_test, t_test = prepare(x_test, y_test)
print(f"X_train {X_train.shape}, from {X_train.min()} to {X_train.max()}; {t_train.mean():.1%} are a 5")

# %% [markdown] lang="en"
# ## Exercise 2. The sigmoid (2 points)
#
# The sigmoid squeezes any real number into $(0, 1)$, so that the output of the neuron can be read as the
# probability that the image is a 5:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# *Example.* Since $e^{-\ln 3} = 1/3$, we have $\sigma(\ln 3) = 1 / (1 + 1/3) = 3/4$.
#
# ```
# sigmoid(0.0)                        ->  0.5
# sigmoid(np.array([-1.0986, 1.0986]))  ->  [0.25, 0.75]
# sigmoid(np.array([-1000, 1000]))    ->  [0.0, 1.0]      without a warning
# sigmoid(-740.0)                     ->  4.2e-322         tiny, but not 0
# ```
#
# **A trap.** A float ends near $10^{308}$, so `np.exp(1000)` overflows: it gives `inf` and a warning, and
# `inf / inf` gives `nan`. The two forms $\frac{1}{1 + e^{-z}}$ and $\frac{e^z}{1 + e^z}$ are equal in
# mathematics but not on a computer. For which $z$ is each one safe? Cutting $z$ off at some value avoids
# the overflow, but it gives a wrong answer beyond that value.

# %% [markdown] lang="fr"
# ## Exercice 2. La sigmoïde (2 points)
#
# La sigmoïde ramène tout nombre réel dans $(0, 1)$ ; la sortie du neurone se lit alors comme la probabilité
# que l'image soit un 5 :
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# *Exemple.* Comme $e^{-\ln 3} = 1/3$, on a $\sigma(\ln 3) = 1 / (1 + 1/3) = 3/4$.
#
# ```
# sigmoid(0.0)                        ->  0.5
# sigmoid(np.array([-1.0986, 1.0986]))  ->  [0.25, 0.75]
# sigmoid(np.array([-1000, 1000]))    ->  [0.0, 1.0]      sans avertissement
# sigmoid(-740.0)                     ->  4.2e-322         minuscule, mais pas 0
# ```
#
# **Un piège.** Un flottant s'arrête vers $10^{308}$, donc `np.exp(1000)` déborde : on obtient `inf` et un
# avertissement, et `inf / inf` donne `nan`. Les deux formes $\frac{1}{1 + e^{-z}}$ et $\frac{e^z}{1 + e^z}$
# sont égales en mathématiques, mais pas sur un ordinateur. Pour quels $z$ chacune est-elle sûre ? Borner
# $z$ évite le débordement, mais donne une réponse fausse au-delà de la borne.


# %% exercise="sigmoid"
def sigmoid(z):
    """Logistic function, elementwise.

    z: a number, or an array of any shape. Returns the same shape, in [0, 1], without overflow.

    0.0  ->  0.5
    [-1.0986, 1.0986]  ->  [0.25, 0.75]
    """
    # BEGIN SOLUTION choose a form whose exponential never overflows
    small = np.exp(-np.abs(z))  # in (0, 1], whatever the sign of z
    return np.where(np.asarray(z) >= 0, 1.0, small) / (1.0 + small)
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 3. The output of the neuron (2 points)
#
# A neuron weighs each of its $d$ inputs, adds a bias, and squeezes the sum:
#
# $$y = \sigma\Big(\sum_{j=1}^{d} W_j x_j + b\Big) = \sigma(W^\top x + b)$$
#
# With one image per row of $X$, a single product does it for all $N$ images at once:
#
# | symbol | shape | what it is |
# |---|---|---|
# | $X$ | $(N, d)$ | the images, here with $d = 784$ |
# | $W$ | $(d,)$ | one weight per pixel |
# | $b$ | number | the bias |
# | $y$ | $(N,)$ | one output per image |
#
# *Example.* $x = (1, 1)$, $W = (\ln 3, -\ln 3)$ and $b = \ln 3$: the weighted sum is
# $\ln 3 - \ln 3 + \ln 3 = \ln 3$.
#
# ```
# neuron(np.array([[1.0, 1.0]]), np.array([1.0986, -1.0986]), 1.0986)  ->  [0.75]
# ```
#
# Do without a Python loop over the images: with 60,000 of them it would be slower by far. Mind the shape:
# $(N,)$ is a vector, $(N, 1)$ is a matrix with one column, and subtracting one from the other gives
# $(N, N)$ numbers.

# %% [markdown] lang="fr"
# ## Exercice 3. La sortie du neurone (2 points)
#
# Un neurone pondère chacune de ses $d$ entrées, ajoute un biais, et passe la somme dans la sigmoïde :
#
# $$y = \sigma\Big(\sum_{j=1}^{d} W_j x_j + b\Big) = \sigma(W^\top x + b)$$
#
# Avec une image par ligne de $X$, un seul produit suffit pour les $N$ images à la fois :
#
# | symbole | dimension | ce que c'est |
# |---|---|---|
# | $X$ | $(N, d)$ | les images, ici avec $d = 784$ |
# | $W$ | $(d,)$ | un poids par pixel |
# | $b$ | nombre | le biais |
# | $y$ | $(N,)$ | une sortie par image |
#
# *Exemple.* $x = (1, 1)$, $W = (\ln 3, -\ln 3)$ et $b = \ln 3$ : la somme pondérée vaut
# $\ln 3 - \ln 3 + \ln 3 = \ln 3$.
#
# ```
# neuron(np.array([[1.0, 1.0]]), np.array([1.0986, -1.0986]), 1.0986)  ->  [0.75]
# ```
#
# Passez-vous de boucle Python sur les images : pour 60 000 d'entre elles, elle serait bien plus lente.
# Attention aux dimensions : $(N,)$ est un vecteur, $(N, 1)$ une matrice à une colonne, et leur différence
# compte $(N, N)$ nombres.


# %% exercise="neuron"
def neuron(X, W, b):
    """Output of the neuron for every sample.

    X: (N, d), one sample per row.  W: (d,) weights.  b: number, the bias.
    Returns y: (N,), each in [0, 1].

    X [[1, 1]], W [1.0986, -1.0986], b 1.0986  ->  [0.75]
    """
    # BEGIN SOLUTION the weighted sum, then the sigmoid
    return sigmoid(X @ W + b)
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 4. The loss: binary cross-entropy (3 points)
#
# How wrong is the neuron? If it gives the probability $y$ to "this is a 5", then the probability that it
# gave to what was really there is $y$ when $t = 1$ and $1 - y$ when $t = 0$. The loss is minus the
# logarithm of that probability, averaged over the $N$ samples:
#
# $$L = -\frac{1}{N} \sum_{i=1}^{N} \big[\, t_i \ln y_i + (1 - t_i) \ln (1 - y_i) \,\big]$$
#
# ($\ln$ is the natural logarithm, `np.log`.) A sure and right answer costs almost nothing, "I do not know"
# ($y = 0.5$) costs $\ln 2 \approx 0.693$, a sure and wrong answer costs very much.
#
# *Example.* $t = (1, 0)$ and $y = (0.8, 0.4)$:
# $L = -(\ln 0.8 + \ln 0.6) / 2 = (0.2231 + 0.5108) / 2 = 0.3670$.
#
# ```
# binary_cross_entropy(np.array([1.0, 0.0]), np.array([0.8, 0.4]))  ->  0.3670
# binary_cross_entropy(np.array([1.0]), np.array([0.0]))            ->  27.63
# ```
#
# **A trap.** $\ln 0$ is infinite, and `0 * inf` is `nan`. Keep $y$ at least $\varepsilon = 10^{-12}$ away
# from 0 and from 1 before you take the logarithm (any $\varepsilon$ from $10^{-16}$ to $10^{-7}$ is
# accepted), on a copy of $y$.

# %% [markdown] lang="fr"
# ## Exercice 4. La perte : l'entropie croisée binaire (3 points)
#
# À quel point le neurone se trompe-t-il ? S'il donne la probabilité $y$ à « c'est un 5 », alors la
# probabilité qu'il donnait à ce qui était vraiment là est $y$ quand $t = 1$ et $1 - y$ quand $t = 0$. La
# perte est l'opposé du logarithme de cette probabilité, en moyenne sur les $N$ exemples :
#
# $$L = -\frac{1}{N} \sum_{i=1}^{N} \big[\, t_i \ln y_i + (1 - t_i) \ln (1 - y_i) \,\big]$$
#
# ($\ln$ est le logarithme népérien, `np.log`.) Une réponse sûre et juste ne coûte presque rien, « je ne
# sais pas » ($y = 0{,}5$) coûte $\ln 2 \approx 0{,}693$, une réponse sûre et fausse coûte très cher.
#
# *Exemple.* $t = (1, 0)$ et $y = (0{,}8 ; 0{,}4)$ :
# $L = -(\ln 0{,}8 + \ln 0{,}6) / 2 = (0{,}2231 + 0{,}5108) / 2 = 0{,}3670$.
#
# ```
# binary_cross_entropy(np.array([1.0, 0.0]), np.array([0.8, 0.4]))  ->  0.3670
# binary_cross_entropy(np.array([1.0]), np.array([0.0]))            ->  27.63
# ```
#
# **Un piège.** $\ln 0$ est infini, et `0 * inf` vaut `nan`. Tenez $y$ à au moins $\varepsilon = 10^{-12}$
# de 0 et de 1 avant de prendre le logarithme (tout $\varepsilon$ de $10^{-16}$ à $10^{-7}$ est accepté),
# sur une copie de $y$.


# %% exercise="loss"
def binary_cross_entropy(t, y):
    """Mean binary cross-entropy between targets and predictions.

    t: (N,) of 0 and 1.  y: (N,) in [0, 1].
    Returns one number, finite even where y is exactly 0 or 1.

    t [1, 0], y [0.8, 0.4]  ->  0.3670
    """
    # BEGIN SOLUTION keep y away from 0 and 1, then take the mean over the samples
    y = np.clip(y, 1e-12, 1 - 1e-12)
    return float(-np.mean(t * np.log(y) + (1 - t) * np.log(1 - y)))
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 5. The gradients (4 points)
#
# Which way should each weight move for the loss to fall? Against its derivative. For the sigmoid with the
# cross-entropy, a long chain of derivatives ends in a very short result (you will prove it in exercise 8):
# the error of a sample is simply $y_i - t_i$, and
#
# $$\frac{\partial L}{\partial W} = \frac{1}{N} X^\top (y - t) \qquad
#   \frac{\partial L}{\partial b} = \frac{1}{N} \sum_{i=1}^{N} (y_i - t_i)$$
#
# The first has the shape $(d,)$ of $W$, the second is one number. Here, too, do without a Python loop over
# the images: products of whole arrays do it all. The function is given the outputs $y$, so that it does not
# depend on your earlier functions.
#
# *Example.* One sample $x = (2, 4)$ with $t = 1$ and $y = 0.75$: the error is $-0.25$.
#
# ```
# gradients(np.array([[2.0, 4.0]]), np.array([1.0]), np.array([0.75]))  ->  dW = [-0.5, -1.0],  db = -0.25
# ```
#
# **How to test a gradient, always.** Add a tiny $h$ to one weight, subtract it, and see how the loss
# changes: $\frac{L(W_j + h) - L(W_j - h)}{2h}$ must be very near to `dW[j]`. The hidden checks do this with
# your own loss: a gradient that is right for *your* loss earns part of the points even if the loss itself
# is wrong.

# %% [markdown] lang="fr"
# ## Exercice 5. Les gradients (4 points)
#
# Dans quel sens déplacer chaque poids pour que la perte baisse ? Dans le sens contraire de sa dérivée. Pour
# la sigmoïde avec l'entropie croisée, une longue chaîne de dérivées aboutit à un résultat très court (vous
# le démontrerez à l'exercice 8) : l'erreur d'un exemple vaut simplement $y_i - t_i$, et
#
# $$\frac{\partial L}{\partial W} = \frac{1}{N} X^\top (y - t) \qquad
#   \frac{\partial L}{\partial b} = \frac{1}{N} \sum_{i=1}^{N} (y_i - t_i)$$
#
# Le premier a la dimension $(d,)$ de $W$, le second est un nombre. Ici aussi, passez-vous de boucle Python
# sur les images : des produits de tableaux entiers font tout. La fonction reçoit les sorties $y$ : elle ne
# dépend donc pas de vos fonctions précédentes.
#
# *Exemple.* Un seul exemple $x = (2, 4)$ avec $t = 1$ et $y = 0{,}75$ : l'erreur vaut $-0{,}25$.
#
# ```
# gradients(np.array([[2.0, 4.0]]), np.array([1.0]), np.array([0.75]))  ->  dW = [-0.5, -1.0],  db = -0.25
# ```
#
# **Comment tester un gradient, toujours.** Ajoutez un minuscule $h$ à un poids, retranchez-le, et regardez
# la perte changer : $\frac{L(W_j + h) - L(W_j - h)}{2h}$ doit être très proche de `dW[j]`. Les tests cachés
# le font avec votre propre perte : un gradient juste pour *votre* perte vaut une partie des points, même si
# la perte est fausse.


# %% exercise="gradients"
def gradients(X, t, y):
    """Derivatives of the binary cross-entropy with respect to the weights and to the bias.

    X: (N, d) samples.  t: (N,) targets.  y: (N,) outputs of the neuron for X.
    Returns (dW, db): dW is (d,), db is one number.

    X [[2, 4]], t [1], y [0.75]  ->  dW [-0.5, -1.0], db -0.25
    """
    # BEGIN SOLUTION the error of each sample, then its product with the inputs
    error = y - t
    dW = X.T @ error / len(t)
    db = float(np.mean(error))
    return dW, db
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 6. Training by gradient descent (2 points)
#
# Start from $W = 0$ and $b = 0$: the neuron knows nothing and answers 0.5 to everything, so the first loss is
# $\ln 2 \approx 0.693$. Then repeat, with all samples at each step and with the rate $\eta$:
#
# 1. compute the outputs $y$;
# 2. compute the loss and record it;
# 3. compute the gradients;
# 4. update: $W \leftarrow W - \eta\, \dfrac{\partial L}{\partial W}$ and
#    $b \leftarrow b - \eta\, \dfrac{\partial L}{\partial b}$.
#
# `losses[k]` is the loss *before* update number $k$, so there are as many losses as steps. $X$ and $t$ must
# come out as they went in.
#
# *Example.* One sample $x = (2, 4)$ with $t = 1$, one step of rate 0.1: the output is 0.5, the error $-0.5$,
# `dW` is $(-1, -2)$ and `db` is $-0.5$.
#
# ```
# train(np.array([[2.0, 4.0]]), np.array([1.0]), steps=1, rate=0.1)
#   ->  W = [0.1, 0.2],  b = 0.05,  losses = [0.693]
# ```

# %% [markdown] lang="fr"
# ## Exercice 6. Apprendre par descente de gradient (2 points)
#
# Partez de $W = 0$ et $b = 0$ : le neurone ne sait rien et répond 0,5 à tout, donc la première perte vaut
# $\ln 2 \approx 0{,}693$. Puis répétez, avec tous les exemples à chaque pas et avec le taux $\eta$ :
#
# 1. calculer les sorties $y$ ;
# 2. calculer la perte et la noter ;
# 3. calculer les gradients ;
# 4. mettre à jour : $W \leftarrow W - \eta\, \dfrac{\partial L}{\partial W}$ et
#    $b \leftarrow b - \eta\, \dfrac{\partial L}{\partial b}$.
#
# `losses[k]` est la perte *avant* la mise à jour numéro $k$ : il y a autant de pertes que de pas. $X$ et $t$
# doivent ressortir tels qu'ils sont entrés.
#
# *Exemple.* Un seul exemple $x = (2, 4)$ avec $t = 1$, un pas de taux 0,1 : la sortie vaut 0,5, l'erreur
# $-0{,}5$, `dW` vaut $(-1, -2)$ et `db` vaut $-0{,}5$.
#
# ```
# train(np.array([[2.0, 4.0]]), np.array([1.0]), steps=1, rate=0.1)
#   ->  W = [0.1, 0.2],  b = 0.05,  losses = [0.693]
# ```


# %% exercise="training"
def train(X, t, steps, rate):
    """Full-batch gradient descent from W = 0 and b = 0.

    X: (N, d) samples.  t: (N,) targets.  steps: number of updates.  rate: size of a step.
    Returns (W, b, losses): W is (d,), b one number, losses[k] the loss before update k.

    X [[2, 4]], t [1], steps 1, rate 0.1  ->  W [0.1, 0.2], b 0.05, losses [0.693]
    """
    # BEGIN SOLUTION start from zero; at each step: output, loss, gradients, update
    W = np.zeros(X.shape[1])
    b = 0.0
    losses = []
    for _ in range(steps):
        y = neuron(X, W, b)
        losses.append(binary_cross_entropy(t, y))
        dW, db = gradients(X, t, y)
        W = W - rate * dW
        b = b - rate * db
    return W, b, losses
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 7. Testing the neuron (2 points)
#
# Decide that an image is a 5 when $y \ge 0.5$; the accuracy is the share of the images for which this
# decision is right.
#
# *Example.* Decisions $(1, 0, 0, 1)$ for the targets $(1, 0, 1, 1)$: three of four are right.
#
# ```
# accuracy(X, t, W, b)  ->  0.75
# ```
#
# **How good is good?** Only 892 of the 10,000 test images are a 5. A program that always answers "not a 5"
# has learnt nothing, and its accuracy on MNIST is already **91.08 %**. So we also look at the *balanced*
# accuracy: the mean of the share of fives that are found and the share of other digits that are refused.
# Always answering "not a 5" earns $(0\,\% + 100\,\%) / 2 = 50\,\%$ there.
#
# The cell below trains your neuron and keeps its weights in `W` and `b`: **keep these names**. They are
# tested on images that you do not have (5,000 of MNIST; 300 with the small data set, when your course uses
# the quick `mini` profile). They must reach
#
# | | accuracy | balanced accuracy | "never a 5" |
# |---|---|---|---|
# | MNIST | 95 % | 75 % | 91 % and 50 % |
# | small data set | 96 % | 82 % | 90 % and 50 % |
#
# With 300 steps of rate 0.5, a right solution reaches about 96.9 % and 85.7 % on MNIST (98.7 % and 93.3 % on
# the small data set). The thresholds lie at least three standard errors of the test below that, so that bad
# luck alone cannot cost you the points. You may choose other settings.

# %% [markdown] lang="fr"
# ## Exercice 7. Tester le neurone (2 points)
#
# Décidez qu'une image est un 5 quand $y \ge 0{,}5$ ; l'exactitude (*accuracy*) est la part des images pour
# lesquelles cette décision est juste.
#
# *Exemple.* Décisions $(1, 0, 0, 1)$ pour les cibles $(1, 0, 1, 1)$ : trois sur quatre sont justes.
#
# ```
# accuracy(X, t, W, b)  ->  0.75
# ```
#
# **À partir de quand est-ce bien ?** Seules 892 des 10 000 images de test sont des 5. Un programme qui
# répond toujours « pas un 5 » n'a rien appris, et son exactitude sur MNIST est déjà de **91,08 %**. On
# regarde donc aussi l'exactitude *équilibrée* : la moyenne entre la part des 5 que l'on trouve et la part
# des autres chiffres que l'on écarte. Répondre toujours « pas un 5 » y vaut
# $(0\,\% + 100\,\%) / 2 = 50\,\%$.
#
# La cellule ci-dessous entraîne votre neurone et garde ses poids dans `W` et `b` : **conservez ces noms**.
# Ils sont testés sur des images que vous n'avez pas (5 000 de MNIST ; 300 avec le petit jeu de données,
# quand votre cours emploie le profil rapide `mini`). Ils doivent atteindre
#
# | | exactitude | exactitude équilibrée | « jamais un 5 » |
# |---|---|---|---|
# | MNIST | 95 % | 75 % | 91 % et 50 % |
# | petit jeu de données | 96 % | 82 % | 90 % et 50 % |
#
# Avec 300 pas de taux 0,5, une solution juste atteint environ 96,9 % et 85,7 % sur MNIST (98,7 % et 93,3 %
# sur le petit jeu de données). Les seuils sont au moins trois erreurs types du test plus bas : la malchance
# seule ne peut pas vous coûter les points. Vous pouvez choisir d'autres réglages.


# %% exercise="accuracy"
def accuracy(X, t, W, b):
    """Share of right decisions, where an output of at least 0.5 means "yes".

    X: (N, d) samples.  t: (N,) targets.  W: (d,), b: number.
    Returns one number in [0, 1].

    decisions [1, 0, 0, 1], t [1, 0, 1, 1]  ->  0.75
    """
    # BEGIN SOLUTION decide, then count how often the decision is right
    decisions = neuron(X, W, b) >= 0.5
    return float(np.mean(decisions == t))
    # END SOLUTION


# %% exercise="accuracy"
W, b, losses = train(X_train, t_train, steps=300, rate=0.5)

# %%
found = neuron(X_test[t_test == 1], W, b) >= 0.5
refused = neuron(X_test[t_test == 0], W, b) < 0.5
print(f"accuracy {accuracy(X_test, t_test, W, b):.2%}, balanced {(found.mean() + refused.mean()) / 2:.2%}")
print(f'"never a 5" would have {np.mean(t_test == 0):.2%}, balanced 50.00%')

# %% [markdown] lang="en"
# Look at what you have trained: the learning curve should fall, fast at first and then slowly. The weights,
# drawn as an image, show where ink speaks for a 5 (red) and where it speaks against it (blue). These
# figures are not marked.

# %% [markdown] lang="fr"
# Regardez ce que vous avez entraîné : la courbe d'apprentissage doit descendre, vite d'abord puis
# lentement. Les poids, dessinés comme une image, montrent où l'encre plaide pour un 5 (rouge) et où elle
# plaide contre (bleu). Ces figures ne sont pas notées.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
left.plot(losses)
left.set(title="Learning curve", xlabel="step", ylabel="binary cross-entropy")
limit = np.abs(W).max()
image = right.imshow(W.reshape(28, 28), cmap="RdBu_r", vmin=-limit, vmax=limit)
right.set(title="Weights", xticks=[], yticks=[])
figure.colorbar(image)
plt.show()

# %% [markdown] lang="en"
# ## Exercise 8. Where the gradient comes from (3 points, written)
#
# Write down the expressions of the output $y$, of the loss $L$ and of its derivatives
# $\partial L / \partial W$ and $\partial L / \partial b$, and derive the derivatives step by step.
# Suggested path: the loss of one sample as a function of $y$; then $y = \sigma(z)$, with a proof that
# $\sigma'(z) = \sigma(z)\,(1 - \sigma(z))$; then $z = W^\top x + b$; then the mean over the samples and the
# matrix form, with the shapes. Half a dozen lines with formulas between `$` signs are enough.
#
# Answer in the next cell, below its heading.

# %% [markdown] lang="fr"
# ## Exercice 8. D'où vient le gradient (3 points, rédigé)
#
# Écrivez les expressions de la sortie $y$, de la perte $L$ et de ses dérivées $\partial L / \partial W$ et
# $\partial L / \partial b$, et établissez les dérivées pas à pas. Chemin conseillé : la perte d'un exemple
# en fonction de $y$ ; puis $y = \sigma(z)$, en démontrant que $\sigma'(z) = \sigma(z)\,(1 - \sigma(z))$ ;
# puis $z = W^\top x + b$ ; puis la moyenne sur les exemples et la forme matricielle, avec les dimensions.
# Une demi-douzaine de lignes avec des formules entre signes `$` suffisent.
#
# Répondez dans la cellule suivante, sous son titre.

# %% [markdown] lang="en" answer="derivation"
# ### Where the gradient comes from
#
# <!-- BEGIN SOLUTION -->
# The output for the sample $x_i$ (a vector of $d$ pixels) is $y_i = \sigma(z_i)$ with
# $z_i = W^\top x_i + b$, the loss is $L = \frac1N \sum_i \ell_i$ with
# $\ell_i = -t_i \ln y_i - (1 - t_i) \ln(1 - y_i)$.
#
# With respect to the output,
#
# $$\frac{\partial \ell_i}{\partial y_i} = -\frac{t_i}{y_i} + \frac{1 - t_i}{1 - y_i}
#   = \frac{y_i - t_i}{y_i (1 - y_i)}$$
#
# For the sigmoid, $\sigma(z) = (1 + e^{-z})^{-1}$ gives
#
# $$\sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2} = \sigma(z)\,\frac{e^{-z}}{1 + e^{-z}}
#   = \sigma(z)\,(1 - \sigma(z))$$
#
# so $\frac{\partial y_i}{\partial z_i} = y_i (1 - y_i)$.
#
# By the chain rule the two factors cancel: $\frac{\partial \ell_i}{\partial z_i} = y_i - t_i$. Since
# $\frac{\partial z_i}{\partial W_j} = x_{ij}$ and $\frac{\partial z_i}{\partial b} = 1$,
#
# $$\frac{\partial L}{\partial W_j} = \frac1N \sum_i (y_i - t_i)\, x_{ij}, \qquad
#   \frac{\partial L}{\partial b} = \frac1N \sum_i (y_i - t_i).$$
#
# In matrix form $\frac{\partial L}{\partial W} = \frac1N X^\top (y - t)$: a $(d, N)$ matrix times a vector
# of $N$ numbers has the shape $(d,)$, that of $W$.
# <!-- END SOLUTION -->

# %% [markdown] lang="fr" answer="derivation"
# ### D'où vient le gradient
#
# <!-- BEGIN SOLUTION -->
# La sortie pour l'exemple $x_i$ (un vecteur de $d$ pixels) est $y_i = \sigma(z_i)$ avec
# $z_i = W^\top x_i + b$, la perte est $L = \frac1N \sum_i \ell_i$ avec
# $\ell_i = -t_i \ln y_i - (1 - t_i) \ln(1 - y_i)$.
#
# Par rapport à la sortie,
#
# $$\frac{\partial \ell_i}{\partial y_i} = -\frac{t_i}{y_i} + \frac{1 - t_i}{1 - y_i}
#   = \frac{y_i - t_i}{y_i (1 - y_i)}$$
#
# Pour la sigmoïde, $\sigma(z) = (1 + e^{-z})^{-1}$ donne
#
# $$\sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2} = \sigma(z)\,\frac{e^{-z}}{1 + e^{-z}}
#   = \sigma(z)\,(1 - \sigma(z))$$
#
# donc $\frac{\partial y_i}{\partial z_i} = y_i (1 - y_i)$.
#
# Par dérivation en chaîne, les deux facteurs se simplifient :
# $\frac{\partial \ell_i}{\partial z_i} = y_i - t_i$. Comme $\frac{\partial z_i}{\partial W_j} = x_{ij}$ et
# $\frac{\partial z_i}{\partial b} = 1$,
#
# $$\frac{\partial L}{\partial W_j} = \frac1N \sum_i (y_i - t_i)\, x_{ij}, \qquad
#   \frac{\partial L}{\partial b} = \frac1N \sum_i (y_i - t_i).$$
#
# Sous forme matricielle, $\frac{\partial L}{\partial W} = \frac1N X^\top (y - t)$ : une matrice $(d, N)$
# fois un vecteur de $N$ nombres a la dimension $(d,)$, celle de $W$.
# <!-- END SOLUTION -->
