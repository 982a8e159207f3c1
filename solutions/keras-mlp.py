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
# # Dense networks: deep, wide, and how to compare them
#
# How many layers? Of how many units, with which activation? Trained how long, in batches of what size? There
# is no formula that answers these questions; one trains, measures and compares. This lab is about doing that
# well: each number in your tables will be one that somebody else can measure again, and you will know which
# differences mean something and which are noise.
#
# By the end you will understand
#
# - logistic regression as a network without a hidden layer, and what hidden layers add to it;
# - how parameters are counted, and whether it is better to have them deep or wide;
# - why the choice of the activation decides whether a deep network learns at all;
# - what batch size, epochs and step do, and how large the error of a measured accuracy is.
#
# **How to work.** Replace each `# TODO` and the line `raise NotImplementedError` below it by your own code;
# keep the names of functions and variables. You may add cells and helpers. Build the networks from Keras's
# own layers, so that they can be measured elsewhere. The whole notebook must run from top to bottom:
# *Kernel, Restart and run all*. It may use 240 seconds of processor time; a right solution takes less than
# half of that.
#
# **How to check your work.** In a terminal, in the folder of this notebook:
#
# ```
# bareme check keras-mlp.ipynb
# ```
#
# **How it is marked**, out of 20: 17 points by checks, 3 for two written answers, which a person reads. The
# public checks are those that you can run; hidden ones ask your functions about other sizes, show your
# trained networks images that nobody has seen, and measure again every accuracy that you report. Thresholds
# are stated where they apply, and lie more than three standard errors below what a right solution reaches:
# bad luck alone cannot cost you the points. Functions are judged on inputs of their own, so that an early
# mistake costs little later.

# %% [markdown] lang="fr"
# # Réseaux denses : profonds, larges, et comment les comparer
#
# Combien de couches ? De combien d'unités, avec quelle activation ? Entraînées combien de temps, par lots de
# quelle taille ? Aucune formule ne répond à ces questions : on entraîne, on mesure, on compare. Ce TP apprend
# à le faire bien : chaque nombre de vos tableaux pourra être mesuré à nouveau par quelqu'un d'autre, et vous
# saurez quelles différences ont un sens et lesquelles ne sont que du bruit.
#
# À la fin, vous aurez compris
#
# - la régression logistique vue comme un réseau sans couche cachée, et ce qu'apportent les couches cachées ;
# - comment on compte les paramètres, et s'il vaut mieux les mettre en profondeur ou en largeur ;
# - pourquoi le choix de l'activation décide si un réseau profond apprend ou non ;
# - ce que font la taille des lots, le nombre d'époques et le pas, et quelle est l'erreur d'une exactitude
#   mesurée.
#
# **Comment travailler.** Remplacez chaque `# TODO` et la ligne `raise NotImplementedError` qui le suit par
# votre code ; gardez les noms des fonctions et des variables. Vous pouvez ajouter des cellules et d'autres
# fonctions. Construisez les réseaux avec les couches de Keras, pour que l'on puisse les mesurer ailleurs. Le
# notebook doit tourner d'un bout à l'autre : *Noyau, Redémarrer et tout exécuter*. Il dispose de
# 240 secondes de processeur ; une solution juste en prend moins de la moitié.
#
# **Comment vérifier son travail.** Dans un terminal, dans le dossier de ce notebook :
#
# ```
# bareme check keras-mlp.fr.ipynb
# ```
#
# **Comment le TP est noté**, sur 20 : 17 points par des tests, 3 pour deux réponses rédigées, lues par une
# personne. Les tests publics sont ceux que vous pouvez lancer ; les tests cachés posent à vos fonctions
# d'autres questions, montrent à vos réseaux entraînés des images que personne n'a vues, et mesurent à
# nouveau chaque exactitude que vous annoncez. Les seuils sont donnés là où ils s'appliquent, plus de trois
# erreurs types au-dessous de ce qu'atteint une solution juste : la malchance seule ne peut pas vous coûter
# les points. Les fonctions sont jugées sur leurs propres entrées : une erreur au début coûte peu ensuite.

# %% [markdown] lang="en"
# ## The data
#
# Two sets of handwritten digits: **MNIST**, of $28 \times 28$ pixels, and **USPS**, of $16 \times 16$ pixels,
# read from American envelopes. The cells below are complete. They turn images into rows of numbers between 0
# and 1, and labels into one-hot rows.

# %% [markdown] lang="fr"
# ## Les données
#
# Deux jeux de chiffres manuscrits : **MNIST**, de $28 \times 28$ pixels, et **USPS**, de $16 \times 16$
# pixels, relevés sur des enveloppes américaines. Les cellules suivantes sont complètes. Elles font des images
# des lignes de nombres entre 0 et 1, et des étiquettes des lignes one-hot.

# %%
from itertools import pairwise

import keras
import matplotlib.pyplot as plt
import numpy as np

from bareme.datasets import load


# %%
def prepare(dataset):
    """Rows of numbers in [0, 1] and one-hot rows of ten columns, for training and for testing."""
    prepared = []
    for images, labels in dataset:
        largest = 255 if np.issubdtype(images.dtype, np.integer) else 1
        rows = images.reshape(len(images), -1) / np.float32(largest)
        prepared += [rows, np.eye(10, dtype=np.float32)[labels]]
    return prepared


def accuracy(model, X, T):
    """Share of the rows of X for which the most probable class is that of T (as `evaluate` measures it)."""
    probabilities = np.asarray(model(X))
    return float(np.mean(probabilities.argmax(axis=1) == T.argmax(axis=1)))


# %%
X_train, T_train, X_test, T_test = prepare(load("mnist"))
U_train, S_train, U_test, S_test = prepare(load("usps"))
print("MNIST:", X_train.shape, T_train.shape, X_test.shape, T_test.shape)
print("USPS: ", U_train.shape, S_train.shape, U_test.shape, S_test.shape)

# %% [markdown] lang="en"
# The settings of all comparisons stand here, in one place. Where your course uses the small data set (about
# 1,200 images, the profile `mini`), there is less to compare, with smaller batches.

# %% [markdown] lang="fr"
# Les réglages de toutes les comparaisons sont ici, au même endroit. Si votre cours emploie le petit jeu de
# données (environ 1 200 images, le profil `mini`), il y a moins à comparer, avec des lots plus petits.

# %%
small = len(X_train) < 10_000

DEPTHS = (1, 3) if small else (1, 2, 3)
ACTIVATIONS = ("relu", "sigmoid") if small else ("relu", "tanh", "sigmoid")
BATCH, EPOCHS, STEP = (32, 4, 0.1) if small else (200, 5, 0.2)

# (batch size, epochs, step) of the logistic regressions; the first is the one that all others differ from
STUDY = ((100, 5, 0.5), (300, 5, 0.5), (100, 10, 0.5), (100, 5, 0.1))
if not small:
    STUDY = (
        (300, 10, 0.5),
        (400, 10, 0.5),
        (500, 10, 0.5),
        (300, 15, 0.5),
        (300, 20, 0.5),
        (300, 10, 0.2),
        (300, 10, 0.3),
    )

# %% [markdown] lang="en"
# ## Exercise 1. Training (1 point)
#
# All networks of this lab are trained by one function, so that they are all trained alike. `train` calls
# `fit` on a compiled model with the samples $X$, of shape $(N, d)$, and the one-hot rows $T$, of shape
# $(N, C)$, for so many epochs in batches of the given size. It puts the last share `validation_split` of the
# samples aside (none, if it is 0), and returns the history that `fit` returns. (Say `verbose=0`: less to
# read.)
#
# *Example.* 40 samples in batches of 16 make 3 steps per epoch; a quarter put aside leaves 30 samples:
# 2 steps.
#
# ```
# train(model, X, T, 5, 16).params["steps"]        ->  3
# train(model, X, T, 5, 16, 0.25).params["steps"]  ->  2
# ```

# %% [markdown] lang="fr"
# ## Exercice 1. Entraîner (1 point)
#
# Tous les réseaux de ce TP sont entraînés par une seule fonction, donc tous de la même façon. `train` appelle
# `fit` sur un modèle compilé avec les exemples $X$, de dimension $(N, d)$, et les lignes one-hot $T$, de
# dimension $(N, C)$, pour tant d'époques, par lots de la taille donnée. Elle met de côté la dernière part
# `validation_split` des exemples (aucune, si c'est 0), et rend l'historique que rend `fit`. (Avec
# `verbose=0`, il y a moins à lire.)
#
# *Exemple.* 40 exemples par lots de 16 font 3 pas par époque ; un quart mis de côté en laisse 30 : 2 pas.
#
# ```
# train(model, X, T, 5, 16).params["steps"]        ->  3
# train(model, X, T, 5, 16, 0.25).params["steps"]  ->  2
# ```


# %%
def small_network(inputs, classes):
    """A compiled network to try your `train` on; it is complete."""
    model = keras.Sequential(
        [
            keras.Input(shape=(inputs,)),
            keras.layers.Dense(classes, activation="softmax", kernel_initializer="zeros"),
        ]
    )
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="categorical_crossentropy", metrics=["accuracy"])
    return model


# %% exercise="train"
def train(model, X, T, epochs, batch_size, validation_split=0.0):
    """Train a compiled model, and return the history of `fit`.

    X: (N, d) samples.  T: (N, C) one-hot rows.  validation_split: the share put aside, 0 for none.

    40 samples, batch_size 16  ->  3 steps per epoch
    """
    # BEGIN SOLUTION one call of fit, with each setting by its name
    return model.fit(X, T, epochs=epochs, batch_size=batch_size, validation_split=validation_split, verbose=0)
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 2. No hidden layer: logistic regression (2.5 points)
#
# The smallest network of all has no hidden layer. For a row $x$ of $d$ numbers it computes
#
# $$y = \mathrm{softmax}(x W + b), \qquad W: (d, C), \quad b: (C,), \quad y: (C,)$$
#
# which is multinomial logistic regression. It is trained by stochastic gradient descent (SGD) with the step
# (learning rate) $\eta$ on the *categorical cross-entropy* $L = -\sum_{c} t_c \ln y_c$ of one-hot rows $t$.
#
# `build_logistic(inputs, classes, step)` returns such a model, compiled with plain
# `keras.optimizers.SGD`, without momentum, and the metric `"accuracy"`, for inputs of $d$ numbers. Choose the
# activation of the output so that it answers with probabilities.
#
# *Example.* $784 \cdot 10 + 10 = 7{,}850$ parameters:
#
# ```
# build_logistic(784, 10, 0.5).count_params()  ->  7850
# build_logistic(4, 3, 0.1).count_params()     ->  15
# ```

# %% [markdown] lang="fr"
# ## Exercice 2. Sans couche cachée : la régression logistique (2,5 points)
#
# Le plus petit des réseaux n'a pas de couche cachée. Pour une ligne $x$ de $d$ nombres, il calcule
#
# $$y = \mathrm{softmax}(x W + b), \qquad W : (d, C), \quad b : (C,), \quad y : (C,)$$
#
# C'est la régression logistique multinomiale. On l'entraîne par descente de gradient stochastique (SGD), de
# pas (*learning rate*) $\eta$, sur l'*entropie croisée catégorielle* $L = -\sum_{c} t_c \ln y_c$ de lignes
# one-hot $t$.
#
# `build_logistic(inputs, classes, step)` rend un tel modèle, compilé avec `keras.optimizers.SGD`
# tout simple, sans *momentum*, et la métrique `"accuracy"`, pour des entrées de $d$ nombres. Choisissez
# l'activation de sortie pour qu'il réponde par des probabilités.
#
# *Exemple.* $784 \cdot 10 + 10 = 7\,850$ paramètres :
#
# ```
# build_logistic(784, 10, 0.5).count_params()  ->  7850
# build_logistic(4, 3, 0.1).count_params()     ->  15
# ```


# %% exercise="logistic"
def build_logistic(inputs, classes, step):
    """A compiled network without a hidden layer.

    inputs: numbers in a row.  classes: how many.  step: the learning rate of SGD.

    784, 10, 0.5  ->  a model with 7,850 parameters
    """
    # BEGIN SOLUTION an input, one Dense layer, then compile
    model = keras.Sequential(
        [keras.Input(shape=(inputs,)), keras.layers.Dense(classes, activation="softmax")]
    )
    model.compile(optimizer=keras.optimizers.SGD(step), loss="categorical_crossentropy", metrics=["accuracy"])
    return model
    # END SOLUTION


# %% [markdown] lang="en"
# Train it on MNIST with the first setting of `STUDY` (batches of 300, 10 epochs, step 0.5; with the small
# data set batches of 100, 5 epochs). **Keep two names**: `logistic_model`, and `logistic_accuracy`, its
# accuracy on the test images, a number from 0 to 1.
#
# **What is checked.** On images that nobody has seen it must recognise **90.5 %** (small data set: **86 %**);
# a right solution reaches about 92 % (93 %). And the accuracy that you report must be the one that is
# measured, up to the statistical error of the test set.

# %% [markdown] lang="fr"
# Entraînez-le sur MNIST avec le premier réglage de `STUDY` (lots de 300, 10 époques, pas 0,5 ; avec le petit
# jeu de données, lots de 100, 5 époques). **Conservez deux noms** : `logistic_model`, et `logistic_accuracy`,
# son exactitude sur les images de test, un nombre de 0 à 1.
#
# **Ce qui est vérifié.** Sur des images que personne n'a vues, il doit en reconnaître **90,5 %** (petit jeu
# de données : **86 %**) ; une solution juste atteint environ 92 % (93 %). Et l'exactitude que vous annoncez
# doit être celle que l'on mesure, à l'erreur statistique de l'ensemble de test près.

# %% exercise="logistic"
logistic_model: keras.Model
# BEGIN SOLUTION logistic_model = ..., then train it with the batch size, epochs and step of STUDY[0]
batch_size, epochs, step = STUDY[0]
logistic_model = build_logistic(784, 10, step)
train(logistic_model, X_train, T_train, epochs, batch_size)
# END SOLUTION

# %% exercise="logistic"
logistic_accuracy: float
# BEGIN SOLUTION logistic_accuracy = ..., measured on the test images
logistic_accuracy = accuracy(logistic_model, X_test, T_test)
# END SOLUTION
print(f"{logistic_model.count_params():,} parameters, accuracy on the test set: {logistic_accuracy:.2%}")

# %% [markdown] lang="en"
# **`why_softmax`**: why does the output of a network that picks one of ten digits have the activation
# softmax? Answer with one letter, such as `"z"`.
#
# - **a** — its outputs are positive and sum to 1: they are probabilities of classes that exclude each other
# - **b** — it makes the largest output exactly 1 and all others 0
# - **c** — each output becomes a probability of its own, whatever the others are
# - **d** — the network needs fewer parameters with it

# %% [markdown] lang="fr"
# **`why_softmax`** : pourquoi la sortie d'un réseau qui choisit un chiffre parmi dix a-t-elle l'activation
# softmax ? Répondez par une lettre, comme `"z"`.
#
# - **a** — ses sorties sont positives et de somme 1 : ce sont les probabilités de classes qui s'excluent
# - **b** — il rend la plus grande sortie exactement égale à 1, et toutes les autres à 0
# - **c** — chaque sortie devient une probabilité à elle seule, quelles que soient les autres
# - **d** — le réseau a besoin de moins de paramètres avec lui

# %% exercise="logistic"
why_softmax: str
# BEGIN SOLUTION why_softmax = one letter, in quotes
why_softmax = "a"
# END SOLUTION

# %% [markdown] lang="en"
# ## Exercise 3. Hidden layers (1.5 points)
#
# A *multi-layer perceptron* puts hidden layers in between. With the sizes $h_1, \dots, h_m$ and the
# activation $\sigma$,
#
# $$a_0 = x, \qquad a_k = \sigma(a_{k-1} W_k + b_k), \qquad y = \mathrm{softmax}(a_m W + b)$$
#
# where $W_k$ has the shape $(h_{k-1}, h_k)$ and $h_0 = d$. Write
# `build_mlp(inputs, classes, hidden, activation, step)`: `hidden` holds the sizes of the hidden layers, in
# order, and may be empty. Compile it like the logistic regression.
#
# *Example.* $(784 + 1) \cdot 128 + 2 \cdot (128 + 1) \cdot 128 + (128 + 1) \cdot 10 = 134{,}794$:
#
# ```
# build_mlp(784, 10, [128, 128, 128], "relu", 0.1).count_params()  ->  134794
# build_mlp(4, 3, [5], "tanh", 0.1).count_params()                 ->  43
# ```

# %% [markdown] lang="fr"
# ## Exercice 3. Des couches cachées (1,5 point)
#
# Un *perceptron multicouche* met des couches cachées au milieu. Avec les tailles $h_1, \dots, h_m$ et
# l'activation $\sigma$,
#
# $$a_0 = x, \qquad a_k = \sigma(a_{k-1} W_k + b_k), \qquad y = \mathrm{softmax}(a_m W + b)$$
#
# où $W_k$ est de dimension $(h_{k-1}, h_k)$ et $h_0 = d$. Écrivez
# `build_mlp(inputs, classes, hidden, activation, step)` : `hidden` contient les tailles des couches cachées,
# dans l'ordre, et peut être vide. Compilez-le comme la régression logistique.
#
# *Exemple.* $(784 + 1) \cdot 128 + 2 \cdot (128 + 1) \cdot 128 + (128 + 1) \cdot 10 = 134\,794$ :
#
# ```
# build_mlp(784, 10, [128, 128, 128], "relu", 0.1).count_params()  ->  134794
# build_mlp(4, 3, [5], "tanh", 0.1).count_params()                 ->  43
# ```


# %% exercise="mlp"
def build_mlp(inputs, classes, hidden, activation, step):
    """A compiled network with hidden layers.

    hidden: the sizes of the hidden layers, in order; may be empty.  activation: of each hidden layer.
    inputs, classes, step: as for build_logistic.

    784, 10, [128, 128, 128], "relu", 0.1  ->  a model with 134,794 parameters
    """
    # BEGIN SOLUTION an input, one Dense layer for each size, the output; then compile
    layers = [keras.layers.Dense(size, activation=activation) for size in hidden]
    output = keras.layers.Dense(classes, activation="softmax")
    model = keras.Sequential([keras.Input(shape=(inputs,)), *layers, output])
    model.compile(optimizer=keras.optimizers.SGD(step), loss="categorical_crossentropy", metrics=["accuracy"])
    return model
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 4. Deeper (2 points)
#
# Train a network with 128 ReLU in each hidden layer for each depth in `DEPTHS` (1, 2 and 3 layers; with the
# small data set 1 and 3), with `BATCH`, `EPOCHS` and `STEP`. **Keep two tables**, dictionaries whose keys are
# the depths: `deep_models`, the trained models, and `deep_accuracies`, their accuracies on the test images.
#
# ```
# deep_accuracies  ->  {1: 0.96..., 2: 0.96..., 3: 0.97...}
# ```
#
# **What is checked.** The hidden layers of each model; that each number is what is measured from the model of
# the same key; and that the best of them recognises **95 %** of unseen images (small data set: **80 %**); a
# right solution reaches about 97 % (93 %).

# %% [markdown] lang="fr"
# ## Exercice 4. Plus profond (2 points)
#
# Entraînez un réseau de 128 ReLU par couche cachée pour chaque profondeur de `DEPTHS` (1, 2 et 3 couches ;
# avec le petit jeu de données, 1 et 3), avec `BATCH`, `EPOCHS` et `STEP`. **Conservez deux tableaux**, des
# dictionnaires dont les clés sont les profondeurs : `deep_models`, les modèles entraînés, et
# `deep_accuracies`, leurs exactitudes sur les images de test.
#
# ```
# deep_accuracies  ->  {1: 0.96..., 2: 0.96..., 3: 0.97...}
# ```
#
# **Ce qui est vérifié.** Les couches cachées de chaque modèle ; que chaque nombre est celui que l'on mesure
# sur le modèle de même clé ; et que le meilleur d'entre eux reconnaît **95 %** d'images jamais vues (petit
# jeu de données : **80 %**) ; une solution juste atteint environ 97 % (93 %).

# %% exercise="depth"
deep_models: dict
# BEGIN SOLUTION deep_models = {depth: a trained model with so many hidden layers, ...}
deep_models = {depth: build_mlp(784, 10, [128] * depth, "relu", STEP) for depth in DEPTHS}
for model in deep_models.values():
    train(model, X_train, T_train, EPOCHS, BATCH)
# END SOLUTION

# %% exercise="depth"
deep_accuracies: dict
# BEGIN SOLUTION deep_accuracies = {depth: the accuracy of that model on the test images, ...}
deep_accuracies = {depth: accuracy(model, X_test, T_test) for depth, model in deep_models.items()}
# END SOLUTION

# %%
print("hidden layers  parameters  accuracy")
print(f"{0:13}  {logistic_model.count_params():10,}  {logistic_accuracy:8.2%}")
for depth in DEPTHS:
    print(f"{depth:13}  {deep_models[depth].count_params():10,}  {deep_accuracies[depth]:8.2%}")

# %% [markdown] lang="en"
# Look at the table: how much does the first hidden layer gain, and how much the next ones? (With the small
# data set, the deepest network has hardly had time to learn: it may come last.) But a deeper network also has
# more parameters: is it the depth that helps, or just the size?
#
# ## Exercise 5. Deep or wide? (3 points)
#
# **Counting.** A dense layer from $m$ to $n$ numbers has a weight for each pair and a bias for each output,
# $m\,n + n$ parameters. Write `count_parameters(inputs, hidden, classes)` for a whole network, without
# building it. `hidden` holds the sizes of the hidden layers and may be empty.
#
# ```
# count_parameters(784, [128, 128, 128], 10)  ->  134794
# count_parameters(2, [3], 2)                 ->  17         (2·3 + 3) + (3·2 + 2)
# ```
#
# **A wide network.** `build_wide(inputs, classes, parameters, step)` returns a compiled network with a
# *single* hidden ReLU layer, of as many units as make its number of parameters come nearest to `parameters`.
# With $h$ units there are $(d + 1)\,h + (h + 1)\,C$ of them; solve for $h$ and round to the nearest.
#
# ```
# build_wide(10, 2, 134, 0.1).count_params()  ->  132       (10 units)
# ```

# %% [markdown] lang="fr"
# Regardez le tableau : combien apporte la première couche cachée, et combien apportent les suivantes ? (Avec
# le petit jeu de données, le réseau le plus profond n'a guère eu le temps d'apprendre : il peut arriver
# dernier.) Mais un réseau plus profond a aussi plus de paramètres : est-ce la profondeur qui aide, ou
# seulement la taille ?
#
# ## Exercice 5. Profond ou large ? (3 points)
#
# **Compter.** Une couche dense de $m$ vers $n$ nombres a un poids par couple et un biais par sortie, soit
# $m\,n + n$ paramètres. Écrivez `count_parameters(inputs, hidden, classes)` pour un réseau entier, sans le
# construire. `hidden` contient les tailles des couches cachées et peut être vide.
#
# ```
# count_parameters(784, [128, 128, 128], 10)  ->  134794
# count_parameters(2, [3], 2)                 ->  17         (2·3 + 3) + (3·2 + 2)
# ```
#
# **Un réseau large.** `build_wide(inputs, classes, parameters, step)` rend un réseau compilé avec une *seule*
# couche cachée ReLU, d'autant d'unités qu'il faut pour que son nombre de paramètres soit le plus proche de
# `parameters`. Avec $h$ unités, il y en a $(d + 1)\,h + (h + 1)\,C$ ; résolvez en $h$ et arrondissez au
# plus proche.
#
# ```
# build_wide(10, 2, 134, 0.1).count_params()  ->  132       (10 unités)
# ```


# %% exercise="wide"
def count_parameters(inputs, hidden, classes):
    """Number of weights and biases of a dense network, by arithmetic alone.

    784, [128, 128, 128], 10  ->  134794
    """
    # BEGIN SOLUTION all sizes in a row; each two neighbours are a layer
    sizes = [inputs, *hidden, classes]
    return sum(before * after + after for before, after in pairwise(sizes))
    # END SOLUTION


# %% exercise="wide"
def build_wide(inputs, classes, parameters, step):
    """A compiled network with one hidden ReLU layer and about so many parameters.

    10, 2, 134, 0.1  ->  a model with 10 hidden units and 132 parameters
    """
    # BEGIN SOLUTION how many units make so many parameters?
    units = round((parameters - classes) / (inputs + 1 + classes))
    return build_mlp(inputs, classes, [units], "relu", step)
    # END SOLUTION


# %% [markdown] lang="en"
# Train a wide network of as many parameters as your deepest one, with the same `BATCH`, `EPOCHS` and `STEP`,
# and **keep two names**: `wide_model` and `wide_accuracy`.

# %% [markdown] lang="fr"
# Entraînez un réseau large d'autant de paramètres que votre plus profond, avec les mêmes `BATCH`, `EPOCHS` et
# `STEP`, et **conservez deux noms** : `wide_model` et `wide_accuracy`.

# %% exercise="wide"
wide_model: keras.Model
# BEGIN SOLUTION wide_model = ..., trained as the deep ones were
wide_model = build_wide(784, 10, 134_794, STEP)
train(wide_model, X_train, T_train, EPOCHS, BATCH)
# END SOLUTION

# %% exercise="wide"
wide_accuracy: float
# BEGIN SOLUTION wide_accuracy = ..., measured on the test images
wide_accuracy = accuracy(wide_model, X_test, T_test)
# END SOLUTION

# %% [markdown] lang="en"
# **Is a difference more than chance?** An accuracy $p$ measured on $n$ images has the standard error
# $\sqrt{p (1 - p) / n}$: other images would have given another number. The difference of two accuracies has
#
# $$s = \sqrt{\frac{p_1 (1 - p_1)}{n} + \frac{p_2 (1 - p_2)}{n}}$$
#
# and is *significant* where it is larger than $2 s$. Write `compare(first, second, samples)`, which returns
# `"first"` or `"second"`, whichever is significantly better, or else `"no difference"`.
#
# ```
# compare(0.97, 0.96, 10000)  ->  "first"             2 s = 0.0052
# compare(0.97, 0.96, 300)    ->  "no difference"     2 s = 0.0300
# ```
#
# Then choose: `which_is_better` is `"deep"`, `"wide"` or `"no difference"`, whichever follows by this rule
# from the accuracies that *you* measured on the test images. (All of your networks are asked about the same
# images, which makes the rule a cautious one.)

# %% [markdown] lang="fr"
# **Une différence est-elle plus que le hasard ?** Une exactitude $p$ mesurée sur $n$ images a l'erreur type
# $\sqrt{p (1 - p) / n}$ : d'autres images auraient donné un autre nombre. La différence de deux exactitudes a
# pour erreur type
#
# $$s = \sqrt{\frac{p_1 (1 - p_1)}{n} + \frac{p_2 (1 - p_2)}{n}}$$
#
# et elle est *significative* si elle dépasse $2 s$. Écrivez `compare(first, second, samples)`, qui rend
# `"first"` ou `"second"`, selon lequel est significativement meilleur, et sinon `"no difference"`.
#
# ```
# compare(0.97, 0.96, 10000)  ->  "first"             2 s = 0,0052
# compare(0.97, 0.96, 300)    ->  "no difference"     2 s = 0,0300
# ```
#
# Choisissez ensuite : `which_is_better` vaut `"deep"` (profond), `"wide"` (large) ou `"no difference"`
# (aucune différence), selon ce qui découle par cette règle des exactitudes que *vous* avez mesurées sur les
# images de test. (Tous vos réseaux sont interrogés sur les mêmes images, ce qui rend la règle prudente.)


# %% exercise="wide"
def compare(first, second, samples):
    """Which of two accuracies, each measured on so many samples, is significantly better.

    Returns "first", "second" or "no difference".

    0.97, 0.96, 300  ->  "no difference"
    """
    # BEGIN SOLUTION the difference, its standard error, and the three cases
    error = np.sqrt((first * (1 - first) + second * (1 - second)) / samples)
    if abs(first - second) <= 2 * error:
        return "no difference"
    return "first" if first > second else "second"
    # END SOLUTION


# %% exercise="wide"
which_is_better: str
# BEGIN SOLUTION which_is_better = "deep", "wide" or "no difference"
outcome = compare(deep_accuracies[3], wide_accuracy, len(X_test))
which_is_better = {"first": "deep", "second": "wide"}.get(outcome, outcome)
# END SOLUTION
print(f"deep {deep_accuracies[3]:.2%}, wide {wide_accuracy:.2%}: {which_is_better}")

# %% [markdown] lang="en"
# ## Exercise 6. What lies between the layers (2 points)
#
# Now keep three hidden layers of 128 and change the activation: for each in `ACTIVATIONS` (ReLU, tanh and
# sigmoid; with the small data set ReLU and sigmoid), train with the same `BATCH`, `EPOCHS` and `STEP`.
# **Keep two tables** whose keys are the names in `ACTIVATIONS`: `activation_models` and
# `activation_accuracies`. (For `"relu"` you have such a model already.)
#
# Back-propagation multiplies the error at each hidden layer by the slope $\sigma'$ of its activation. So look
# at how steep each can be at most. **`largest_slopes`** is a dictionary with the largest value that the
# derivative of each takes: for `"relu"`, `"tanh"` and `"sigmoid"`. *For comparison*: that of $\sin$ is 1.0.
#
# **What is checked.** The layers of each model, the accuracies, and the slopes. A right solution measures
# about 97 % with ReLU, between 96 and 97 % with tanh and 88 % with sigmoid: look at how far behind the
# sigmoids are after as many steps. (Small data set: 75 to 95 % with ReLU, and with sigmoid hardly more than
# the 10 % of chance.)

# %% [markdown] lang="fr"
# ## Exercice 6. Ce qu'il y a entre les couches (2 points)
#
# Gardez maintenant trois couches cachées de 128, et changez l'activation : pour chacune de `ACTIVATIONS`
# (ReLU, tanh et sigmoïde ; avec le petit jeu de données, ReLU et sigmoïde), entraînez avec les mêmes `BATCH`,
# `EPOCHS` et `STEP`. **Conservez deux tableaux** dont les clés sont les noms de `ACTIVATIONS` :
# `activation_models` et `activation_accuracies`. (Pour `"relu"`, vous avez déjà un tel modèle.)
#
# À chaque couche cachée, la rétropropagation multiplie l'erreur par la pente $\sigma'$ de son activation.
# Regardez donc quelle peut être la plus forte pente de chacune. **`largest_slopes`** est un dictionnaire avec
# la plus grande valeur que prend la dérivée de chacune : pour `"relu"`, `"tanh"` et `"sigmoid"`. *Pour
# comparer* : celle de $\sin$ est 1.0.
#
# **Ce qui est vérifié.** Les couches de chaque modèle, les exactitudes et les pentes. Une solution juste
# mesure environ 97 % avec ReLU, entre 96 et 97 % avec tanh et 88 % avec sigmoïde : regardez combien les
# sigmoïdes sont en retard après autant de pas. (Petit jeu de données : de 75 à 95 % avec ReLU, et avec
# sigmoïde guère plus que les 10 % du hasard.)

# %% exercise="activations"
activation_models: dict
# BEGIN SOLUTION activation_models = {activation: a trained model with three hidden layers of 128, ...}
activation_models = {"relu": deep_models[3]}
for activation in ACTIVATIONS[1:]:
    activation_models[activation] = build_mlp(784, 10, [128, 128, 128], activation, STEP)
    train(activation_models[activation], X_train, T_train, EPOCHS, BATCH)
# END SOLUTION

# %% exercise="activations"
activation_accuracies: dict
# BEGIN SOLUTION activation_accuracies = {activation: the accuracy of that model on the test images, ...}
activation_accuracies = {name: accuracy(model, X_test, T_test) for name, model in activation_models.items()}
# END SOLUTION
print({name: f"{value:.2%}" for name, value in activation_accuracies.items()})

# %% exercise="activations"
largest_slopes: dict
# BEGIN SOLUTION largest_slopes = {"relu": ..., "tanh": ..., "sigmoid": ...}
largest_slopes = {"relu": 1.0, "tanh": 1.0, "sigmoid": 0.25}
# END SOLUTION

# %% [markdown] lang="en"
# ### Deep, wide, and what lies between (1.5 points, written)
#
# In six to ten lines, with *your* numbers: (1) What did the first hidden layer gain, and what the next ones?
# Is each step significant? (2) Deep or wide, with as many parameters: what do you conclude, and what would
# you have to do before you claim it of networks in general? (3) Why do three layers of sigmoids learn so much
# more slowly than three of ReLU? Use your largest slopes.

# %% [markdown] lang="fr"
# ### Profond, large, et ce qu'il y a entre les deux (1,5 point, rédigé)
#
# En six à dix lignes, avec *vos* nombres : (1) Qu'a apporté la première couche cachée, et qu'ont apporté les
# suivantes ? Chaque progrès est-il significatif ? (2) Profond ou large, à nombre de paramètres comparable :
# que concluez-vous, et que faudrait-il faire avant de l'affirmer des réseaux en général ? (3) Pourquoi trois
# couches de sigmoïdes apprennent-elles tellement plus lentement que trois couches de ReLU ? Servez-vous de
# vos plus grandes pentes.

# %% [markdown] lang="en" answer="architectures"
# #### Comparing architectures
#
# <!-- BEGIN SOLUTION -->
# (1) From 92.1 % without a hidden layer to 96.1 % with one: 4 points, while $2s$ is 0.9. The second layer
# brings 0.6 and the third 0.5, against $2s = 0.7$: neither is significant alone; both together, 1.1, are.
#
# (2) Deep 97.2 %, wide 96.5 % with 135,160 parameters: 0.72 against $2s = 0.70$, so the deep one is better,
# just, after five epochs at this step. One seed, one data set, one step: each network should be trained with
# several seeds, with a step of its own, and until it no longer improves, and be compared on other data too.
#
# (3) The slope of a sigmoid is at most 0.25, so after three layers at most $0.25^3 \approx 0.016$ of the
# error arrives at the first weights; with ReLU it is 1 for each active unit. The first layers hardly move.
# <!-- END SOLUTION -->

# %% [markdown] lang="fr" answer="architectures"
# #### Comparer des architectures
#
# <!-- BEGIN SOLUTION -->
# (1) De 92,1 % sans couche cachée à 96,1 % avec une : 4 points, alors que $2s$ vaut 0,9. La deuxième couche
# apporte 0,6 et la troisième 0,5, contre $2s = 0{,}7$ : ni l'une ni l'autre n'est significative seule ; les
# deux ensemble, 1,1, le sont.
#
# (2) Profond 97,2 %, large 96,5 % avec 135 160 paramètres : 0,72 contre $2s = 0{,}70$, donc le profond est
# meilleur, de justesse, après cinq époques à ce pas. Une graine, un jeu de données, un pas : il faudrait
# entraîner chaque réseau avec plusieurs graines, un pas à lui, jusqu'à ce qu'il ne progresse plus, et
# comparer aussi sur d'autres données.
#
# (3) La pente d'une sigmoïde est d'au plus 0,25 : après trois couches, il arrive aux premiers poids au plus
# $0{,}25^3 \approx 0{,}016$ de l'erreur ; avec ReLU, c'est 1 pour chaque unité active. Les premières couches
# bougent à peine.
# <!-- END SOLUTION -->

# %% [markdown] lang="en"
# ## Exercise 7. Other digits: USPS (2 points)
#
# Does what you found hold on other data? USPS has 7,291 images for training, of 256 pixels: fewer and
# smaller ones. Compare **at least two** architectures of your choice, each with one or several hidden layers.
# **Keep three tables** whose keys are *tuples* of the hidden sizes, such as `(64,)` or `(64, 64)`:
#
# - `usps_models`, the trained models;
# - `usps_accuracies`, their accuracies on the test images of USPS;
# - `usps_histories`, what `train` returned, with 10 % of the training images put aside for validation.
#
# **What is checked.** The layers of each model, the accuracies, and that the best of them recognises **89 %**
# of unseen images (small data set: **80 %**). The USPS test set is harder than its training set; right
# solutions recognise 93 to 94 % of all its 2,007 test images with 20 epochs in batches of 64 and the step 0.5
# (small data set: about 93 % with 4 epochs in batches of 32 and the step 0.1). But only 1,003 of them are
# unseen (300): the standard error of 93 % is 0.8 points there (1.5), and your architectures are your own. At
# 93 %, half of the right solutions would fail; 89 % lies more than four standard errors below.

# %% [markdown] lang="fr"
# ## Exercice 7. D'autres chiffres : USPS (2 points)
#
# Ce que vous avez trouvé vaut-il sur d'autres données ? USPS a 7 291 images d'apprentissage, de 256 pixels :
# moins nombreuses et plus petites. Comparez **au moins deux** architectures de votre choix, chacune avec une
# ou plusieurs couches cachées. **Conservez trois tableaux** dont les clés sont les *tuples* des tailles
# cachées, comme `(64,)` ou `(64, 64)` :
#
# - `usps_models`, les modèles entraînés ;
# - `usps_accuracies`, leurs exactitudes sur les images de test d'USPS ;
# - `usps_histories`, ce qu'a rendu `train`, avec 10 % des images d'apprentissage mises de côté pour la
#   validation.
#
# **Ce qui est vérifié.** Les couches de chaque modèle, les exactitudes, et que le meilleur reconnaît
# **89 %** d'images jamais vues (petit jeu de données : **80 %**). L'ensemble de test d'USPS est plus
# difficile que celui d'apprentissage ; des solutions justes reconnaissent 93 à 94 % de toutes ses
# 2 007 images de test avec 20 époques par lots de 64 et le pas 0,5 (petit jeu de données : environ 93 % avec
# 4 époques par lots de 32 et le pas 0,1). Mais seules 1 003 d'entre elles (300) n'ont été vues par personne :
# l'erreur type de 93 % y est de 0,8 point (1,5), et les architectures sont les vôtres. À 93 %, la moitié des
# solutions justes échoueraient ; 89 % est plus de quatre erreurs types plus bas.

# %% exercise="usps"
usps_models: dict
usps_histories: dict
# BEGIN SOLUTION usps_models = {(64,): ..., ...} and usps_histories = {(64,): ..., ...}
epochs, batch_size, step = (4, 32, 0.1) if small else (20, 64, 0.5)
usps_models, usps_histories = {}, {}
for hidden in ((64,), (128, 128)):
    usps_models[hidden] = model = build_mlp(256, 10, hidden, "relu", step)
    usps_histories[hidden] = train(model, U_train, S_train, epochs, batch_size, validation_split=0.1)
# END SOLUTION

# %% exercise="usps"
usps_accuracies: dict
# BEGIN SOLUTION usps_accuracies = {(64,): ..., ...}
usps_accuracies = {hidden: accuracy(model, U_test, S_test) for hidden, model in usps_models.items()}
# END SOLUTION
print({hidden: f"{value:.2%}" for hidden, value in usps_accuracies.items()})

# %% [markdown] lang="en"
# ## Exercise 8. Learning curves (1 point)
#
# A table shows where training ended; curves show how it got there. Write `plot_curves(history)`, which takes
# the dictionary of a history (`history.history`: under `"loss"`, `"accuracy"` and, where there was
# validation, `"val_loss"` and `"val_accuracy"`, one number per epoch) and draws **one figure with all of its
# curves** against the epochs: the losses in one panel, the accuracies in another. Label both axes of each
# panel, and say with a legend which curve is of training and which of validation. Without validation, there
# are two curves. Return the figure: the cell below gives it a title.
#
# Look at where the two losses part: from there on the network learns its own images more than the digits.

# %% [markdown] lang="fr"
# ## Exercice 8. Courbes d'apprentissage (1 point)
#
# Un tableau montre où l'apprentissage s'est terminé ; des courbes montrent comment il y est arrivé. Écrivez
# `plot_curves(history)`, qui prend le dictionnaire d'un historique (`history.history` : sous `"loss"`,
# `"accuracy"` et, s'il y a eu validation, `"val_loss"` et `"val_accuracy"`, un nombre par époque) et trace
# **une figure avec toutes ses courbes** en fonction des époques : les pertes dans un cadre, les exactitudes
# dans un autre. Nommez les deux axes de chaque cadre, et dites par une légende quelle courbe est celle de
# l'apprentissage et laquelle celle de la validation. Sans validation, il y a deux courbes. Rendez la
# figure : la cellule plus bas lui donne un titre.
#
# Regardez où les deux pertes se séparent : à partir de là, le réseau apprend ses propres images plus que les
# chiffres.


# %% exercise="curves"
def plot_curves(history):
    """Draw the losses and the accuracies of a history against the epochs, and return the figure.

    history: a dict of lists, one number per epoch: loss, accuracy, and perhaps val_loss, val_accuracy.
    """
    # BEGIN SOLUTION plt.subplots(1, 2); in each panel a curve for training, and one for validation if there
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.4))
    for panel, quantity in zip(panels, ("loss", "accuracy"), strict=True):
        for name, label in ((quantity, "training"), (f"val_{quantity}", "validation")):
            if name in history:
                panel.plot(range(1, len(history[name]) + 1), history[name], marker=".", label=label)
        panel.set(xlabel="epoch", ylabel=quantity)
        panel.legend()
    return figure
    # END SOLUTION


# %%
best = max(usps_accuracies, key=usps_accuracies.get)
plot_curves(usps_histories[best].history).suptitle(f"USPS, hidden layers {best}")
plt.show()

# %% [markdown] lang="en"
# ## Exercise 9. Batch size, epochs, step (2 points)
#
# Back to logistic regression, which is fast: train it on MNIST once for each setting *(batch size, epochs,
# step)* in `STUDY`, always from a fresh model. Each differs from the first in one thing only, so that you
# know what a change comes from. **Keep two tables** whose keys are the settings: `study_models` and
# `study_accuracies`. (For the first setting you have the model already.)
#
# ```
# study_accuracies  ->  {(300, 10, 0.5): 0.92..., (400, 10, 0.5): 0.92..., ...}
# ```
#
# **What is checked.** The size of each model, that it was compiled as `build_logistic` does, with the step of
# its setting, how many steps its optimiser took (one for each batch of each epoch), and the accuracies.

# %% [markdown] lang="fr"
# ## Exercice 9. Taille des lots, époques, pas (2 points)
#
# Revenons à la régression logistique, qui est rapide : entraînez-la sur MNIST une fois pour chaque réglage
# *(taille des lots, époques, pas)* de `STUDY`, toujours à partir d'un modèle neuf. Chacun ne diffère du
# premier que par une chose, pour que vous sachiez d'où vient un changement. **Conservez deux tableaux** dont
# les clés sont les réglages : `study_models` et `study_accuracies`. (Pour le premier réglage, vous avez déjà
# le modèle.)
#
# ```
# study_accuracies  ->  {(300, 10, 0.5): 0.92..., (400, 10, 0.5): 0.92..., ...}
# ```
#
# **Ce qui est vérifié.** La taille de chaque modèle, qu'il a été compilé comme le fait `build_logistic`, avec
# le pas de son réglage, combien de pas a faits son optimiseur (un par lot de chaque époque), et les
# exactitudes.

# %% exercise="study"
study_models: dict
# BEGIN SOLUTION study_models = {(batch size, epochs, step): a trained logistic regression, ...}
study_models = {STUDY[0]: logistic_model}
for setting in STUDY[1:]:
    batch_size, epochs, step = setting
    study_models[setting] = build_logistic(784, 10, step)
    train(study_models[setting], X_train, T_train, epochs, batch_size)
# END SOLUTION

# %% exercise="study"
study_accuracies: dict
# BEGIN SOLUTION study_accuracies = {(batch size, epochs, step): the accuracy on the test images, ...}
study_accuracies = {setting: accuracy(model, X_test, T_test) for setting, model in study_models.items()}
# END SOLUTION

# %%
print("batch  epochs  step  accuracy")
for (batch_size, epochs, step), value in study_accuracies.items():
    print(f"{batch_size:5}  {epochs:6}  {step:4}  {value:8.2%}")

# %% [markdown] lang="en"
# **`larger_batch`**: epochs and step stay as they are, and the batches become larger. What changes? One
# letter.
#
# - **a** — there are more steps per epoch, so training goes further in as many epochs
# - **b** — there are fewer steps per epoch, each along a less noisy gradient, so training goes less far in as
#   many epochs
# - **c** — there are as many steps per epoch; only the memory that is needed changes
# - **d** — the network has more parameters, so it learns its images by heart

# %% [markdown] lang="fr"
# **`larger_batch`** : les époques et le pas restent les mêmes, et les lots deviennent plus grands. Qu'est-ce
# qui change ? Une lettre.
#
# - **a** — il y a plus de pas par époque, donc l'apprentissage va plus loin en autant d'époques
# - **b** — il y a moins de pas par époque, chacun selon un gradient moins bruité, donc l'apprentissage va
#   moins loin en autant d'époques
# - **c** — il y a autant de pas par époque ; seule la mémoire nécessaire change
# - **d** — le réseau a plus de paramètres, donc il apprend ses images par cœur

# %% exercise="study"
larger_batch: str
# BEGIN SOLUTION larger_batch = one letter, in quotes
larger_batch = "b"
# END SOLUTION

# %% [markdown] lang="en"
# ### What the settings do (1.5 points, written)
#
# In six to ten lines, with *your* numbers: (1) What do batch size, number of epochs and step do to the
# accuracy, and why? Count the steps of each setting. (2) Which of the differences are significant for the
# size of your test set? (3) What must one not conclude from this table? Name two limits.

# %% [markdown] lang="fr"
# ### Ce que font les réglages (1,5 point, rédigé)
#
# En six à dix lignes, avec *vos* nombres : (1) Que font la taille des lots, le nombre d'époques et le pas à
# l'exactitude, et pourquoi ? Comptez les pas de chaque réglage. (2) Quelles différences sont significatives
# pour la taille de votre ensemble de test ? (3) Que ne faut-il pas conclure de ce tableau ? Citez deux
# limites.

# %% [markdown] lang="en" answer="settings"
# #### Reading the table of settings
#
# <!-- BEGIN SOLUTION -->
# (1) All of them change how far the descent goes. Batches of 300 for 10 epochs are 2,000 steps; of 500, 1,200
# steps; 20 epochs, 4,000 steps. Fewer or shorter steps (0.2 for 0.5) end a little earlier on the way to the
# same minimum, since the cost is convex: the accuracy is a little lower.
#
# (2) Near 92 % with 5,000 test images, $2s$ is 1.1 points. No two settings differ by more: nothing here is
# significant.
#
# (3) That 300 is the best size of a batch, or that the step hardly matters. One run with one seed for each;
# only small ranges, one setting changed at a time; a convex model: deep networks react otherwise; and whoever
# picks the best line by the test set has used it up.
# <!-- END SOLUTION -->

# %% [markdown] lang="fr" answer="settings"
# #### Lire le tableau des réglages
#
# <!-- BEGIN SOLUTION -->
# (1) Tous changent la distance que parcourt la descente. Des lots de 300 pendant 10 époques font
# 2 000 pas ; de 500, 1 200 pas ; 20 époques, 4 000 pas. Des pas moins nombreux ou plus courts (0,2 pour 0,5)
# s'arrêtent un peu plus tôt sur le chemin du même minimum, puisque le coût est convexe : l'exactitude est un
# peu plus basse.
#
# (2) Près de 92 % avec 5 000 images de test, $2s$ vaut 1,1 point. Deux réglages ne diffèrent jamais
# davantage : rien n'est significatif ici.
#
# (3) Que 300 est la meilleure taille de lot, ou que le pas compte peu. Une seule exécution, une seule
# graine pour chacun ; des intervalles étroits, un réglage changé à la fois ; un modèle convexe : les réseaux
# profonds réagissent autrement ; et qui choisit la meilleure ligne d'après l'ensemble de test l'a déjà usé.
# <!-- END SOLUTION -->
