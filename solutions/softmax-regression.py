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
# # Softmax regression
#
# One neuron can say whether an image is a 5. To say *which* digit it is, take ten of them, let each give its
# class a score, and make the ten scores compete. That is softmax regression, the last layer of almost every
# classifier you will ever meet. In this lab you build it by hand, with NumPy and nothing else, and train it
# on handwritten digits.
#
# By the end you will understand
#
# - in what space images live, and how a class becomes a target vector;
# - how the softmax turns any scores into probabilities, and why a plain maximum would not do;
# - how the cross-entropy measures a whole distribution, and why its gradient is so short;
# - what a mini-batch, an epoch and a step are;
# - what shape the cost has, and what that promises about where the descent ends.
#
# **How to work.** Each exercise has a cell with a function to fill in, or a question to answer by giving a
# variable a value. Replace the `# TODO` and the line `raise NotImplementedError` by your own code; keep the
# names and the arguments. You may add cells, split them and define helpers. The whole notebook must run
# from top to bottom: *Kernel, Restart and run all*.
#
# **How to check your work.** In a terminal, in the folder of this notebook:
#
# ```
# bareme check softmax-regression.ipynb
# ```
#
# It runs the public checks and says, for each one that fails, what was expected and what came.
#
# **How it is marked**, out of 20: 17 points by checks and 3 for the written answers, which a person reads.
# The public checks are those that you can run. Hidden checks ask the same questions of other inputs: huge
# scores, one sample or many, another number of classes, and images that no one has seen, on which your
# trained weights must reach the threshold stated in exercise 7. Each function is judged on its own inputs,
# or on what it makes of your own earlier functions, so a mistake is paid for once; only the trained
# weights rest on everything before them. Any correct method earns the points; NumPy is the only library
# allowed for the computation (matplotlib for the figures).

# %% [markdown] lang="fr"
# # La régression softmax
#
# Un neurone sait dire si une image est un 5. Pour dire *quel* chiffre elle montre, prenez-en dix, laissez
# chacun donner une note à sa classe, et mettez les dix notes en concurrence. C'est la régression softmax,
# la dernière couche de presque tous les classifieurs que vous rencontrerez. Dans ce TP, vous la construisez
# à la main, avec NumPy et rien d'autre, et vous l'entraînez sur des chiffres manuscrits.
#
# À la fin, vous aurez compris
#
# - dans quel espace vivent les images, et comment une classe devient un vecteur cible ;
# - comment le softmax change des scores quelconques en probabilités, et pourquoi un simple maximum ne
#   suffirait pas ;
# - comment l'entropie croisée mesure toute une distribution, et pourquoi son gradient est si court ;
# - ce que sont un mini-lot, une époque et un pas ;
# - quelle forme a le coût, et ce qu'elle promet sur l'endroit où la descente s'arrête.
#
# **Comment travailler.** À chaque exercice correspond une cellule avec une fonction à compléter, ou une
# question à laquelle on répond en donnant une valeur à une variable. Remplacez le `# TODO` et la ligne
# `raise NotImplementedError` par votre code ; gardez les noms et les arguments. Vous pouvez ajouter des
# cellules, en couper, définir d'autres fonctions. Le notebook doit tourner d'un bout à l'autre : *Noyau,
# Redémarrer et tout exécuter*.
#
# **Comment vérifier son travail.** Dans un terminal, dans le dossier de ce notebook :
#
# ```
# bareme check softmax-regression.fr.ipynb
# ```
#
# La commande lance les tests publics et dit, pour chacun de ceux qui échouent, ce qui était attendu et ce
# qui est venu.
#
# **Comment le TP est noté**, sur 20 : 17 points par des tests et 3 pour les réponses rédigées, lues par
# une personne. Les tests publics sont ceux que vous pouvez lancer. Les tests cachés posent les mêmes
# questions sur d'autres entrées : des scores énormes, un exemple ou beaucoup, un autre nombre de classes,
# et des images que personne n'a vues, où vos poids doivent atteindre le seuil donné à l'exercice 7. Chaque
# fonction est jugée sur ses propres entrées, ou sur ce qu'elle fait de vos fonctions précédentes : une
# erreur ne se paie qu'une fois ; seuls les poids entraînés reposent sur tout ce qui précède. Toute méthode
# juste vaut les points ; NumPy est la seule bibliothèque permise pour le calcul (matplotlib pour les
# figures).

# %% [markdown] lang="en"
# ## The data
#
# MNIST holds 60,000 training images and 10,000 test images of handwritten digits. Each image is a grid of
# $28 \times 28$ grey levels, whole numbers from 0 (black) to 255 (white); each label is the digit, 0 to 9.
# The cell below loads them and prepares $X$: one row per image, row of pixels after row of pixels, scaled to
# $[0, 1]$.
#
# The letters keep their meaning throughout: $N$ is the number of samples, $d$ the number of numbers in a
# sample, $K$ the number of classes (ten digits).

# %% [markdown] lang="fr"
# ## Les données
#
# MNIST contient 60 000 images d'apprentissage et 10 000 images de test de chiffres manuscrits. Chaque image
# est une grille de $28 \times 28$ niveaux de gris, entiers de 0 (noir) à 255 (blanc) ; chaque étiquette est
# le chiffre, de 0 à 9. La cellule ci-dessous les charge et prépare $X$ : une ligne par image, une ligne de
# pixels après l'autre, ramenée dans $[0, 1]$.
#
# Les lettres gardent leur sens d'un bout à l'autre : $N$ est le nombre d'exemples, $d$ le nombre de valeurs
# d'un exemple, $K$ le nombre de classes (dix chiffres).

# %%
import matplotlib.pyplot as plt
import numpy as np

from bareme.datasets import load

(x_train, y_train), (x_test, y_test) = load("mnist")
X_train = x_train.reshape(len(x_train), -1) / 255
X_test = x_test.reshape(len(x_test), -1) / 255
print("images:", x_train.shape, " X_train:", X_train.shape, " labels:", y_train[:10])

# %% [markdown] lang="en"
# ## Exercise 1. Looking at the data (2 points)
#
# Never train on what you have not looked at. Write `show_images`, which draws the first `count` images in a
# grid and returns the figure. Two ways are common, and both are accepted:
#
# - one `imshow` per image, each in axes of its own (`plt.subplots(rows, columns)`, then hide the axes);
# - one large picture, for which the images are laid side by side in an array, drawn by a single `imshow`.
#   It is much faster.
#
# *Example.* `show_images(x_train)` shows the first 200 images, for instance in 10 rows of 20;
# `show_images(x_train, 30)` shows the first 30.
#
# **What to look at.** Would *you* recognise every one of them? Which digits are written in more than one
# way? A person misses about one in five hundred; keep that in mind when you read the accuracy at the end.

# %% [markdown] lang="fr"
# ## Exercice 1. Regarder les données (2 points)
#
# N'entraînez jamais rien sur ce que vous n'avez pas regardé. Écrivez `show_images`, qui dessine les `count`
# premières images dans une grille et renvoie la figure. Deux façons sont courantes, et
# toutes deux sont acceptées :
#
# - un `imshow` par image, chacun dans ses propres axes (`plt.subplots(lignes, colonnes)`, puis cacher les
#   axes) ;
# - une seule grande image, pour laquelle on range les images côte à côte dans un tableau, dessinée par un
#   seul `imshow`. C'est bien plus rapide.
#
# *Exemple.* `show_images(x_train)` montre les 200 premières images, par exemple en 10 lignes de 20 ;
# `show_images(x_train, 30)` montre les 30 premières.
#
# **À regarder.** Les reconnaissez-*vous* toutes ? Quels chiffres s'écrivent de plusieurs façons ? Une
# personne se trompe environ une fois sur cinq cents ; pensez-y en lisant l'exactitude à la fin.


# %% exercise="images"
def show_images(images, count=200):
    """Draw the first images in a grid.

    images: (N, height, width) grey levels.  count: how many to show.
    Returns the matplotlib figure.

    show_images(x_train)      ->  a figure of 200 digits
    show_images(x_train, 30)  ->  a figure of 30 digits
    """
    # BEGIN SOLUTION lay the images out in rows of 20, draw them, return the figure
    shown = images[:count]
    number, height, width = shown.shape
    columns = min(20, number)
    rows = -(-number // columns)
    cells = np.zeros((rows * columns, height, width), dtype=shown.dtype)
    cells[:number] = shown
    grid = cells.reshape(rows, columns, height, width).swapaxes(1, 2).reshape(rows * height, columns * width)
    figure, axes = plt.subplots(figsize=(columns / 2, rows / 2))
    axes.imshow(grid, cmap="gray")
    axes.set_axis_off()
    axes.set_title(f"The first {number} images")
    return figure
    # END SOLUTION


# %%
show_images(x_train)
plt.show()

# %% [markdown] lang="en"
# Each image is one point of a space $\mathbb{R}^d$ (more exactly, of a cube in it, since grey levels lie
# between 0 and 1). What is the dimension $d$ of this space? Give `dimension` a whole number.

# %% [markdown] lang="fr"
# Chaque image est un point d'un espace $\mathbb{R}^d$ (plus exactement d'un cube de cet espace, puisque les
# niveaux de gris sont entre 0 et 1). Quelle est la dimension $d$ de cet espace ? Donnez à `dimension` un
# nombre entier.

# %% exercise="images"
dimension: int
# BEGIN SOLUTION dimension = a whole number
dimension = 784
# END SOLUTION

# %% [markdown] lang="en"
# ## Exercise 2. One-hot targets (1.5 points)
#
# A label such as 3 is a name, not a quantity: a 4 is not "a little more" than a 3. So each label becomes a
# vector $t$ of $K$ numbers, 1 at the place of the class and 0 elsewhere. From $N$ labels comes a matrix of
# shape $(N, K)$, one row for each label. Column 0 belongs to class 0.
#
# *Example*, with four classes:
#
# ```
# one_hot(np.array([2, 0]), classes=4)  ->  [[0, 0, 1, 0],
#                                            [1, 0, 0, 0]]
# ```
#
# **A trap.** The number of columns is `classes`, even where some class does not occur among the labels.

# %% [markdown] lang="fr"
# ## Exercice 2. Des cibles « one-hot » (1,5 point)
#
# Une étiquette telle que 3 est un nom, pas une quantité : un 4 n'est pas « un peu plus » qu'un 3. Chaque
# étiquette devient donc un vecteur $t$ de $K$ nombres, 1 à la place de la classe et 0 ailleurs. De $N$
# étiquettes naît une matrice de dimension $(N, K)$, une ligne par étiquette. La colonne 0 est celle de la
# classe 0.
#
# *Exemple*, avec quatre classes :
#
# ```
# one_hot(np.array([2, 0]), classes=4)  ->  [[0, 0, 1, 0],
#                                            [1, 0, 0, 0]]
# ```
#
# **Un piège.** Le nombre de colonnes est `classes`, même si une classe n'apparaît pas parmi les étiquettes.


# %% exercise="one_hot"
def one_hot(labels, classes=10):
    """Turn labels into rows of zeros with a single one.

    labels: (N,) whole numbers 0..classes-1.
    Returns (N, classes): 1.0 in the column of the label, 0.0 elsewhere.

    labels [2, 0], classes 4  ->  [[0, 0, 1, 0], [1, 0, 0, 0]]
    """
    # BEGIN SOLUTION start from zeros, then put one 1 into each row
    t = np.zeros((len(labels), classes))
    t[np.arange(len(labels)), labels] = 1.0
    return t
    # END SOLUTION


# %%
print(y_train[:3], "->")
print(one_hot(y_train[:3]))

# %% [markdown] lang="en"
# ## Exercise 3. The softmax (2.5 points)
#
# The model will give each class a score $z_j$, any real number. The softmax turns the $K$ scores of a
# sample into probabilities:
#
# $$p_j = \frac{e^{z_j}}{\sum_{k=1}^{K} e^{z_k}}$$
#
# For $N$ samples, $z$ and $p$ have the shape $(N, K)$, and **each row** of $p$ sums to 1.
#
# *Example.* Since $e^{\ln 3} = 3$, the scores $(\ln 3, 0)$ have the exponentials 3 and 1, hence the
# probabilities 3/4 and 1/4.
#
# ```
# softmax(np.array([[1.0986, 0.0],           [[0.75, 0.25],
#                   [2.0,    2.0]]))    ->    [0.50, 0.50]]
# softmax(np.array([[1000.0, 0.0]]))    ->   [[1.0, 0.0]]      without a warning
# ```
#
# **A trap.** `np.exp(1000)` overflows to `inf`, and `inf / inf` is `nan`. Add the same number $c$ to all
# scores of a row and put $e^c$ outside the brackets, above and below: what happens to $p$? Choose $c$ so that
# no exponential can overflow, and no row loses all of its exponentials to 0 either, whatever the *other* rows
# contain.
#
# Leave the array $z$ that you are given as it is, and let NumPy handle all the rows at once: no loop.

# %% [markdown] lang="fr"
# ## Exercice 3. Le softmax (2,5 points)
#
# Le modèle donnera à chaque classe un score $z_j$, un réel quelconque. Le softmax change les $K$ scores d'un
# exemple en probabilités :
#
# $$p_j = \frac{e^{z_j}}{\sum_{k=1}^{K} e^{z_k}}$$
#
# Pour $N$ exemples, $z$ et $p$ ont la dimension $(N, K)$, et **chaque ligne** de $p$ a pour somme 1.
#
# *Exemple.* Puisque $e^{\ln 3} = 3$, les scores $(\ln 3, 0)$ ont pour exponentielles 3 et 1, d'où les
# probabilités 3/4 et 1/4.
#
# ```
# softmax(np.array([[1.0986, 0.0],           [[0.75, 0.25],
#                   [2.0,    2.0]]))    ->    [0.50, 0.50]]
# softmax(np.array([[1000.0, 0.0]]))    ->   [[1.0, 0.0]]      sans avertissement
# ```
#
# **Un piège.** `np.exp(1000)` déborde et donne `inf`, et `inf / inf` vaut `nan`. Ajoutez un même nombre $c$ à
# tous les scores d'une ligne et mettez $e^c$ en facteur, en haut et en bas : que devient $p$ ? Choisissez $c$
# de sorte qu'aucune exponentielle ne puisse déborder, et qu'aucune ligne ne voie non plus toutes ses
# exponentielles tomber à 0, quel que soit le contenu des *autres* lignes.
#
# Laissez intact le tableau $z$ que l'on vous donne, et laissez NumPy traiter toutes les lignes à la fois :
# pas de boucle.


# %% exercise="softmax"
def softmax(z):
    """Turn scores into probabilities, row by row.

    z: (N, K) scores, real numbers of any size.
    Returns (N, K): numbers in [0, 1]; each row sums to 1.

    z [[1.0986, 0.0], [2.0, 2.0]]  ->  [[0.75, 0.25], [0.5, 0.5]]
    """
    # BEGIN SOLUTION shift each row by a number of its own, take exponentials, divide by the sum of the row
    exponentials = np.exp(z - np.max(z, axis=1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=1, keepdims=True)
    # END SOLUTION


# %% [markdown] lang="en"
# **Written question (1 point).** To *decide*, one takes the class of the largest score in any case. So why
# the softmax? Name what it offers over a plain maximum (1 for the largest score, 0 for all others), both to
# whoever reads the answer and to the descent that must learn from it. Answer below the heading.

# %% [markdown] lang="fr"
# **Question rédigée (1 point).** Pour *décider*, on prend de toute façon la classe du plus grand score.
# Pourquoi donc le softmax ? Dites ce qu'il offre de plus qu'un simple maximum (1 pour le plus grand score, 0
# pour tous les autres), à celui qui lit la réponse et à la descente qui doit en apprendre quelque chose.
# Répondez sous le titre.

# %% [markdown] lang="en" answer="maximum"
# ### Why not simply the maximum?
#
# <!-- BEGIN SOLUTION -->
# The softmax keeps the order of the scores, so the decision is the same; but it also says *how sure* the
# model is. Its values lie in $(0, 1)$ and sum to 1, so they can be read as the probabilities of the
# classes: (0.51, 0.49) and (0.99, 0.01) are different answers, which a maximum would make equal. One may
# refuse to decide when the largest probability is low.
#
# And the softmax has derivatives: $\partial p_j / \partial z_k = p_j (\delta_{jk} - p_k)$ exists
# everywhere and is never exactly 0, so a small change of a weight changes the loss a little, and the
# gradient says in which direction. The maximum is constant between the places where it jumps: its gradient
# is 0 wherever it exists, and gradient descent would never move.
# <!-- END SOLUTION -->

# %% [markdown] lang="fr" answer="maximum"
# ### Pourquoi pas simplement le maximum ?
#
# <!-- BEGIN SOLUTION -->
# Le softmax conserve l'ordre des scores : la décision est la même. Mais il dit aussi *à quel point* le
# modèle est sûr. Ses valeurs sont dans $(0, 1)$ et de somme 1, elles se lisent comme les probabilités des
# classes : (0,51 ; 0,49) et (0,99 ; 0,01) sont deux réponses différentes, qu'un maximum rendrait égales.
# On peut refuser de décider quand la plus grande probabilité est faible.
#
# Et le softmax a des dérivées : $\partial p_j / \partial z_k = p_j (\delta_{jk} - p_k)$ existe partout et
# n'est jamais tout à fait nulle ; un petit changement d'un poids change un peu la perte, et le gradient
# dit dans quel sens. Le maximum est constant entre les endroits où il saute : son gradient est nul partout
# où il existe, et la descente ne bougerait jamais.
# <!-- END SOLUTION -->

# %% [markdown] lang="en"
# ## Exercise 4. The output of the model (1 point)
#
# Each class $j$ has a weight for every pixel, column $j$ of $W$, and a bias $b_j$. The scores of all samples
# come from one matrix product, and the softmax makes probabilities of them:
#
# $$p = \operatorname{softmax}(X W + b)$$
#
# | | $X$ | $W$ | $b$ | $p$ |
# |---|---|---|---|---|
# | shape | $(N, d)$ | $(d, K)$ | $(K,)$ | $(N, K)$ |
#
# *Example.* One sample $x = (1, 2)$, with $W = \begin{pmatrix} \ln 3 & 0 \\ 0 & \ln 3 \end{pmatrix}$ and
# $b = (\ln 3, 0)$: the scores are $2 \ln 3$ and $2 \ln 3$, so the probabilities are equal.
#
# ```
# forward(X, W, b)  ->  [[0.5, 0.5]]
# ```

# %% [markdown] lang="fr"
# ## Exercice 4. La sortie du modèle (1 point)
#
# Chaque classe $j$ a un poids pour chaque pixel, la colonne $j$ de $W$, et un biais $b_j$. Les scores de tous
# les exemples viennent d'un seul produit de matrices, et le softmax en fait des probabilités :
#
# $$p = \operatorname{softmax}(X W + b)$$
#
# | | $X$ | $W$ | $b$ | $p$ |
# |---|---|---|---|---|
# | dimension | $(N, d)$ | $(d, K)$ | $(K,)$ | $(N, K)$ |
#
# *Exemple.* Un seul exemple $x = (1, 2)$, avec
# $W = \begin{pmatrix} \ln 3 & 0 \\ 0 & \ln 3 \end{pmatrix}$ et $b = (\ln 3, 0)$ : les scores valent $2 \ln 3$
# et $2 \ln 3$, donc les probabilités sont égales.
#
# ```
# forward(X, W, b)  ->  [[0.5, 0.5]]
# ```


# %% exercise="forward"
def forward(X, W, b):
    """Probabilities of the classes for every sample.

    X: (N, d) samples.  W: (d, K) weights.  b: (K,) biases.
    Returns (N, K): the softmax of the scores.

    X [[1, 2]], W [[1.0986, 0], [0, 1.0986]], b [1.0986, 0]  ->  [[0.5, 0.5]]
    """
    # BEGIN SOLUTION the scores, then their softmax
    return softmax(X @ W + b)
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 5. Categorical cross-entropy (2 points)
#
# How wrong is a distribution $p_i$ when the truth is $t_i$? The cross-entropy adds up the classes and takes
# the **mean over the samples**:
#
# $$L = -\frac{1}{N} \sum_{i=1}^{N} \sum_{j=1}^{K} t_{ij} \ln p_{ij}$$
#
# With one-hot targets only one term of the inner sum is left: minus the logarithm of the probability that was
# given to the right class.
#
# *Example.* Two samples; their right classes were given the probabilities 0.5 and 0.8:
# $L = -(\ln 0.5 + \ln 0.8) / 2 = (0.6931 + 0.2231) / 2$.
#
# ```
# t = np.array([[1, 0, 0],       p = np.array([[0.5, 0.3, 0.2],
#               [0, 0, 1]])                    [0.1, 0.1, 0.8]])
# cross_entropy(t, p)                                ->   0.4581
# cross_entropy(np.array([[1, 0]]), np.array([[0.0, 1.0]]))  ->  27.63
# ```
#
# **A trap.** $\ln 0$ is infinite, and `0 * inf` is `nan`. Keep $p$ at least $\varepsilon = 10^{-12}$ away
# from 0 before you take its logarithm (any $\varepsilon$ from $10^{-16}$ to $10^{-7}$ is accepted), on a
# copy of $p$.

# %% [markdown] lang="fr"
# ## Exercice 5. L'entropie croisée catégorielle (2 points)
#
# À quel point une distribution $p_i$ se trompe-t-elle quand la vérité est $t_i$ ? L'entropie croisée fait la
# somme sur les classes et prend la **moyenne sur les exemples** :
#
# $$L = -\frac{1}{N} \sum_{i=1}^{N} \sum_{j=1}^{K} t_{ij} \ln p_{ij}$$
#
# Avec des cibles « one-hot », il ne reste qu'un terme de la somme intérieure : moins le logarithme de la
# probabilité donnée à la bonne classe.
#
# *Exemple.* Deux exemples, dont les bonnes classes ont reçu les probabilités 0,5 et 0,8 :
# $L = -(\ln 0{,}5 + \ln 0{,}8) / 2 = (0{,}6931 + 0{,}2231) / 2$.
#
# ```
# t = np.array([[1, 0, 0],       p = np.array([[0.5, 0.3, 0.2],
#               [0, 0, 1]])                    [0.1, 0.1, 0.8]])
# cross_entropy(t, p)                                ->   0.4581
# cross_entropy(np.array([[1, 0]]), np.array([[0.0, 1.0]]))  ->  27.63
# ```
#
# **Un piège.** $\ln 0$ est infini, et `0 * inf` vaut `nan`. Tenez $p$ à au moins $\varepsilon = 10^{-12}$
# de 0 avant de prendre son logarithme (tout $\varepsilon$ de $10^{-16}$ à $10^{-7}$ est accepté), sur une
# copie de $p$.


# %% exercise="loss"
def cross_entropy(t, p):
    """Mean categorical cross-entropy between targets and probabilities.

    t: (N, K) one-hot targets.  p: (N, K) probabilities.
    Returns one number, finite even where p is exactly 0.

    t [[1, 0, 0], [0, 0, 1]], p [[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]]  ->  0.4581
    """
    # BEGIN SOLUTION keep p away from 0, sum over the classes, mean over the samples
    logarithms = np.log(np.maximum(p, 1e-12))
    return float(-np.mean(np.sum(t * logarithms, axis=1)))
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 6. The gradients (3 points)
#
# The derivative of the cross-entropy through the softmax is as short as for a single neuron: with respect to
# the scores of a sample it is the error $p_i - t_i$. Hence, with $p - t$ of shape $(N, K)$,
#
# $$\frac{\partial L}{\partial W} = \frac{1}{N} X^\top (p - t) \qquad
#   \frac{\partial L}{\partial b} = \frac{1}{N} \sum_{i=1}^{N} (p_i - t_i)$$
#
# The first has the shape $(d, K)$ of $W$, the second the shape $(K,)$ of $b$. The function is given the
# probabilities $p$, so that it does not depend on your earlier functions.
#
# *Example.* One sample $x = (2, 4, -2)$ of class 0, which was given the probabilities $(0.75, 0.25)$: the
# error is $(-0.25, 0.25)$.
#
# ```
# gradients(np.array([[2.0, 4.0, -2.0]]), np.array([[1, 0]]), np.array([[0.75, 0.25]]))
#   ->  dW = [[-0.5, 0.5], [-1.0, 1.0], [0.5, -0.5]],   db = [-0.25, 0.25]
# ```
#
# **How to test a gradient, always.** Add a tiny $h$ to one weight, subtract it, and see how the loss changes:
# $\frac{L(W_{jk} + h) - L(W_{jk} - h)}{2h}$ must be very near to `dW[j, k]`. The hidden checks do this with
# your own loss: a gradient that is right for *your* loss earns part of the points even if the loss is wrong.
# As everywhere in this lab, no loop over the samples.

# %% [markdown] lang="fr"
# ## Exercice 6. Les gradients (3 points)
#
# La dérivée de l'entropie croisée à travers le softmax est aussi courte que pour un seul neurone : par
# rapport aux scores d'un exemple, elle vaut l'erreur $p_i - t_i$. Donc, avec $p - t$ de dimension
# $(N, K)$,
#
# $$\frac{\partial L}{\partial W} = \frac{1}{N} X^\top (p - t) \qquad
#   \frac{\partial L}{\partial b} = \frac{1}{N} \sum_{i=1}^{N} (p_i - t_i)$$
#
# Le premier a la dimension $(d, K)$ de $W$, le second la dimension $(K,)$ de $b$. La fonction reçoit les
# probabilités $p$ : elle ne dépend donc pas de vos fonctions précédentes.
#
# *Exemple.* Un seul exemple $x = (2, 4, -2)$ de la classe 0, qui a reçu les probabilités
# $(0{,}75 ; 0{,}25)$ : l'erreur vaut $(-0{,}25 ; 0{,}25)$.
#
# ```
# gradients(np.array([[2.0, 4.0, -2.0]]), np.array([[1, 0]]), np.array([[0.75, 0.25]]))
#   ->  dW = [[-0.5, 0.5], [-1.0, 1.0], [0.5, -0.5]],   db = [-0.25, 0.25]
# ```
#
# **Comment tester un gradient, toujours.** Ajoutez un minuscule $h$ à un poids, retranchez-le, et regardez
# la perte changer : $\frac{L(W_{jk} + h) - L(W_{jk} - h)}{2h}$ doit être très proche de `dW[j, k]`. Les
# tests cachés le font avec votre propre perte : un gradient juste pour *votre* perte vaut une partie des
# points, même si la perte est fausse. Comme partout dans ce TP, pas de boucle sur les exemples.


# %% exercise="gradients"
def gradients(X, t, p):
    """Derivatives of the cross-entropy with respect to the weights and to the biases.

    X: (N, d) samples.  t: (N, K) one-hot targets.  p: (N, K) probabilities of the model for X.
    Returns (dW, db): dW is (d, K), db is (K,).

    X [[2, 4, -2]], t [[1, 0]], p [[0.75, 0.25]]
      ->  dW [[-0.5, 0.5], [-1.0, 1.0], [0.5, -0.5]], db [-0.25, 0.25]
    """
    # BEGIN SOLUTION the error of each sample, then its product with the inputs
    error = p - t
    dW = X.T @ error / len(X)
    db = np.mean(error, axis=0)
    return dW, db
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 7. Training by mini-batches (3 points)
#
# The gradient over all 60,000 images is expensive, and one over 300 of them points almost the same way. So we
# make many cheap steps instead of a few expensive ones. Start from $W = 0$ and $b = 0$, with a generator of
# random numbers made from the seed (`np.random.default_rng(seed)`). Then, in each **epoch**:
#
# 1. draw a new random order of the samples, the *same* order for $X$ and $t$;
# 2. cut it into consecutive **mini-batches** of `batch_size` samples. Every sample is used exactly once:
#    where the number of samples is no multiple of `batch_size`, the last batch is smaller, and it counts
#    too;
# 3. for each mini-batch: probabilities, gradients (means over *this* batch), then one update,
#    $W \leftarrow W - \eta\,\frac{\partial L}{\partial W}$ and
#    $b \leftarrow b - \eta\,\frac{\partial L}{\partial b}$, with the rate (or step) $\eta$;
# 4. at the end of the epoch, record the loss over *all* the samples, with the parameters as they are then.
#
# So there is one loss for each epoch, and `losses[0]` is the one after the first epoch.
#
# *Example.* One sample $x = (2)$ of class 0 of two, one epoch of rate 0.1: the probabilities are
# $(0.5, 0.5)$, the error $(-0.5, 0.5)$, `dW` is $(-1, 1)$ and `db` is $(-0.5, 0.5)$. After the update the
# scores are $(0.25, -0.25)$ and the loss is $\ln(1 + e^{-0.5}) = 0.4741$.
#
# ```
# train(np.array([[2.0]]), np.array([[1.0, 0.0]]), epochs=1, batch_size=1, rate=0.1, seed=0)
#   ->  W = [[0.1, -0.1]],  b = [0.05, -0.05],  losses = [0.4741]
# ```
#
# Leave $X$ and $t$ as they are: shuffle the *indices*, not the arrays that you were given.
#
# **The training that is marked.** The cell below trains with batches of 300, the step 0.5 and 10 epochs, and
# keeps the result in `W` and `b`: **keep these names**. They are tested on images that you do not have (5,000
# of MNIST; 300 with the small data set, when your course uses the quick `mini` profile).
#
# | | a right solution reaches | threshold | always the same digit |
# |---|---|---|---|
# | MNIST | 92.2 % | 91 % | about 10 % |
# | small data set | 92 %, from 88 to 94 % | 84 % | about 10 % |
#
# The aim on MNIST is 92 %, and with these settings it comes by itself. The thresholds lie three standard
# deviations lower (those of the random order and of the sample of images), so that bad luck alone cannot cost
# you the points. The small set has only 1,197 training images, which makes 40 steps in all: not much, hence
# the wider range.

# %% [markdown] lang="fr"
# ## Exercice 7. Apprendre par mini-lots (3 points)
#
# Le gradient sur les 60 000 images coûte cher, et un gradient sur 300 d'entre elles pointe presque dans la
# même direction. On fait donc beaucoup de pas bon marché au lieu de quelques pas coûteux. Partez de
# $W = 0$ et $b = 0$, avec un générateur de nombres aléatoires tiré de la graine
# (`np.random.default_rng(seed)`). Puis, à chaque **époque** :
#
# 1. tirer un nouvel ordre aléatoire des exemples, le *même* pour $X$ et $t$ ;
# 2. le découper en **mini-lots** (*mini-batches*) consécutifs de `batch_size` exemples. Chaque exemple
#    sert exactement une fois : si le nombre d'exemples n'est pas un multiple de `batch_size`, le dernier
#    lot est plus petit, et il compte aussi ;
# 3. pour chaque mini-lot : probabilités, gradients (moyennes sur *ce* lot), puis une mise à jour,
#    $W \leftarrow W - \eta\,\frac{\partial L}{\partial W}$ et
#    $b \leftarrow b - \eta\,\frac{\partial L}{\partial b}$, avec le taux (ou pas) $\eta$ ;
# 4. à la fin de l'époque, noter la perte sur *tous* les exemples, avec les paramètres tels qu'ils sont alors.
#
# Il y a donc une perte par époque, et `losses[0]` est celle d'après la première époque.
#
# *Exemple.* Un seul exemple $x = (2)$ de la classe 0 parmi deux, une époque de taux 0,1 : les probabilités
# valent $(0{,}5 ; 0{,}5)$, l'erreur $(-0{,}5 ; 0{,}5)$, `dW` vaut $(-1 ; 1)$ et `db` vaut
# $(-0{,}5 ; 0{,}5)$. Après la mise à jour, les scores valent $(0{,}25 ; -0{,}25)$ et la perte
# $\ln(1 + e^{-0{,}5}) = 0{,}4741$.
#
# ```
# train(np.array([[2.0]]), np.array([[1.0, 0.0]]), epochs=1, batch_size=1, rate=0.1, seed=0)
#   ->  W = [[0.1, -0.1]],  b = [0.05, -0.05],  losses = [0.4741]
# ```
#
# Laissez $X$ et $t$ intacts : mélangez les *indices*, pas les tableaux que l'on vous donne.
#
# **L'apprentissage qui est noté.** La cellule ci-dessous apprend avec des lots de 300, le pas 0,5 et 10
# époques, et garde le résultat dans `W` et `b` : **conservez ces noms**. Ils sont testés sur des images
# que vous n'avez pas (5 000 de MNIST ; 300 avec le petit jeu de données, quand votre cours emploie le
# profil rapide `mini`).
#
# | | une solution juste atteint | seuil | toujours le même chiffre |
# |---|---|---|---|
# | MNIST | 92,2 % | 91 % | environ 10 % |
# | petit jeu de données | 92 %, de 88 à 94 % | 84 % | environ 10 % |
#
# Le but sur MNIST est 92 %, et avec ces réglages il vient tout seul. Les seuils sont trois écarts types
# plus bas (ceux de l'ordre aléatoire et de l'échantillon d'images) : la malchance seule ne peut pas vous
# coûter les points. Le petit jeu n'a que 1 197 images d'apprentissage, soit 40 pas en tout : c'est peu,
# d'où une fourchette plus large.


# %% exercise="training"
def train(X, t, epochs, batch_size, rate, seed):
    """Mini-batch gradient descent from W = 0 and b = 0.

    X: (N, d) samples.  t: (N, K) one-hot targets.  rate: size of a step.  seed: of the random order.
    Returns (W, b, losses): W is (d, K), b is (K,), losses[k] the loss over X after epoch k + 1.

    X [[2]], t [[1, 0]], epochs 1, batch_size 1, rate 0.1, seed 0
      ->  W [[0.1, -0.1]], b [0.05, -0.05], losses [0.4741]
    """
    # BEGIN SOLUTION per epoch: a new order, one update for each mini-batch, then the loss over all samples
    random = np.random.default_rng(seed)
    W = np.zeros((X.shape[1], t.shape[1]))
    b = np.zeros(t.shape[1])
    losses = []
    for _ in range(epochs):
        order = random.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = gradients(X[batch], t[batch], forward(X[batch], W, b))
            W = W - rate * dW
            b = b - rate * db
        losses.append(cross_entropy(t, forward(X, W, b)))
    return W, b, losses
    # END SOLUTION


# %% exercise="training"
W, b, losses = train(X_train, one_hot(y_train), epochs=10, batch_size=300, rate=0.5, seed=0)

# %%
predicted = np.argmax(X_test @ W + b, axis=1)
print(f"loss {losses[-1]:.4f}, accuracy on the test images {np.mean(predicted == y_test):.2%}")

# %% [markdown] lang="en"
# Look at what you have trained. The learning curve falls fast at first and then slowly (with the small
# data set it starts with a jolt: a step of 0.5 is large there). Then come the ten columns of $W$, drawn as
# images: red where ink speaks for the digit, blue where it speaks against it. Why is the middle of the 0
# blue? Look at some images that the model takes for another digit, too. These figures are not marked.

# %% [markdown] lang="fr"
# Regardez ce que vous avez entraîné. La courbe d'apprentissage descend vite d'abord, puis lentement (avec
# le petit jeu de données, elle commence par un soubresaut : un pas de 0,5 y est grand). Viennent ensuite
# les dix colonnes de $W$, dessinées comme des images : en rouge, là où l'encre plaide pour le chiffre ; en
# bleu, là où elle plaide contre. Pourquoi le milieu du 0 est-il bleu ? Regardez aussi quelques images que
# le modèle prend pour un autre chiffre. Ces figures ne sont pas notées.

# %%
figure, axes = plt.subplots(figsize=(5, 3))
axes.plot(range(1, len(losses) + 1), losses, marker="o")
axes.set(title="Learning curve", xlabel="epoch", ylabel="cross-entropy")
plt.show()

# %%
figure, axes = plt.subplots(2, 5, figsize=(9, 4))
limit = np.abs(W).max()
for digit, one in enumerate(axes.flat):
    one.imshow(W[:, digit].reshape(28, 28), cmap="RdBu_r", vmin=-limit, vmax=limit)
    one.set(title=f"weights of {digit}", xticks=[], yticks=[])
plt.show()

# %%
figure, axes = plt.subplots(1, 8, figsize=(9, 1.6))
for one, index in zip(axes, np.flatnonzero(predicted != y_test), strict=False):
    one.imshow(x_test[index], cmap="gray")
    one.set(title=f"{y_test[index]}, not {predicted[index]}", xticks=[], yticks=[])
plt.show()

# %% [markdown] lang="en"
# ## Exercise 8. Counting the parameters (1 point, and 0.5 written)
#
# The parameters are all the numbers that training may change. How many are there in a softmax regression from
# $d$ features to $K$ classes?
#
# *Example.* From 3 features to 2 classes:
#
# ```
# parameter_count(3, 2)  ->  8
# ```
#
# **Written question (0.5 point).** How many are there for MNIST, and why? Say what each of them belongs to.

# %% [markdown] lang="fr"
# ## Exercice 8. Compter les paramètres (1 point, et 0,5 rédigé)
#
# Les paramètres sont tous les nombres que l'apprentissage peut changer. Combien y en a-t-il dans une
# régression softmax de $d$ variables vers $K$ classes ?
#
# *Exemple.* De 3 variables vers 2 classes :
#
# ```
# parameter_count(3, 2)  ->  8
# ```
#
# **Question rédigée (0,5 point).** Combien y en a-t-il pour MNIST, et pourquoi ? Dites à quoi appartient
# chacun.


# %% exercise="parameters"
def parameter_count(features, classes):
    """Number of parameters of a softmax regression.

    features: numbers in a sample.  classes: how many classes there are.
    Returns a whole number.

    3 features, 2 classes  ->  8
    """
    # BEGIN SOLUTION count the numbers in W, then those in b
    return features * classes + classes
    # END SOLUTION


# %%
print("for MNIST:", parameter_count(28 * 28, 10))

# %% [markdown] lang="en" answer="why_parameters"
# ### Why so many parameters?
#
# <!-- BEGIN SOLUTION -->
# $W$ has the shape $(784, 10)$: one weight for each of the 784 pixels and each of the 10 classes, 7,840 in
# all. $b$ has the shape $(10,)$: one bias for each class, since it is added to the score of that class for
# every image alike. Together 7,840 + 10 = **7,850**.
# <!-- END SOLUTION -->

# %% [markdown] lang="fr" answer="why_parameters"
# ### Pourquoi tant de paramètres ?
#
# <!-- BEGIN SOLUTION -->
# $W$ a la dimension $(784, 10)$ : un poids pour chacun des 784 pixels et chacune des 10 classes, soit 7
# 840. $b$ a la dimension $(10,)$ : un biais par classe, puisqu'il s'ajoute au score de cette classe de la
# même façon pour toutes les images. Ensemble, 7 840 + 10 = **7 850**.
# <!-- END SOLUTION -->

# %% [markdown] lang="en"
# ## Exercise 9. Is the cost convex? (1 point, and 1.5 written)
#
# A function $f$ is *convex* if it never lies above its chords: for all points $u$, $v$ and every $\lambda$ in
# $[0, 1]$, $f(\lambda u + (1 - \lambda) v) \le \lambda f(u) + (1 - \lambda) f(v)$. Here the cost is the
# cross-entropy over a fixed training set, as a function of all the parameters together, $W$ and $b$.
#
# 1. Is it convex? Set `cost_is_convex` to `True` or `False`.
# 2. Now descend along the gradient over *all* the samples (no mini-batches), with a constant step that is
#    well chosen for these data. Is it guaranteed that the cost tends to its smallest possible value,
#    wherever $W$ and $b$ start? Set `step_guarantees_global_minimum` to `True` or `False`.
#
# **Do not trust what you remember, try it.** Draw two random pairs $(W, b)$ and compute the cost along the
# segment between them: is there a place where it lies above the chord? A single such place would prove
# that the cost is *not* convex; finding none proves nothing, but it suggests where to look for a proof.
#
# **Written question (1.5 points).** Justify both answers. Useful pieces: the cost of one sample of class
# $c$ is $\ln \sum_k e^{z_k} - z_c$; how does $z$ depend on $W$ and $b$? What does "well chosen" mean for a
# step, and what happens beyond? Name at least one thing that the guarantee does *not* cover.

# %% [markdown] lang="fr"
# ## Exercice 9. Le coût est-il convexe ? (1 point, et 1,5 rédigé)
#
# Une fonction $f$ est *convexe* si elle ne passe jamais au-dessus de ses cordes : pour tous points $u$,
# $v$ et tout $\lambda$ de $[0, 1]$,
# $f(\lambda u + (1 - \lambda) v) \le \lambda f(u) + (1 - \lambda) f(v)$. Le coût est ici l'entropie
# croisée sur un ensemble d'apprentissage fixé, vue comme fonction de tous les paramètres à la fois, $W$ et
# $b$.
#
# 1. Est-il convexe ? Donnez à `cost_is_convex` la valeur `True` (oui) ou `False` (non).
# 2. Descendez maintenant selon le gradient sur *tous* les exemples (sans mini-lots), avec un pas constant
#    bien choisi pour ces données. Est-il garanti que le coût tend vers sa plus petite valeur possible,
#    d'où que partent $W$ et $b$ ? Donnez à `step_guarantees_global_minimum` la valeur `True` ou `False`.
#
# **Ne vous fiez pas à vos souvenirs, essayez.** Tirez au hasard deux couples $(W, b)$ et calculez le coût
# le long du segment qui les joint : passe-t-il quelque part au-dessus de la corde ? Un seul tel endroit
# prouverait que le coût *n'est pas* convexe ; n'en trouver aucun ne prouve rien, mais suggère où chercher
# une preuve.
#
# **Question rédigée (1,5 point).** Justifiez les deux réponses. Éléments utiles : le coût d'un exemple de
# la classe $c$ est $\ln \sum_k e^{z_k} - z_c$ ; comment $z$ dépend-il de $W$ et de $b$ ? Que veut dire
# « bien choisi » pour un pas, et que se passe-t-il au-delà ? Nommez au moins une chose que la garantie ne
# couvre *pas*.

# %% exercise="convexity"
cost_is_convex: bool
# BEGIN SOLUTION cost_is_convex = True or False
cost_is_convex = True
# END SOLUTION

# %% exercise="convexity"
step_guarantees_global_minimum: bool
# BEGIN SOLUTION step_guarantees_global_minimum = True or False
step_guarantees_global_minimum = True
# END SOLUTION

# %% [markdown] lang="en" answer="why_convex"
# ### The shape of the cost
#
# <!-- BEGIN SOLUTION -->
# For a sample $x$ of class $c$ the scores are $z = W^\top x + b$, and
# $-\ln p_c = \ln \sum_k e^{z_k} - z_c$. The gradient of the first term with respect to $z$ is $p$ and its
# Hessian is $H = \operatorname{diag}(p) - p p^\top$. For every vector $v$,
# $v^\top H v = \sum_k p_k v_k^2 - \left(\sum_k p_k v_k\right)^2 \ge 0$: it is the variance of $v$ under
# the probabilities $p$. So the first term is convex in $z$, and $-z_c$ is linear. Since $z$ is an affine
# function of $(W, b)$, the cost of a sample is convex in $(W, b)$, and so is the mean of such costs: **the
# cost is convex**.
#
# A convex function has no local minimum that is not global, and its gradient vanishes nowhere else. Its
# curvature is bounded here: $v^\top H v \le \frac12 \lVert v \rVert^2$, so the gradient is Lipschitz with
# $\mathcal{L} \le \frac12 \lambda_{\max}$, where $\lambda_{\max}$ is the largest eigenvalue of
# $\frac1N \tilde X^\top \tilde X$ (with a column of ones for the bias). With a constant step below
# $2 / \mathcal{L}$, gradient descent makes the cost fall at every step and tend to its smallest value from
# any start. A step that is too large jumps from one slope to the other, or diverges. For MNIST
# $\lambda_{\max} \approx 39$, so every step below 0.1 is safe; 0.5 works too, but no theorem promises it.
#
# Not covered: *mini-batches* with a constant step end in a neighbourhood of the minimum, whose size
# depends on the step (it must decrease for convergence). The minimiser is not *unique*: adding one vector
# to all columns of $W$ changes nothing. If the classes can be separated by planes, the infimum 0 is
# approached and never reached, and $W$ grows without end. And with a hidden layer the scores are no longer
# affine in the parameters: the cost of a neural network is not convex.
# <!-- END SOLUTION -->

# %% [markdown] lang="fr" answer="why_convex"
# ### La forme du coût
#
# <!-- BEGIN SOLUTION -->
# Pour un exemple $x$ de la classe $c$, les scores valent $z = W^\top x + b$, et
# $-\ln p_c = \ln \sum_k e^{z_k} - z_c$. Le gradient du premier terme par rapport à $z$ est $p$ et sa
# hessienne est $H = \operatorname{diag}(p) - p p^\top$. Pour tout vecteur $v$,
# $v^\top H v = \sum_k p_k v_k^2 - \left(\sum_k p_k v_k\right)^2 \ge 0$ : c'est la variance de $v$ sous les
# probabilités $p$. Le premier terme est donc convexe en $z$, et $-z_c$ est linéaire. Comme $z$ est une
# fonction affine de $(W, b)$, le coût d'un exemple est convexe en $(W, b)$, et la moyenne de tels coûts
# aussi : **le coût est convexe**.
#
# Une fonction convexe n'a pas de minimum local qui ne soit global, et son gradient ne s'annule nulle part
# ailleurs. Sa courbure est ici bornée : $v^\top H v \le \frac12 \lVert v \rVert^2$, donc le gradient est
# lipschitzien avec $\mathcal{L} \le \frac12 \lambda_{\max}$, où $\lambda_{\max}$ est la plus grande valeur
# propre de $\frac1N \tilde X^\top \tilde X$ (avec une colonne de 1 pour le biais). Avec un pas constant
# inférieur à $2 / \mathcal{L}$, la descente fait baisser le coût à chaque pas et le fait tendre vers sa
# plus petite valeur, d'où qu'elle parte. Un pas trop grand saute d'un versant à l'autre, ou diverge. Pour
# MNIST, $\lambda_{\max} \approx 39$ : tout pas inférieur à 0,1 est sûr ; 0,5 marche aussi, mais aucun
# théorème ne le promet.
#
# Non couverts : des *mini-lots* avec un pas constant finissent au voisinage du minimum, un voisinage dont
# la taille dépend du pas (il doit décroître pour que l'on converge). Le minimiseur n'est pas *unique* :
# ajouter un même vecteur à toutes les colonnes de $W$ ne change rien. Si des plans séparent les classes,
# on s'approche de l'infimum 0 sans jamais l'atteindre, et $W$ croît sans fin. Et avec une couche cachée,
# les scores ne sont plus affines en les paramètres : le coût d'un réseau de neurones n'est pas convexe.
# <!-- END SOLUTION -->
