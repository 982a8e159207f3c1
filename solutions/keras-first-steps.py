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
# # First steps with Keras
#
# Keras builds neural networks out of layers as one builds a house out of bricks: four lines make a network,
# one line trains it. The danger is to press the button without knowing what happens behind it. In this lab
# you press the button *and* look behind it.
#
# By the end you will understand
#
# - how to bring images and tables into the form that a network takes, and why the test set must not have a
#   say in it;
# - what each number means that Keras prints while it trains;
# - how to build, compile, train and evaluate a network of your own;
# - which function a perceptron with several outputs computes, and why stacking layers without an activation
#   gains nothing.
#
# **How to work.** Each exercise has its own cells to fill in. Replace the `# TODO` and the line
# `raise NotImplementedError` by your own code; keep the names of functions and variables. You may add
# cells, split them and define helpers. The whole notebook must run from top to bottom: *Kernel, Restart and
# run all*.
#
# **How to check your work.** In a terminal, in the folder of this notebook:
#
# ```
# bareme check keras-first-steps.ipynb
# ```
#
# It runs the public checks and says, for each one that fails, what was expected and what came.
#
# **How it is marked**, out of 20: 17 points by checks, and 3 for the two written answers, which a person
# reads. The public checks are those that you can run. Hidden checks ask the same questions of other inputs,
# look at the choices, and show your trained network images that no one has seen; the threshold that it must
# reach is stated in exercise 7. Each exercise is judged on its own inputs, so an early mistake costs little
# later. Any correct method earns the points.

# %% [markdown] lang="fr"
# # Premiers pas avec Keras
#
# Keras assemble les réseaux de neurones couche par couche, comme on bâtit une maison brique par brique :
# quatre lignes font un réseau, une ligne l'entraîne. Le danger est d'appuyer sur le bouton sans savoir ce
# qui se passe derrière. Dans ce TP, vous appuyez sur le bouton *et* vous regardez derrière.
#
# À la fin, vous aurez compris
#
# - comment donner à des images et à des tableaux la forme qu'un réseau attend, et pourquoi l'ensemble de
#   test ne doit pas avoir son mot à dire ;
# - ce que signifie chaque nombre que Keras affiche pendant l'apprentissage ;
# - comment construire, compiler, entraîner et évaluer votre propre réseau ;
# - quelle fonction calcule un perceptron à plusieurs sorties, et pourquoi empiler des couches sans
#   activation n'apporte rien.
#
# **Comment travailler.** À chaque exercice correspondent des cellules à compléter. Remplacez le `# TODO` et
# la ligne `raise NotImplementedError` par votre code ; gardez les noms des fonctions et des variables. Vous
# pouvez ajouter des cellules, en couper, définir d'autres fonctions. Le notebook doit tourner d'un bout à
# l'autre : *Noyau, Redémarrer et tout exécuter*.
#
# **Comment vérifier son travail.** Dans un terminal, dans le dossier de ce notebook :
#
# ```
# bareme check keras-first-steps.fr.ipynb
# ```
#
# La commande lance les tests publics et dit, pour chacun de ceux qui échouent, ce qui était attendu et ce
# qui est venu.
#
# **Comment le TP est noté**, sur 20 : 17 points par des tests, et 3 pour les deux réponses rédigées, lues
# par une personne. Les tests publics sont ceux que vous pouvez lancer. Les tests cachés posent les mêmes
# questions sur d'autres entrées, regardent vos choix, et montrent à votre réseau entraîné des images que
# personne n'a vues ; le seuil à atteindre est donné à l'exercice 7. Chaque exercice est jugé sur ses
# propres entrées : une erreur au début coûte peu ensuite. Toute méthode juste vaut les points.

# %% [markdown] lang="en"
# ## The data
#
# Two data sets, two kinds of problem.
#
# - **MNIST**: images of handwritten digits, $28 \times 28$ grey levels from 0 (black) to 255 (white). Which
#   of ten digits is it? The answer is the name of a class: a *classification*.
# - **California housing**: districts described by 8 numbers (where, how old, how many rooms and people, what
#   income). What does a house cost there? The answer is a quantity: a *regression*.
#
# Both come as Keras gives every data set, `(x_train, y_train), (x_test, y_test)`: what to learn from, and
# what to be tested on. (`keras.datasets.mnist.load_data()` gives the same.)

# %% [markdown] lang="fr"
# ## Les données
#
# Deux jeux de données, deux sortes de problèmes.
#
# - **MNIST** : des images de chiffres manuscrits, $28 \times 28$ niveaux de gris de 0 (noir) à 255 (blanc).
#   Lequel des dix chiffres est-ce ? La réponse est le nom d'une classe : c'est une *classification*.
# - **California housing** : des quartiers décrits par 8 nombres (lieu, âge, nombres de pièces et
#   d'habitants, revenu). Que coûte une maison à cet endroit ? La réponse est une quantité : c'est une
#   *régression*.
#
# Les deux arrivent sous la forme que Keras donne à tous ses jeux de données,
# `(x_train, y_train), (x_test, y_test)` : de quoi apprendre, et de quoi être testé.
# (`keras.datasets.mnist.load_data()` donne la même chose.)

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

from bareme.datasets import load

# %%
mnist = load("mnist")
(x_train, y_train), (x_test, y_test) = mnist
print("images:", x_train.shape, x_train.dtype, " labels:", y_train[:10])

# %%
housing = load("california_housing")
print("districts:", housing[0][0].shape, " prices in dollars:", housing[0][1][:5])

# %% [markdown] lang="en"
# ## Exercise 1. Preparing images for a classification (2.5 points)
#
# A dense network takes *rows of numbers of moderate size*, and it answers with one number for each class.
# So, in the training part and in the test part alike,
#
# - each image of $h \times w$ pixels becomes a row of $h\,w$ numbers, row of pixels after row of pixels;
# - each grey level is divided by 255, which brings it into $[0, 1]$;
# - each label becomes a *one-hot* row of $C$ numbers: 1 in the column of its class, 0 in the others.
#
# | array | before | after |
# |---|---|---|
# | images | $(N, h, w)$, from 0 to 255 | $(N, h\,w)$, from 0 to 1 |
# | labels | $(N,)$, from 0 to $C - 1$ | $(N, C)$, 0 and 1 |
#
# *Example.* Two training images of $1 \times 2$ pixels with the labels 0 and 2, one test image with the
# label 1, and $C = 4$ classes:
#
# ```
# dataset = (np.array([[[51, 0]], [[0, 255]]]), np.array([0, 2])), (np.array([[[102, 0]]]), np.array([1]))
# prepare_classification(dataset, classes=4)
#   ->  ([[0.2, 0.0], [0.0, 1.0]],  [[1, 0, 0, 0], [0, 0, 1, 0]]),
#       ([[0.4, 0.0]],              [[0, 1, 0, 0]])
# ```
#
# The number of columns is $C$ even where a class happens to be missing among the labels. Leave the arrays
# that you are given as they are: others may still need them.

# %% [markdown] lang="fr"
# ## Exercice 1. Préparer des images pour une classification (2,5 points)
#
# Un réseau dense prend des *lignes de nombres de taille modérée*, et il répond par un nombre pour chaque
# classe. Donc, dans la partie d'apprentissage comme dans celle de test,
#
# - chaque image de $h \times w$ pixels devient une ligne de $h\,w$ nombres, une ligne de pixels après
#   l'autre ;
# - chaque niveau de gris est divisé par 255, ce qui le ramène dans $[0, 1]$ ;
# - chaque étiquette devient une ligne *one-hot* de $C$ nombres : 1 dans la colonne de sa classe, 0 dans les
#   autres.
#
# | tableau | avant | après |
# |---|---|---|
# | images | $(N, h, w)$, de 0 à 255 | $(N, h\,w)$, de 0 à 1 |
# | étiquettes | $(N,)$, de 0 à $C - 1$ | $(N, C)$, 0 et 1 |
#
# *Exemple.* Deux images d'apprentissage de $1 \times 2$ pixels d'étiquettes 0 et 2, une image de test
# d'étiquette 1, et $C = 4$ classes :
#
# ```
# dataset = (np.array([[[51, 0]], [[0, 255]]]), np.array([0, 2])), (np.array([[[102, 0]]]), np.array([1]))
# prepare_classification(dataset, classes=4)
#   ->  ([[0.2, 0.0], [0.0, 1.0]],  [[1, 0, 0, 0], [0, 0, 1, 0]]),
#       ([[0.4, 0.0]],              [[0, 1, 0, 0]])
# ```
#
# Il y a $C$ colonnes, même si une classe se trouve absente des étiquettes. Laissez intacts les tableaux que
# l'on vous donne : d'autres peuvent encore en avoir besoin.


# %% exercise="classification"
def prepare_classification(dataset, classes=10):
    """Turn images into rows of numbers in [0, 1], and labels into one-hot rows.

    dataset: (x_train, y_train), (x_test, y_test) with images (N, h, w) of grey levels 0..255
        and labels (N,) from 0 to classes - 1.
    Returns (X_train, T_train), (X_test, T_test): X is (N, h * w), T is (N, classes).

    grey levels [[51, 0]]  ->  [0.2, 0.0]
    label 2 of 4 classes   ->  [0, 0, 1, 0]
    """
    # BEGIN SOLUTION take the four arrays apart; flatten, scale, one-hot; put them together again
    (x_train, y_train), (x_test, y_test) = dataset
    one_hot = np.eye(classes)
    X_train = x_train.reshape(len(x_train), -1) / 255.0
    X_test = x_test.reshape(len(x_test), -1) / 255.0
    return (X_train, one_hot[y_train]), (X_test, one_hot[y_test])
    # END SOLUTION


# %%
(X_train, T_train), (X_test, T_test) = prepare_classification(mnist)
print(f"X_train {X_train.shape}, from {X_train.min()} to {X_train.max()}; T_train {T_train.shape}")

# %% [markdown] lang="en"
# ## Exercise 2. Preparing a table for a regression (2.5 points)
#
# In a table each column has a unit of its own: an income is near 4, a population near 1,000. Gradient
# descent would look at the large numbers only. So every column $j$ is *standardised*:
#
# $$X_{ij} = \frac{x_{ij} - m_j}{s_j}, \qquad
#   m_j = \frac{1}{N} \sum_{i=1}^{N} x_{ij}, \qquad
#   s_j = \sqrt{\frac{1}{N} \sum_{i=1}^{N} (x_{ij} - m_j)^2}$$
#
# **The rule that matters**: $m_j$ and $s_j$ are those of the $N$ rows of the *training* part, also where the
# test part is standardised. The test rows stand for houses that you do not know yet. Whoever lets them
# take part in a mean has already looked at them.
#
# A column that never changes has $s_j = 0$; divide it by 1 instead. The prices are what the network is to
# predict: return them as they are.
#
# *Example.* Two training rows and one test row. The means are $(2, 20)$ and the deviations $(1, 10)$, so
# the test row gives $((4 - 2)/1,\ (20 - 20)/10)$:
#
# ```
# dataset = (np.array([[1.0, 10.0], [3.0, 30.0]]), np.array([150.0, 210.0])), \
#           (np.array([[4.0, 20.0]]), np.array([180.0]))
# prepare_regression(dataset)  ->  ([[-1.0, -1.0], [1.0, 1.0]], [150.0, 210.0]),
#                                  ([[2.0, 0.0]],               [180.0])
# ```

# %% [markdown] lang="fr"
# ## Exercice 2. Préparer un tableau pour une régression (2,5 points)
#
# Dans un tableau, chaque colonne a son unité : un revenu est voisin de 4, une population de 1 000. La
# descente de gradient ne verrait que les grands nombres. On *centre et réduit* donc chaque colonne $j$ :
#
# $$X_{ij} = \frac{x_{ij} - m_j}{s_j}, \qquad
#   m_j = \frac{1}{N} \sum_{i=1}^{N} x_{ij}, \qquad
#   s_j = \sqrt{\frac{1}{N} \sum_{i=1}^{N} (x_{ij} - m_j)^2}$$
#
# **La règle qui compte** : $m_j$ et $s_j$ sont ceux des $N$ lignes de la partie d'*apprentissage*, même
# quand on transforme la partie de test. Les lignes de test représentent des maisons que vous ne connaissez
# pas encore. Les faire entrer dans une moyenne, c'est déjà les avoir regardées.
#
# Une colonne qui ne change jamais a $s_j = 0$ ; divisez-la par 1. Les prix sont ce que le réseau doit
# prédire : rendez-les tels quels.
#
# *Exemple.* Deux lignes d'apprentissage et une ligne de test. Les moyennes sont $(2, 20)$ et les
# écarts-types $(1, 10)$ ; la ligne de test donne donc $((4 - 2)/1,\ (20 - 20)/10)$ :
#
# ```
# dataset = (np.array([[1.0, 10.0], [3.0, 30.0]]), np.array([150.0, 210.0])), \
#           (np.array([[4.0, 20.0]]), np.array([180.0]))
# prepare_regression(dataset)  ->  ([[-1.0, -1.0], [1.0, 1.0]], [150.0, 210.0]),
#                                  ([[2.0, 0.0]],               [180.0])
# ```


# %% exercise="regression"
def prepare_regression(dataset):
    """Standardise every column with the mean and the deviation of the training part.

    dataset: (x_train, y_train), (x_test, y_test) with tables (N, d) and quantities (N,).
    Returns (X_train, y_train), (X_test, y_test): tables of the same shapes; the quantities as they are.

    training column [1, 3], test column [4]  ->  [-1, 1] and [2]
    """
    # BEGIN SOLUTION which rows do the mean and the deviation come from?
    (x_train, y_train), (x_test, y_test) = dataset
    mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
    deviation = np.where(deviation == 0, 1.0, deviation)
    return ((x_train - mean) / deviation, y_train), ((x_test - mean) / deviation, y_test)
    # END SOLUTION


# %%
(H_train, p_train), (H_test, p_test) = prepare_regression(housing)
print("means of the training part:", np.round(np.abs(H_train.mean(axis=0)), 3))
print("means of the test part:    ", np.round(H_test.mean(axis=0), 3), " near 0, but not 0: that is right")

# %% [markdown] lang="en"
# ## Exercise 3. What kind of problem is it? (1 point)
#
# The first thing to do with a new data set is to look at the shape of each array and at what is to be
# predicted. `describe` returns a dict with the shape of each of the four arrays, under the names `x_train`,
# `y_train`, `x_test` and `y_test`, and under `problem` the text `"classification"` or `"regression"`.
#
# What the numbers *mean* decides which of the two it is, and no program can read that off. Here a
# convention helps: labels stored as **integers** (of any size, signed or not) name classes; **floats** are
# quantities, even where all of them are whole, as a price of 452600.0 is.
#
# *Example.* For the data set of exercise 2:
#
# ```
# describe(dataset)  ->  {"x_train": (2, 2), "y_train": (2,), "x_test": (1, 2), "y_test": (1,),
#                         "problem": "regression"}
# ```

# %% [markdown] lang="fr"
# ## Exercice 3. Quelle sorte de problème est-ce ? (1 point)
#
# Devant un nouveau jeu de données, on regarde d'abord la dimension de chaque tableau et ce qu'il faut
# prédire. `describe` rend un dictionnaire avec la dimension de chacun des quatre tableaux, sous les noms
# `x_train`, `y_train`, `x_test` et `y_test`, et sous `problem` le texte `"classification"` ou
# `"regression"` (sans accent).
#
# C'est le *sens* des nombres qui décide entre les deux, et aucun programme ne peut le lire. Ici, une
# convention aide : des étiquettes enregistrées comme **entiers** (de toute taille, avec ou sans signe)
# nomment des classes ; des **flottants** sont des quantités, même s'ils sont tous ronds, comme un prix de
# 452600.0.
#
# *Exemple.* Pour le jeu de données de l'exercice 2 :
#
# ```
# describe(dataset)  ->  {"x_train": (2, 2), "y_train": (2,), "x_test": (1, 2), "y_test": (1,),
#                         "problem": "regression"}
# ```


# %% exercise="describe"
def describe(dataset):
    """Tell the shape of each array, and which kind of problem it is.

    dataset: (x_train, y_train), (x_test, y_test).
    Returns a dict with the keys x_train, y_train, x_test, y_test (shapes, as tuples) and problem
    ("classification" or "regression").

    labels of type uint8    ->  "classification"
    labels of type float32  ->  "regression"
    """
    # BEGIN SOLUTION np.issubdtype(y.dtype, np.integer) tells whether a type is one of integers
    (x_train, y_train), (x_test, y_test) = dataset
    problem = "classification" if np.issubdtype(y_train.dtype, np.integer) else "regression"
    return {
        "x_train": x_train.shape,
        "y_train": y_train.shape,
        "x_test": x_test.shape,
        "y_test": y_test.shape,
        "problem": problem,
    }
    # END SOLUTION


# %%
print(describe(mnist))
print(describe(housing))

# %% [markdown] lang="en"
# ## Exercise 4. What Keras prints (3 points, and 1.5 for a written answer)
#
# Here is a whole network, a small *convolutional* one: you need not understand its layers yet. Run the cell
# and look at what it prints. It learns from the first 5,000 images (from all, where there are fewer), of
# which 20 % are put aside and never trained on.

# %% [markdown] lang="fr"
# ## Exercice 4. Ce que Keras affiche (3 points, et 1,5 pour une réponse rédigée)
#
# Voici un réseau complet, un petit réseau *convolutif* : inutile de comprendre déjà ses couches. Exécutez
# la cellule et regardez ce qu'elle affiche. Il apprend sur les 5 000 premières images (sur toutes, s'il y
# en a moins), dont 20 % sont mises de côté et ne servent jamais à l'apprentissage.

# %%
convnet = keras.Sequential(
    [
        keras.Input(shape=(28, 28, 1)),
        keras.layers.Rescaling(1 / 255),
        keras.layers.Conv2D(8, kernel_size=5, strides=2, activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
convnet.compile(
    optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
)
example = convnet.fit(
    x_train[:5000, :, :, np.newaxis], y_train[:5000], epochs=3, batch_size=64, validation_split=0.2, verbose=2
)

# %% [markdown] lang="en"
# With 5,000 images, the line of an epoch looks like this:
#
# ```
# 63/63 - 0s - 5ms/step - accuracy: 0.9210 - loss: 0.2715 - val_accuracy: 0.9300 - val_loss: 0.2394
# ```
#
# **Steps.** One *step* takes one batch of images, computes the loss on it and moves every weight once. An
# *epoch* is as many steps as it takes to see each training image once; the last batch may be smaller than
# the others. With `validation_split=s`, Keras puts the *last* $\lceil s N \rceil$ of the $N$ samples aside,
# and trains on the $\lfloor (1 - s) N \rfloor$ others.
#
# *Example.* 5,000 images and 20 % put aside leave 4,000; in batches of 64 these are 62 full ones and one of
# 32 images:
#
# ```
# steps_per_epoch(5000, batch_size=64, validation_split=0.2)  ->  63
# steps_per_epoch(100, batch_size=10)                         ->  10
# ```

# %% [markdown] lang="fr"
# Avec 5 000 images, la ligne d'une époque ressemble à ceci :
#
# ```
# 63/63 - 0s - 5ms/step - accuracy: 0.9210 - loss: 0.2715 - val_accuracy: 0.9300 - val_loss: 0.2394
# ```
#
# **Les pas.** Un *pas* (*step*) prend un lot (*batch*) d'images, y calcule la perte et déplace une fois
# chaque poids. Une *époque* compte autant de pas qu'il en faut pour voir une fois chaque image
# d'apprentissage ; le dernier lot peut être plus petit que les autres. Avec `validation_split=s`, Keras met
# de côté les $\lceil s N \rceil$ *derniers* des $N$ exemples, et apprend sur les
# $\lfloor (1 - s) N \rfloor$ autres.
#
# *Exemple.* 5 000 images dont 20 % mises de côté en laissent 4 000 ; par lots de 64, cela fait 62 lots
# pleins et un de 32 images :
#
# ```
# steps_per_epoch(5000, batch_size=64, validation_split=0.2)  ->  63
# steps_per_epoch(100, batch_size=10)                         ->  10
# ```


# %% exercise="display"
def steps_per_epoch(samples, batch_size, validation_split=0.0):
    """Number of steps that Keras makes in one epoch.

    samples: how many are given to fit.  batch_size: of a full batch.
    validation_split: the share put aside, from 0 (none) to below 1.
    Returns a whole number.

    5000, 64, 0.2  ->  63
    """
    # BEGIN SOLUTION how many samples are trained on, and how many batches do they fill?
    trained_on = int(samples * (1 - validation_split))
    return int(np.ceil(trained_on / batch_size))
    # END SOLUTION


# %% [markdown] lang="en"
# **Meanings.** Which of these does each displayed quantity mean? Answer with one letter each, such as
# `"z"`. No letter is the answer twice, and three are the answer to none.
#
# - **a** — the mean loss on the images trained on, taken batch by batch while the weights are changing
# - **b** — the share of the images put aside that are recognised, with the weights as they are at the
#   end of the epoch
# - **c** — the time that one batch takes, with the change of the weights that follows, on average over
#   the epoch
# - **d** — the share of the images trained on that are recognised, counted batch by batch while the
#   weights are changing
# - **e** — the mean loss on the images put aside, with the weights as they are at the end of the epoch
# - **f** — the time that one image takes, on average over the epoch
# - **g** — the share of the images of the test set that are recognised
# - **h** — the sum of the losses of all the steps since the training began

# %% [markdown] lang="fr"
# **Le sens.** Que signifie chaque quantité affichée ? Répondez chaque fois par une lettre, comme `"z"`.
# Aucune lettre n'est deux fois la réponse, et trois ne sont la réponse à rien.
#
# - **a** — la perte moyenne sur les images d'apprentissage, relevée lot après lot pendant que les poids
#   changent
# - **b** — la part reconnue des images mises de côté, avec les poids tels qu'ils sont à la fin de
#   l'époque
# - **c** — le temps que prend un lot, changement des poids compris, en moyenne sur l'époque
# - **d** — la part reconnue des images d'apprentissage, comptée lot après lot pendant que les poids
#   changent
# - **e** — la perte moyenne sur les images mises de côté, avec les poids tels qu'ils sont à la fin de
#   l'époque
# - **f** — le temps que prend une image, en moyenne sur l'époque
# - **g** — la part reconnue des images de l'ensemble de test
# - **h** — la somme des pertes de tous les pas depuis le début de l'apprentissage

# %% exercise="display"
loss_means: str  # such as 0.2715 after "loss"
# BEGIN SOLUTION loss_means = one letter, in quotes
loss_means = "a"
# END SOLUTION

# %% exercise="display"
accuracy_means: str  # such as 0.9210 after "accuracy"
# BEGIN SOLUTION accuracy_means = one letter, in quotes
accuracy_means = "d"
# END SOLUTION

# %% exercise="display"
val_loss_means: str  # such as 0.2394 after "val_loss"
# BEGIN SOLUTION val_loss_means = one letter, in quotes
val_loss_means = "e"
# END SOLUTION

# %% exercise="display"
val_accuracy_means: str  # such as 0.9300 after "val_accuracy"
# BEGIN SOLUTION val_accuracy_means = one letter, in quotes
val_accuracy_means = "b"
# END SOLUTION

# %% exercise="display"
time_means: str  # such as 5ms before "/step"
# BEGIN SOLUTION time_means = one letter, in quotes
time_means = "c"
# END SOLUTION

# %% [markdown] lang="en"
# The same numbers are kept in what `fit` returns; drawn as curves they are easier to read. Look at where
# the two curves of the loss part. (This figure is not marked.)

# %% [markdown] lang="fr"
# Les mêmes nombres sont gardés dans ce que rend `fit` ; dessinés en courbes, ils se lisent mieux. Regardez
# où les deux courbes de la perte se séparent. (Cette figure n'est pas notée.)

# %%
figure, panels = plt.subplots(1, 2, figsize=(9, 3.2))
for panel, quantity in zip(panels, ("loss", "accuracy"), strict=True):
    for name in (quantity, f"val_{quantity}"):
        panel.plot(range(1, len(example.history[name]) + 1), example.history[name], marker="o", label=name)
    panel.set(title=quantity, xlabel="epoch", xticks=range(1, len(example.history["loss"]) + 1))
    panel.legend()
plt.show()

# %% [markdown] lang="en"
# ### What to make of them (1.5 points, written)
#
# In three to six lines, with numbers from *your* run: (1) What is the difference between what `loss` and
# what `accuracy` measure, and why is it the loss that training makes small? (2) In the first epoch,
# `val_accuracy` is often *above* `accuracy`, although these images are new. How can that be? (3) Which two
# of the displayed quantities would you watch to notice that the network learns its images by heart, and
# what would you see?
#
# Answer in the next cell, below its heading.

# %% [markdown] lang="fr"
# ### Qu'en tirer ? (1,5 point, rédigé)
#
# En trois à six lignes, avec des nombres de *votre* exécution : (1) Quelle différence y a-t-il entre ce que
# mesurent `loss` et `accuracy`, et pourquoi est-ce la perte que l'apprentissage fait baisser ? (2) À la
# première époque, `val_accuracy` est souvent *au-dessus* de `accuracy`, alors que ces images sont
# nouvelles. Comment est-ce possible ? (3) Quelles sont les deux quantités affichées à surveiller pour
# remarquer que le réseau apprend ses images par cœur, et que verriez-vous ?
#
# Répondez dans la cellule suivante, sous son titre.

# %% [markdown] lang="en" answer="reading"
# #### Reading what Keras prints
#
# <!-- BEGIN SOLUTION -->
# (1) The accuracy (0.92) only counts right decisions; the loss (0.27) also says how sure they were: minus
# the logarithm of the probability that the right digit got. A tiny change of the weights changes the
# accuracy not at all or by a jump, so it has no useful gradient; the loss changes smoothly.
#
# (2) `accuracy` is averaged over the epoch, whose first batches met a network that knew nothing;
# `val_accuracy` is measured once at its end, with better weights.
#
# (3) `loss` and `val_loss`: learning by heart shows where `loss` still falls and `val_loss` rises again.
# <!-- END SOLUTION -->

# %% [markdown] lang="fr" answer="reading"
# #### Lire ce que Keras affiche
#
# <!-- BEGIN SOLUTION -->
# (1) L'exactitude (0,92) ne compte que les décisions justes ; la perte (0,27) dit aussi avec quelle
# assurance elles sont prises : c'est l'opposé du logarithme de la probabilité donnée au bon chiffre. Un
# changement minuscule des poids ne change pas l'exactitude, ou la change par saut : elle n'a pas de
# gradient utile ; la perte, elle, varie de façon lisse.
#
# (2) `accuracy` est une moyenne sur l'époque, dont les premiers lots ont rencontré un réseau qui ne savait
# rien ; `val_accuracy` est mesurée une fois, à la fin, avec de meilleurs poids.
#
# (3) `loss` et `val_loss` : le réseau apprend par cœur quand `loss` baisse encore et que `val_loss`
# remonte.
# <!-- END SOLUTION -->

# %% [markdown] lang="en"
# ## Exercise 5. Training a perceptron with several outputs (1.5 points)
#
# Four lines make the simplest network, a *perceptron* with several outputs: one `Dense` layer, and a
# softmax that turns its outputs into probabilities. `compile` then says three things: *how* to move the
# weights (the optimiser), *what* to make small (the loss), and what else to show (the metrics). The loss
# `categorical_crossentropy` wants one-hot labels, such as exercise 1 makes.

# %% [markdown] lang="fr"
# ## Exercice 5. Entraîner un perceptron à plusieurs sorties (1,5 point)
#
# Quatre lignes font le réseau le plus simple, un *perceptron* à plusieurs sorties : une couche `Dense`, et
# un softmax qui change ses sorties en probabilités. Puis `compile` dit trois choses : *comment* déplacer
# les poids (l'optimiseur), *quoi* faire baisser (la perte), et quoi montrer en plus (les métriques). La
# perte `categorical_crossentropy` veut des étiquettes one-hot, comme en fait l'exercice 1.


# %%
def perceptron(inputs, outputs):
    """A compiled perceptron for rows of so many inputs, with so many classes as outputs."""
    model = keras.Sequential(
        [
            keras.Input(shape=(inputs,)),
            keras.layers.Dense(outputs, activation="softmax", kernel_initializer="zeros"),
        ]
    )
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="categorical_crossentropy", metrics=["accuracy"])
    return model


# %% [markdown] lang="en"
# Write a function that makes such a perceptron for the arrays $X$, of shape $(N, d)$, and $T$, of shape
# $(N, C)$, trains it with `fit`, and puts the last 20 % of the samples aside for validation. It returns
# both the model and what `fit` returns, the history. (With `verbose=0` or `verbose=2`, `fit` prints less.)
#
# *Example.* 50 samples, of which 40 are trained on, in batches of 16: that is 3 steps per epoch.
#
# ```
# model, history = train_perceptron(X, T, epochs=4, batch_size=16)
# history.epoch           ->  [0, 1, 2, 3]
# history.params["steps"] ->  3
# list(history.history)   ->  ["accuracy", "loss", "val_accuracy", "val_loss"]
# ```

# %% [markdown] lang="fr"
# Écrivez une fonction qui fait un tel perceptron pour les tableaux $X$, de dimension $(N, d)$, et $T$, de
# dimension $(N, C)$, l'entraîne avec `fit`, et met de côté les derniers 20 % des exemples pour la
# validation. Elle rend le modèle et ce que rend `fit`, l'historique. (Avec `verbose=0` ou `verbose=2`,
# `fit` affiche moins.)
#
# *Exemple.* 50 exemples, dont 40 pour l'apprentissage, par lots de 16 : cela fait 3 pas par époque.
#
# ```
# model, history = train_perceptron(X, T, epochs=4, batch_size=16)
# history.epoch           ->  [0, 1, 2, 3]
# history.params["steps"] ->  3
# list(history.history)   ->  ["accuracy", "loss", "val_accuracy", "val_loss"]
# ```


# %% exercise="fit"
def train_perceptron(X, T, epochs, batch_size):
    """Train a fresh perceptron, with the last 20 % of the samples put aside for validation.

    X: (N, d) inputs.  T: (N, C) one-hot rows.
    Returns (model, history): the trained model, and what its fit returned.

    50 samples, batch_size 16  ->  3 steps per epoch
    """
    # BEGIN SOLUTION make the perceptron for these shapes, then call fit with all four settings
    model = perceptron(X.shape[1], T.shape[1])
    history = model.fit(X, T, epochs=epochs, batch_size=batch_size, validation_split=0.2, verbose=0)
    return model, history
    # END SOLUTION


# %%
digits_perceptron, digits_history = train_perceptron(
    X_train[:10000], T_train[:10000], epochs=4, batch_size=16
)
digits_perceptron.summary()
print({name: round(values[-1], 4) for name, values in digits_history.history.items()})

# %% [markdown] lang="en"
# ## Exercise 6. Which function does it compute? (2 points, and 1.5 for a written answer)
#
# Behind the button there is one line of mathematics. The layer computes, for each class $k$, a weighted sum
# of the inputs, and the softmax makes probabilities of the $C$ sums:
#
# $$z = X W + b, \qquad y_{ik} = \frac{e^{z_{ik}}}{\sum_{c=1}^{C} e^{z_{ic}}}$$
#
# | symbol | shape | what it is |
# |---|---|---|
# | $X$ | $(N, d)$ | the samples, one per row |
# | $W$ | $(d, C)$ | one column of weights per class (`model.get_weights()[0]`) |
# | $b$ | $(C,)$ | one bias per class (`model.get_weights()[1]`) |
# | $y$ | $(N, C)$ | probabilities; each row sums to 1 |
#
# Write it with NumPy alone. *Example.* One sample $x = (1, 0)$ with the weights
# $W = \begin{pmatrix} \ln 3 & 0 \\ 5 & 7 \end{pmatrix}$ and the biases $b = (0, 0)$: the sums are
# $(\ln 3, 0)$, their exponentials $(3, 1)$, and these sum to 4.
#
# ```
# perceptron_outputs(np.array([[1.0, 0.0]]), np.array([[1.0986, 0.0], [5.0, 7.0]]), np.zeros(2))
#   ->  [[0.75, 0.25]]
# ```
#
# **A trap.** `np.exp(1000)` overflows. Subtract the largest sum of each row from that row first: this
# divides numerator and denominator by the same number, and changes nothing else.

# %% [markdown] lang="fr"
# ## Exercice 6. Quelle fonction calcule-t-il ? (2 points, et 1,5 pour une réponse rédigée)
#
# Derrière le bouton, il y a une ligne de mathématiques. Pour chaque classe $k$, la couche calcule une somme
# pondérée des entrées, et le softmax fait des probabilités des $C$ sommes :
#
# $$z = X W + b, \qquad y_{ik} = \frac{e^{z_{ik}}}{\sum_{c=1}^{C} e^{z_{ic}}}$$
#
# | symbole | dimension | ce que c'est |
# |---|---|---|
# | $X$ | $(N, d)$ | les exemples, un par ligne |
# | $W$ | $(d, C)$ | une colonne de poids par classe (`model.get_weights()[0]`) |
# | $b$ | $(C,)$ | un biais par classe (`model.get_weights()[1]`) |
# | $y$ | $(N, C)$ | des probabilités ; chaque ligne a pour somme 1 |
#
# Écrivez-la avec NumPy seul. *Exemple.* Un exemple $x = (1, 0)$ avec les poids
# $W = \begin{pmatrix} \ln 3 & 0 \\ 5 & 7 \end{pmatrix}$ et les biais $b = (0, 0)$ : les sommes sont
# $(\ln 3, 0)$, leurs exponentielles $(3, 1)$, de somme 4.
#
# ```
# perceptron_outputs(np.array([[1.0, 0.0]]), np.array([[1.0986, 0.0], [5.0, 7.0]]), np.zeros(2))
#   ->  [[0.75, 0.25]]
# ```
#
# **Un piège.** `np.exp(1000)` déborde. Retranchez d'abord de chaque ligne sa plus grande somme : cela divise
# le numérateur et le dénominateur par le même nombre, et ne change rien d'autre.


# %% exercise="perceptron"
def perceptron_outputs(X, W, b):
    """What a perceptron with C outputs and softmax computes, with NumPy alone.

    X: (N, d) samples.  W: (d, C) weights.  b: (C,) biases.
    Returns y: (N, C), probabilities; each row sums to 1.

    X [[1, 0]], W [[1.0986, 0], [5, 7]], b [0, 0]  ->  [[0.75, 0.25]]
    """
    # BEGIN SOLUTION the weighted sums, their exponentials, then each row divided by its sum
    z = X @ W + b
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
    # END SOLUTION


# %%
by_hand = perceptron_outputs(X_test[:100], *digits_perceptron.get_weights())
by_keras = digits_perceptron.predict(X_test[:100], verbose=0)
print(f"Keras and you differ by {np.abs(by_hand - by_keras).max():.1e} at most")

# %% [markdown] lang="en"
# Now choose, with one letter for each question.
#
# **`perceptron_computes`**: what does a perceptron with $C$ outputs and softmax compute?
#
# - **a** — any continuous function of the inputs, if it is trained long enough
# - **b** — one affine function of the inputs for each class; softmax makes probabilities of them (this
#   is multinomial logistic regression)
# - **c** — a polynomial of degree $C$ in the inputs
# - **d** — $C$ sigmoids that know nothing of each other, each a probability of its own
#
# **`boundary_is`**: between two classes lie the points that it finds equally probable for both. What do they
# form in the space of the inputs, of dimension $d$?
#
# - **a** — a sphere around the mean of one of the classes
# - **b** — a curved surface, whose form training finds
# - **c** — a hyperplane: a flat surface of dimension $d - 1$
# - **d** — nothing: no point is equally probable for both

# %% [markdown] lang="fr"
# Choisissez maintenant, par une lettre pour chaque question.
#
# **`perceptron_computes`** : que calcule un perceptron à $C$ sorties avec softmax ?
#
# - **a** — n'importe quelle fonction continue des entrées, s'il est entraîné assez longtemps
# - **b** — une fonction affine des entrées pour chaque classe ; softmax en fait des probabilités (c'est
#   la régression logistique multinomiale)
# - **c** — un polynôme de degré $C$ en les entrées
# - **d** — $C$ sigmoïdes qui s'ignorent, chacune une probabilité à elle seule
#
# **`boundary_is`** : entre deux classes se trouvent les points qu'il juge également probables pour les deux.
# Que forment-ils dans l'espace des entrées, de dimension $d$ ?
#
# - **a** — une sphère autour de la moyenne d'une des classes
# - **b** — une surface courbe, dont l'apprentissage trouve la forme
# - **c** — un hyperplan : une surface plate de dimension $d - 1$
# - **d** — rien : aucun point n'est également probable pour les deux

# %% exercise="perceptron"
perceptron_computes: str
# BEGIN SOLUTION perceptron_computes = one letter, in quotes
perceptron_computes = "b"
# END SOLUTION

# %% exercise="perceptron"
boundary_is: str
# BEGIN SOLUTION boundary_is = one letter, in quotes
boundary_is = "c"
# END SOLUTION

# %% [markdown] lang="en"
# ### The function of a perceptron (1.5 points, written)
#
# In a few lines with formulas: (1) Write the function that a perceptron with $C$ outputs computes, with the
# shape of every symbol, and count its parameters for $d = 784$ and $C = 10$. (2) Show from the formula what
# form the boundary between two classes has. (3) Name a problem that it therefore cannot solve however long
# it is trained, and say what must be added to the network.

# %% [markdown] lang="fr"
# ### La fonction d'un perceptron (1,5 point, rédigé)
#
# En quelques lignes avec des formules : (1) Écrivez la fonction que calcule un perceptron à $C$ sorties,
# avec la dimension de chaque symbole, et comptez ses paramètres pour $d = 784$ et $C = 10$. (2) Montrez à
# partir de la formule quelle forme a la frontière entre deux classes. (3) Citez un problème qu'il ne peut
# donc pas résoudre, aussi longtemps qu'on l'entraîne, et dites ce qu'il faut ajouter au réseau.

# %% [markdown] lang="en" answer="function"
# #### What a perceptron computes
#
# <!-- BEGIN SOLUTION -->
# (1) $y = \mathrm{softmax}(x W + b)$ with $x$ of shape $(d,)$, $W$ of shape $(d, C)$, $b$ and $y$ of shape
# $(C,)$: an affine function for each class, then a softmax. It has $d\,C + C = 7{,}840 + 10 = 7{,}850$
# parameters.
#
# (2) The classes $k$ and $l$ are equally probable where $e^{z_k} = e^{z_l}$, so where $z_k = z_l$:
# $x \cdot (W_k - W_l) + b_k - b_l = 0$ (with $W_k$ the column of class $k$). This is one linear equation, a
# hyperplane.
#
# (3) XOR: no line separates $(0, 0), (1, 1)$ from $(0, 1), (1, 0)$. It takes a hidden layer *with an
# activation that is not linear*; without one, the layers collapse into a single affine function.
# <!-- END SOLUTION -->

# %% [markdown] lang="fr" answer="function"
# #### Ce que calcule un perceptron
#
# <!-- BEGIN SOLUTION -->
# (1) $y = \mathrm{softmax}(x W + b)$ avec $x$ de dimension $(d,)$, $W$ de dimension $(d, C)$, $b$ et $y$ de
# dimension $(C,)$ : une fonction affine par classe, puis un softmax. Il a
# $d\,C + C = 7\,840 + 10 = 7\,850$ paramètres.
#
# (2) Les classes $k$ et $l$ sont également probables là où $e^{z_k} = e^{z_l}$, donc où $z_k = z_l$ :
# $x \cdot (W_k - W_l) + b_k - b_l = 0$ (où $W_k$ est la colonne de la classe $k$). C'est une équation
# linéaire : un hyperplan.
#
# (3) XOR : aucune droite ne sépare $(0, 0), (1, 1)$ de $(0, 1), (1, 0)$. Il faut une couche cachée *avec une
# activation non linéaire* ; sans elle, les couches se réduisent à une seule fonction affine.
# <!-- END SOLUTION -->

# %% [markdown] lang="en"
# ## Exercise 7. Your own network (3 points)
#
# Now a network of your own, with a hidden layer. This time it prepares its images itself: it takes the grey
# levels *as they are*, and integer labels. `build_classifier(shape, classes)` returns a compiled `Sequential`
# model made of
#
# 1. an input of the given shape, such as `(28, 28)`;
# 2. `Rescaling(1 / 255)`, which divides the grey levels by 255, and `Flatten()`, which makes rows of them
#    (in either order);
# 3. a hidden `Dense` layer of 32 units with the activation `"relu"`;
# 4. a `Dense` layer with one output per class, with the activation `"softmax"`;
#
# compiled with the optimiser `keras.optimizers.Adam` with a learning rate of 0.005, the loss for integer
# labels, `"sparse_categorical_crossentropy"`, and the metric `"accuracy"`.
#
# *Example.* For images of $2 \times 2$ pixels and 3 classes, the hidden layer has $4 \cdot 32 + 32 = 160$
# parameters, and the last $32 \cdot 3 + 3 = 99$:
#
# ```
# build_classifier((2, 2), 3).count_params()     ->  259
# build_classifier((28, 28), 10).count_params()  ->  25450
# ```
#
# Then train it on `x_train` and `y_train`, and `evaluate` it on `x_test` and `y_test`. **Keep three names**:
# `classifier` (the trained model), `history` (what `fit` returned), and `test_accuracy` (a number from 0 to
# 1).
#
# **What is checked.** The network is shown images that you do not have: 5,000 of MNIST, of which it must
# recognise **88 %** (300 with the small data set, when your course uses the quick `mini` profile:
# **85 %**). With 5 epochs in batches of 32, a right solution recognises about 96 % (93 %); the thresholds
# lie more than three standard errors below, so bad luck alone cannot cost you the points. Guessing gives
# 10 %. The accuracy that you report is checked as well: it must agree with what bareme measures when it asks
# your network about the same test images.

# %% [markdown] lang="fr"
# ## Exercice 7. Votre propre réseau (3 points)
#
# Maintenant, un réseau à vous, avec une couche cachée. Cette fois, il prépare lui-même ses images : il prend
# les niveaux de gris *tels quels*, et des étiquettes entières. `build_classifier(shape, classes)` rend un
# modèle `Sequential` compilé, fait de
#
# 1. une entrée de la dimension donnée, comme `(28, 28)` ;
# 2. `Rescaling(1 / 255)`, qui divise les niveaux de gris par 255, et `Flatten()`, qui en fait des lignes
#    (dans un ordre ou dans l'autre) ;
# 3. une couche cachée `Dense` de 32 unités avec l'activation `"relu"` ;
# 4. une couche `Dense` avec une sortie par classe, avec l'activation `"softmax"` ;
#
# compilé avec l'optimiseur `keras.optimizers.Adam` et un taux d'apprentissage de 0,005, la perte pour
# étiquettes entières, `"sparse_categorical_crossentropy"`, et la métrique `"accuracy"`.
#
# *Exemple.* Pour des images de $2 \times 2$ pixels et 3 classes, la couche cachée a
# $4 \cdot 32 + 32 = 160$ paramètres, et la dernière $32 \cdot 3 + 3 = 99$ :
#
# ```
# build_classifier((2, 2), 3).count_params()     ->  259
# build_classifier((28, 28), 10).count_params()  ->  25450
# ```
#
# Entraînez-le ensuite sur `x_train` et `y_train`, et évaluez-le (`evaluate`) sur `x_test` et `y_test`.
# **Conservez trois noms** : `classifier` (le modèle entraîné), `history` (ce que rend `fit`) et
# `test_accuracy` (un nombre de 0 à 1).
#
# **Ce qui est vérifié.** On montre au réseau des images que vous n'avez pas : 5 000 de MNIST, dont il doit
# reconnaître **88 %** (300 avec le petit jeu de données, quand votre cours emploie le profil rapide
# `mini` : **85 %**). Avec 5 époques par lots de 32, une solution juste en reconnaît environ 96 % (93 %) ;
# les seuils sont plus de trois erreurs types plus bas : la malchance seule ne peut pas vous coûter les
# points. Répondre au hasard donne 10 %. L'exactitude que vous annoncez est vérifiée aussi : elle doit
# s'accorder avec ce que bareme mesure en interrogeant votre réseau sur les mêmes images de test.


# %% exercise="classifier"
def build_classifier(shape, classes):
    """A compiled network with one hidden layer, which takes images of grey levels 0..255.

    shape: of an image, such as (28, 28).  classes: how many outputs.
    Returns a compiled Sequential model.

    (2, 2), 3      ->  a model with 259 parameters
    (28, 28), 10   ->  a model with 25,450 parameters
    """
    # BEGIN SOLUTION the layers in a list, then compile
    model = keras.Sequential(
        [
            keras.Input(shape=shape),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Flatten(),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    optimizer = keras.optimizers.Adam(0.005)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
    # END SOLUTION


# %% exercise="classifier"
classifier: keras.Model
# BEGIN SOLUTION classifier = ..., for 28 x 28 pixels and 10 classes; history = what its fit returns
classifier = build_classifier((28, 28), 10)
history = classifier.fit(x_train, y_train, epochs=5, batch_size=32, validation_split=0.2, verbose=2)
# END SOLUTION

# %% exercise="classifier"
test_accuracy: float
# BEGIN SOLUTION test_accuracy = ...; evaluate returns the loss, and then the metrics
test_accuracy = classifier.evaluate(x_test, y_test, verbose=0)[1]
# END SOLUTION
print(f"accuracy on the test set: {test_accuracy:.2%}")

# %% [markdown] lang="en"
# Look at some of the images that your network gets wrong: would *you* have been sure? (Not marked.)

# %% [markdown] lang="fr"
# Regardez quelques images que votre réseau ne reconnaît pas : en auriez-vous été sûr, *vous* ? (Non noté.)

# %%
answers = classifier.predict(x_test[:300], verbose=0).argmax(axis=1)
wrong = np.flatnonzero(answers != y_test[:300])[:8]
if wrong.size:
    plt.figure(figsize=(9, 1.6))
    plt.imshow(np.hstack(x_test[wrong]), cmap="gray_r")
    plt.title(f"taken for {answers[wrong]}, in truth {y_test[wrong]}")
    plt.axis("off")
    plt.show()

# %% [markdown] lang="en"
# ## Exercise 8. A stack of linear layers (1.5 points)
#
# Is a deep network always more powerful? Let us stack three `Dense` layers *without an activation*: each
# computes an affine function of the one before. For two of them,
#
# $$(X W_1 + b_1)\, W_2 + b_2 = X\, (W_1 W_2) + (b_1 W_2 + b_2)$$
#
# so two layers are one, with the weights $W_1 W_2$ and the biases $b_1 W_2 + b_2$; and step by step a stack
# of any height *collapses* to a single layer $X W + b$.
#
# 1. `build_linear_stack(inputs, sizes)` returns a `Sequential` model for rows of so many inputs, with one
#    `Dense` layer of each of the given sizes, in order, with biases and without any activation. It need not
#    be compiled.
# 2. `collapse(weights)` takes the list $[W_1, b_1, W_2, b_2, \dots]$ that `model.get_weights()` returns, and
#    gives the pair $(W, b)$ of the single layer, computed with NumPy.
#
# *Example.* $W_1 = \begin{pmatrix} 1 & 2 \end{pmatrix}$, $b_1 = (1, 0)$,
# $W_2 = \begin{pmatrix} 3 \\ 4 \end{pmatrix}$, $b_2 = (5)$: $W = (1 \cdot 3 + 2 \cdot 4) = (11)$ and
# $b = 1 \cdot 3 + 0 \cdot 4 + 5 = 8$.
#
# ```
# build_linear_stack(784, [64, 32, 10]).count_params()                       ->  52650
# collapse([np.array([[1.0, 2.0]]), np.array([1.0, 0.0]),
#           np.array([[3.0], [4.0]]), np.array([5.0])])                      ->  W = [[11.0]],  b = [8.0]
# ```

# %% [markdown] lang="fr"
# ## Exercice 8. Une pile de couches linéaires (1,5 point)
#
# Un réseau profond est-il toujours plus puissant ? Empilons trois couches `Dense` *sans activation* :
# chacune calcule une fonction affine de la précédente. Pour deux d'entre elles,
#
# $$(X W_1 + b_1)\, W_2 + b_2 = X\, (W_1 W_2) + (b_1 W_2 + b_2)$$
#
# donc deux couches n'en font qu'une, de poids $W_1 W_2$ et de biais $b_1 W_2 + b_2$ ; et, de proche en
# proche, une pile de n'importe quelle hauteur se *réduit* à une seule couche $X W + b$.
#
# 1. `build_linear_stack(inputs, sizes)` rend un modèle `Sequential` pour des lignes d'autant d'entrées, avec
#    une couche `Dense` de chacune des tailles données, dans l'ordre, avec biais et sans aucune activation.
#    Inutile de le compiler.
# 2. `collapse(weights)` prend la liste $[W_1, b_1, W_2, b_2, \dots]$ que rend `model.get_weights()`, et
#    donne le couple $(W, b)$ de l'unique couche, calculé avec NumPy.
#
# *Exemple.* $W_1 = \begin{pmatrix} 1 & 2 \end{pmatrix}$, $b_1 = (1, 0)$,
# $W_2 = \begin{pmatrix} 3 \\ 4 \end{pmatrix}$, $b_2 = (5)$ : $W = (1 \cdot 3 + 2 \cdot 4) = (11)$ et
# $b = 1 \cdot 3 + 0 \cdot 4 + 5 = 8$.
#
# ```
# build_linear_stack(784, [64, 32, 10]).count_params()                       ->  52650
# collapse([np.array([[1.0, 2.0]]), np.array([1.0, 0.0]),
#           np.array([[3.0], [4.0]]), np.array([5.0])])                      ->  W = [[11.0]],  b = [8.0]
# ```


# %% exercise="stack"
def build_linear_stack(inputs, sizes):
    """A stack of Dense layers without any activation.

    inputs: numbers in a row of the input.  sizes: outputs of each layer, in order.
    Returns a Sequential model.

    784, [64, 32, 10]  ->  a model with 52,650 parameters
    """
    # BEGIN SOLUTION an input, then one Dense layer for each size
    return keras.Sequential([keras.Input(shape=(inputs,)), *(keras.layers.Dense(size) for size in sizes)])
    # END SOLUTION


# %% exercise="stack"
def collapse(weights):
    """The single layer that a stack of linear layers amounts to.

    weights: [W1, b1, W2, b2, ...], as model.get_weights() gives them.
    Returns (W, b): with d inputs and C outputs, W is (d, C) and b is (C,).

    [[1, 2]], [1, 0], [[3], [4]], [5]  ->  W [[11]], b [8]
    """
    # BEGIN SOLUTION begin with the first layer, and take up one layer after the other
    W, b = weights[0], weights[1]
    for next_W, next_b in zip(weights[2::2], weights[3::2], strict=True):
        W, b = W @ next_W, b @ next_W + next_b
    return W, b
    # END SOLUTION


# %% [markdown] lang="en"
# The proof by numbers: a stack with weights drawn at random, and its single layer, on the same inputs. Keep
# the names `stack`, `W` and `b`: they are checked.

# %% [markdown] lang="fr"
# La preuve par les nombres : une pile aux poids tirés au hasard, et son unique couche, sur les mêmes
# entrées. Conservez les noms `stack`, `W` et `b` : ils sont vérifiés.

# %% exercise="stack"
stack = build_linear_stack(784, [64, 32, 10])
random = np.random.default_rng(0)
stack.set_weights([random.normal(0, 0.1, weight.shape) for weight in stack.get_weights()])
W, b = collapse(stack.get_weights())

# %%
some_rows = random.uniform(0, 1, (20, 784))
difference = np.abs(stack.predict(some_rows, verbose=0) - (some_rows @ W + b)).max()
print(f"{stack.count_params():,} parameters do what {W.size + b.size:,} do: they differ by {difference:.1e}")

# %% [markdown] lang="en"
# Keras computes with 32 bits, about seven digits, so a difference near $10^{-6}$ is nothing but rounding.
# Three layers have bought you nothing: it is the activation between them that makes a deep network more
# than a perceptron.

# %% [markdown] lang="fr"
# Keras calcule sur 32 bits, environ sept chiffres : un écart voisin de $10^{-6}$ n'est qu'un arrondi. Trois
# couches ne vous ont rien apporté : c'est l'activation entre elles qui fait d'un réseau profond plus qu'un
# perceptron.
