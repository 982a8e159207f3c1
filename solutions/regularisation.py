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
# # Validation and regularisation
#
# A large network can learn its images by heart, as a pupil can learn the answers to last year's exam. It then
# makes no mistake on what it has seen, and many on what it has not. This lab is about noticing that, and
# about three remedies.
#
# By the end you will understand
#
# - why a part of the training set is put aside, which samples Keras takes for it, and how to choose between
#   networks with it;
# - how over-fitting shows on the learning curves;
# - what L1 and L2 penalties add to the loss, and what the factor 1/2 in a formula means for your code;
# - what dropout does while a network learns, and why it does nothing when the network predicts;
# - what happens to the weights and to the accuracy when the penalty grows.
#
# **How to work.** Replace each `# TODO` and the line `raise NotImplementedError` by your own code; keep the
# names of functions and variables. You may add cells, split them and define helpers. Build the networks from
# Keras's own layers, so that they can be measured elsewhere. The whole notebook must run from top to bottom:
# *Kernel, Restart and run all*. It trains eight small networks, which takes about a minute of processor time;
# the limit is 240 seconds.
#
# **How to check your work.** In a terminal, in the folder of this notebook:
#
# ```
# bareme check regularisation.ipynb
# ```
#
# It runs the public checks and says, for each one that fails, what was expected and what came.
#
# **How it is marked**, out of 20: 17 points by checks, and 3 for the two written answers, which a person
# reads. Hidden checks ask the same questions of other inputs, and measure your trained networks: what you
# report of them must be true, whatever it is. Functions are judged on inputs of their own, so an early
# mistake costs little later. Any correct method earns the points.

# %% [markdown] lang="fr"
# # Validation et régularisation
#
# Un grand réseau peut apprendre ses images par cœur, comme un élève les réponses de l'examen de l'an passé.
# Il ne se trompe alors jamais sur ce qu'il a vu, et souvent sur le reste. Ce TP apprend à s'en apercevoir, et
# présente trois remèdes.
#
# À la fin, vous aurez compris
#
# - pourquoi on met de côté une part de l'ensemble d'apprentissage, quels exemples Keras choisit, et comment
#   s'en servir pour choisir entre des réseaux ;
# - comment le surapprentissage se voit sur les courbes ;
# - ce que les pénalités L1 et L2 ajoutent à la perte, et ce que le facteur 1/2 d'une formule change à votre
#   code ;
# - ce que fait le *dropout* pendant l'apprentissage, et pourquoi il ne fait rien quand le réseau prédit ;
# - ce que deviennent les poids et l'exactitude quand la pénalité grandit.
#
# **Comment travailler.** Remplacez chaque `# TODO` et la ligne `raise NotImplementedError` par votre code ;
# gardez les noms des fonctions et des variables. Vous pouvez ajouter des cellules, en couper, définir
# d'autres fonctions. Construisez les réseaux avec les couches de Keras, pour que l'on puisse les mesurer
# ailleurs. Le notebook doit tourner d'un bout à l'autre : *Noyau, Redémarrer et tout exécuter*. Il entraîne
# huit petits réseaux, en une minute de processeur environ ; la limite est de 240 secondes.
#
# **Comment vérifier son travail.** Dans un terminal, dans le dossier de ce notebook :
#
# ```
# bareme check regularisation.fr.ipynb
# ```
#
# La commande lance les tests publics et dit, pour chacun de ceux qui échouent, ce qui était attendu et ce
# qui a été obtenu.
#
# **Comment le TP est noté**, sur 20 : 17 points par des tests, et 3 pour les deux réponses rédigées, lues
# par une personne. Les tests cachés posent les mêmes questions sur d'autres entrées, et mesurent vos réseaux
# entraînés : ce que vous en dites doit être vrai, quel que soit le résultat. Les fonctions sont jugées sur
# leurs propres entrées : une erreur au début coûte peu ensuite. Toute méthode juste rapporte les points.

# %% [markdown] lang="en"
# ## The data
#
# We take the first 5,000 images of MNIST (all, where there are fewer). That is few on purpose: with few
# images, over-fitting is easy to see. Each becomes a row of 784 numbers from 0 to 1; the labels stay whole
# numbers from 0 to 9.

# %% [markdown] lang="fr"
# ## Les données
#
# Nous prenons les 5 000 premières images de MNIST (toutes, s'il y en a moins). C'est peu, exprès : avec peu
# d'images, le surapprentissage se voit bien. Chacune devient une ligne de 784 nombres de 0 à 1 ; les
# étiquettes restent des entiers de 0 à 9.

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

from bareme.datasets import load

# %%
(x_train, y_train), (x_test, y_test) = load("mnist")
X, t = x_train[:5000].reshape(-1, 784) / 255, y_train[:5000]
print("inputs:", X.shape, " labels:", t[:10])

# %% [markdown] lang="en"
# The settings of all comparisons stand here, in one place. With the small data set of the quick profile
# `mini` (about 1,200 images) there is less to compare, and the training is too short to over-fit.

# %% [markdown] lang="fr"
# Les réglages de toutes les comparaisons sont ici, au même endroit. Avec le petit jeu de données du profil
# rapide `mini` (environ 1 200 images), il y a moins à comparer, et l'apprentissage est trop court pour qu'un
# réseau surapprenne.

# %%
small = len(X) < 5000

EPOCHS, BATCH = (3, 20) if small else (20, 50)

# the sizes of the hidden layers, by name
ARCHITECTURES = {"none": [], "one": [128], "three": [128, 128, 128]}
# (penalty, strength)
STUDY = [("none", 0.0), ("l2", 0.01), ("l2", 0.1), ("l1", 0.001), ("l1", 0.01)]
if small:
    del ARCHITECTURES["one"]
    STUDY = [("none", 0.0), ("l2", 0.01), ("l2", 0.1), ("l1", 0.01)]

# %% [markdown] lang="en"
# ## Exercise 1. Putting samples aside (2 points)
#
# The accuracy on the images that a network learns from says little about new ones. The *test* set says it,
# but whoever chooses between ten networks by their test accuracy has used the test set for learning: the
# best of the ten was lucky there, too. So a third part is needed, for choosing: the **validation** set, cut
# off the training set.
#
# Keras does it with `fit(..., validation_split=s)`. Of $N$ samples, it trains on the first
# $\lfloor (1 - s) N \rfloor$ in the order in which they are given, and never on the others.
#
# Write the same with NumPy. *Example.* $N = 5$ and $s = 0.4$: the first 3 are trained on.
#
# ```
# x = np.array([[1.0], [2.0], [3.0], [4.0], [5.0]]);  t = np.array([0, 1, 0, 1, 1])
# validation_split(x, t, 0.4)  ->  ([[1.0], [2.0], [3.0]], [0, 1, 0]),  ([[4.0], [5.0]], [1, 1])
# ```

# %% [markdown] lang="fr"
# ## Exercice 1. Mettre des exemples de côté (2 points)
#
# L'exactitude sur les images d'apprentissage dit peu de chose des nouvelles. L'ensemble de *test* le dit,
# mais qui choisit entre dix réseaux d'après leur exactitude de test s'est servi du test pour apprendre : le
# meilleur des dix y a aussi eu de la chance. Il faut donc une troisième part, pour choisir : l'ensemble de
# **validation**, pris sur l'ensemble d'apprentissage.
#
# Keras le fait par `fit(..., validation_split=s)`. De $N$ exemples, il apprend sur les
# $\lfloor (1 - s) N \rfloor$ premiers, dans l'ordre où on les donne, et jamais sur les autres.
#
# Écrivez la même chose avec NumPy. *Exemple.* $N = 5$ et $s = 0{,}4$ : on apprend sur les 3 premiers.
#
# ```
# x = np.array([[1.0], [2.0], [3.0], [4.0], [5.0]]);  t = np.array([0, 1, 0, 1, 1])
# validation_split(x, t, 0.4)  ->  ([[1.0], [2.0], [3.0]], [0, 1, 0]),  ([[4.0], [5.0]], [1, 1])
# ```


# %% exercise="split"
def validation_split(x, t, share):
    """The parts that Keras trains on and puts aside.

    x: (N, d) inputs.  t: (N,) labels.  share: to put aside, between 0 and 1.
    Returns (x_fit, t_fit), (x_val, t_val), each in the given order.

    5 samples, share 0.4  ->  the first 3, and the last 2
    """
    # BEGIN SOLUTION where is the cut?
    cut = int(len(x) * (1 - share))
    return (x[:cut], t[:cut]), (x[cut:], t[cut:])
    # END SOLUTION


# %% [markdown] lang="en"
# **`samples_put_aside`**: the samples are also *shuffled* at each epoch. So which ones does
# `fit(X, t, validation_split=0.3)` put aside? Answer with one letter.
#
# - **a** — the first 30 %, before any shuffling
# - **b** — 30 % drawn at random, others at each epoch
# - **c** — the last 30 % as they are given; only the other samples are shuffled
# - **d** — the last 30 % after all the samples were shuffled once
#
# Then ask yourself: what would happen if the samples were sorted by class?

# %% [markdown] lang="fr"
# **`samples_put_aside`** : les exemples sont aussi *mélangés* à chaque époque. Lesquels
# `fit(X, t, validation_split=0.3)` met-il donc de côté ? Répondez par une lettre.
#
# - **a** — les premiers 30 %, avant tout mélange
# - **b** — 30 % tirés au hasard, d'autres à chaque époque
# - **c** — les derniers 30 % tels qu'on les donne ; seuls les autres exemples sont mélangés
# - **d** — les derniers 30 % après un mélange de tous les exemples
#
# Demandez-vous ensuite : que se passerait-il si les exemples étaient rangés par classe ?

# %% exercise="split"
samples_put_aside: str
# BEGIN SOLUTION samples_put_aside = one letter, in quotes
samples_put_aside = "c"
# END SOLUTION

# %% [markdown] lang="en"
# ## Exercise 2. Training with validation (1.5 points)
#
# All networks of this lab are compiled in the same way, so that they differ in nothing but what we compare.
# The first two functions are given.

# %% [markdown] lang="fr"
# ## Exercice 2. Entraîner avec validation (1,5 point)
#
# Tous les réseaux de ce TP sont compilés de la même façon, pour qu'ils ne diffèrent que par ce que l'on
# compare. Les deux premières fonctions sont données.


# %%
def compiled(model):
    """The model, compiled for whole numbers as labels."""
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.02, momentum=0.9),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,  # such small networks train before they would be translated
    )
    return model


def softmax_regression(inputs, classes):
    """The smallest network: no hidden layer, and all weights 0 at first."""
    return compiled(
        keras.Sequential(
            [
                keras.Input(shape=(inputs,)),
                keras.layers.Dense(classes, activation="softmax", kernel_initializer="zeros"),
            ]
        )
    )


# %% [markdown] lang="en"
# Write `train`, which trains a compiled model with `fit`, puts the last **30 %** of the samples aside for
# validation, and returns what `fit` returns, the history. (`verbose=0` keeps it quiet.)
#
# *Example.* Of 50 samples 35 are trained on; in batches of 10 that is 4 steps per epoch.
#
# ```
# history = train(softmax_regression(2, 3), x, t, epochs=6, batch_size=10)
# history.params["steps"]   ->  4
# sorted(history.history)   ->  ["accuracy", "loss", "val_accuracy", "val_loss"]
# history.history["loss"]   ->  6 numbers, one for each epoch
# ```

# %% [markdown] lang="fr"
# Écrivez `train`, qui entraîne un modèle compilé avec `fit`, met de côté les derniers **30 %** des exemples
# pour la validation, et rend ce que rend `fit`, l'historique. (Avec `verbose=0`, elle n'affiche rien.)
#
# *Exemple.* De 50 exemples, 35 servent à l'apprentissage ; par lots de 10, cela fait 4 pas par époque.
#
# ```
# history = train(softmax_regression(2, 3), x, t, epochs=6, batch_size=10)
# history.params["steps"]   ->  4
# sorted(history.history)   ->  ["accuracy", "loss", "val_accuracy", "val_loss"]
# history.history["loss"]   ->  6 nombres, un par époque
# ```


# %% exercise="train"
def train(model, x, t, epochs, batch_size):
    """Train a compiled model, with the last 30 % of the samples put aside for validation.

    x: (N, d) inputs.  t: (N,) labels.
    Returns the history, as fit gives it.

    50 samples, batch_size 10  ->  4 steps per epoch
    """
    # BEGIN SOLUTION one call of fit, with all its settings
    return model.fit(x, t, epochs=epochs, batch_size=batch_size, validation_split=0.3, verbose=0)
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 3. Choosing an architecture (3.5 points)
#
# `build_mlp(inputs, hidden, classes)` returns a compiled network for rows of `inputs` numbers, with one
# `Dense` layer with the activation `"relu"` for each size in the list `hidden`, and last a `Dense` layer of
# `classes` outputs with `"softmax"`. End it with `return compiled(model)`.
#
# *Example.* With one hidden layer of 5 units for rows of 4 numbers and 3 classes:
# $(4 \cdot 5 + 5) + (5 \cdot 3 + 3) = 43$ parameters.
#
# ```
# build_mlp(4, [5], 3).count_params()                  ->  43
# build_mlp(784, [], 10).count_params()                ->  7850
# build_mlp(784, [128, 128, 128], 10).count_params()   ->  134794
# ```

# %% [markdown] lang="fr"
# ## Exercice 3. Choisir une architecture (3,5 points)
#
# `build_mlp(inputs, hidden, classes)` rend un réseau compilé pour des lignes de `inputs` nombres, avec une
# couche `Dense` d'activation `"relu"` pour chaque taille de la liste `hidden`, puis une couche `Dense` de
# `classes` sorties avec `"softmax"`. Terminez par `return compiled(model)`.
#
# *Exemple.* Avec une couche cachée de 5 unités, pour des lignes de 4 nombres et 3 classes :
# $(4 \cdot 5 + 5) + (5 \cdot 3 + 3) = 43$ paramètres.
#
# ```
# build_mlp(4, [5], 3).count_params()                  ->  43
# build_mlp(784, [], 10).count_params()                ->  7850
# build_mlp(784, [128, 128, 128], 10).count_params()   ->  134794
# ```


# %% exercise="architectures"
def build_mlp(inputs, hidden, classes):
    """A compiled network with a hidden layer of ReLU for each size.

    inputs: numbers in a row.  hidden: list of sizes, perhaps empty.  classes: how many outputs.
    Returns a compiled model.

    4, [5], 3  ->  a model with 43 parameters
    """
    # BEGIN SOLUTION an input, a layer for each size, and the output
    layers = [keras.layers.Dense(size, activation="relu") for size in hidden]
    output = keras.layers.Dense(classes, activation="softmax")
    return compiled(keras.Sequential([keras.Input(shape=(inputs,)), *layers, output]))
    # END SOLUTION


# %% [markdown] lang="en"
# Now compare the architectures in `ARCHITECTURES` on the *validation* set. Train each with your `train`, for
# `EPOCHS` epochs in batches of `BATCH`, and keep, in dictionaries with the same names as keys,
#
# - `networks`: the trained models;
# - `histories`: what `train` returned;
# - `validation_accuracies`: the last `val_accuracy` of each, a number from 0 to 1;
#
# and in `best_architecture` the name of the one that you would choose by these numbers.
#
# **What is checked.** The networks have the right layers, and each recognises **80 %** of 5,000 images of
# MNIST that you do not have (with the small data set, **70 %** of 300). A right solution reaches from 90 %
# without a hidden layer to 94 % with three (small data set: about 88 %): bad luck alone cannot cost you the
# points. What you report must agree with what bareme measures when it asks your networks about the same
# validation images.

# %% [markdown] lang="fr"
# Comparez maintenant les architectures de `ARCHITECTURES` sur l'ensemble de *validation*. Entraînez chacune
# avec votre fonction `train`, pendant `EPOCHS` époques par lots de `BATCH`, et conservez, dans des
# dictionnaires qui ont pour clés les mêmes noms,
#
# - `networks` : les modèles entraînés ;
# - `histories` : ce qu'a rendu `train` ;
# - `validation_accuracies` : le dernier `val_accuracy` de chacun, un nombre de 0 à 1 ;
#
# et dans `best_architecture` le nom de celle que vous choisiriez d'après ces nombres.
#
# **Ce qui est vérifié.** Les réseaux ont les bonnes couches, et chacun reconnaît **80 %** de 5 000 images de
# MNIST que vous n'avez pas (**70 %** de 300 avec le petit jeu de données). Une solution juste atteint de 90 %
# sans couche cachée à 94 % avec trois (petit jeu de données : environ 88 %) : la malchance seule ne peut pas
# vous coûter les points. Ce que vous annoncez doit s'accorder avec ce que bareme mesure en interrogeant vos
# réseaux sur les mêmes images de validation.

# %% exercise="architectures"
networks: dict
histories: dict
# BEGIN SOLUTION networks = {name: ...}; then histories = {name: ...}, one by one
networks = {name: build_mlp(784, hidden, 10) for name, hidden in ARCHITECTURES.items()}
histories = {name: train(network, X, t, EPOCHS, BATCH) for name, network in networks.items()}
# END SOLUTION

# %% exercise="architectures"
validation_accuracies: dict
# BEGIN SOLUTION validation_accuracies = {name: ...}
validation_accuracies = {name: history.history["val_accuracy"][-1] for name, history in histories.items()}
# END SOLUTION
print({name: round(accuracy, 4) for name, accuracy in validation_accuracies.items()})

# %% exercise="architectures"
best_architecture: str
# BEGIN SOLUTION best_architecture = a name
best_architecture = max(validation_accuracies, key=validation_accuracies.get)
# END SOLUTION
print("chosen:", best_architecture)

# %% [markdown] lang="en"
# On $n$ validation images an accuracy $p$ has a standard error of $\sqrt{p (1 - p) / n}$: with $n = 1500$ and
# $p = 0.93$ that is 0.7 %. Is your best network really better than the second, or was it lucky?
#
# **`accuracy_to_report`**: you have trained ten networks. How do you choose one of them, and what do you say
# of how good it is? Answer with one letter.
#
# - **a** — choose by validation accuracy, and report this validation accuracy
# - **b** — choose by test accuracy, and report this test accuracy
# - **c** — choose by validation accuracy, measure the chosen network on the test set, once, and report that
# - **d** — choose by training accuracy, and report the validation accuracy

# %% [markdown] lang="fr"
# Sur $n$ images de validation, une exactitude $p$ a une erreur type de $\sqrt{p (1 - p) / n}$ : avec
# $n = 1500$ et $p = 0{,}93$, cela fait 0,7 %. Votre meilleur réseau est-il vraiment meilleur que le second,
# ou a-t-il eu de la chance ?
#
# **`accuracy_to_report`** : vous avez entraîné dix réseaux. Comment en choisir un, et que dire de ce qu'il
# vaut ? Répondez par une lettre.
#
# - **a** — choisir d'après l'exactitude de validation, et annoncer cette exactitude de validation
# - **b** — choisir d'après l'exactitude de test, et annoncer cette exactitude de test
# - **c** — choisir d'après l'exactitude de validation, mesurer le réseau choisi sur l'ensemble de test, une
#   seule fois, et annoncer ce nombre
# - **d** — choisir d'après l'exactitude d'apprentissage, et annoncer l'exactitude de validation

# %% exercise="architectures"
accuracy_to_report: str
# BEGIN SOLUTION accuracy_to_report = one letter, in quotes
accuracy_to_report = "c"
# END SOLUTION

# %% [markdown] lang="en"
# ## Exercise 4. Learning curves (1 point, and 1.5 for a written answer)
#
# `plot_curves(losses, val_losses)` draws both losses over the epochs in one figure, with a label at each axis
# and a legend. Let it return the figure, `plt.gcf()`, or nothing. Then call it with the losses of your
# network `"three"`: this figure is checked as well.

# %% [markdown] lang="fr"
# ## Exercice 4. Les courbes d'apprentissage (1 point, et 1,5 pour une réponse rédigée)
#
# `plot_curves(losses, val_losses)` trace les deux pertes en fonction des époques dans une même figure, avec
# un nom à chaque axe et une légende. Elle rend la figure, `plt.gcf()`, ou rien. Appelez-la ensuite avec les
# pertes de votre réseau `"three"` : cette figure est vérifiée aussi.


# %% exercise="curves"
def plot_curves(losses, val_losses):
    """Draw the loss and the validation loss over the epochs, in one figure.

    losses, val_losses: lists of one number for each epoch.
    """
    # BEGIN SOLUTION two curves, two labels, a legend
    epochs = range(1, len(losses) + 1)
    figure, axes = plt.subplots(figsize=(6, 3.5))
    axes.plot(epochs, losses, marker="o", label="training")
    axes.plot(epochs, val_losses, marker="o", label="validation")
    axes.set(xlabel="epoch", ylabel="loss")
    axes.legend()
    return figure
    # END SOLUTION


# %% exercise="curves"
# BEGIN SOLUTION plot_curves(...) of the network "three", then plt.show()
plot_curves(histories["three"].history["loss"], histories["three"].history["val_loss"])
plt.show()
# END SOLUTION

# %% [markdown] lang="en"
# ### Over-fitting (1.5 points, written)
#
# In three to six lines, with numbers from *your* figure: (1) How does one see on the two curves that a
# network over-fits, and from which epoch on does yours? (2) Why is it no proof of a good network that its
# training loss goes to 0? (3) Name two things other than a penalty or dropout that one can do about it, and
# say why they help.

# %% [markdown] lang="fr"
# ### Le surapprentissage (1,5 point, rédigé)
#
# En trois à six lignes, avec des nombres de *votre* figure : (1) Comment voit-on sur les deux courbes qu'un
# réseau surapprend, et à partir de quelle époque le vôtre le fait-il ? (2) Pourquoi une perte d'apprentissage
# qui tend vers 0 ne prouve-t-elle pas que le réseau est bon ? (3) Citez deux choses que l'on peut faire
# contre cela, en dehors d'une pénalité ou du dropout, et dites pourquoi elles aident.

# %% [markdown] lang="en" answer="overfitting"
# #### How over-fitting shows
#
# <!-- BEGIN SOLUTION -->
# (1) The training loss keeps falling (to less than 0.01 after 20 epochs) while the validation loss stops
# falling, and rises again: the gap between the two curves opens. Here the validation loss is smallest, 0.27,
# after about five epochs; at the end it is 0.33.
#
# (2) A network with 134,794 parameters and a few thousand images can store the answers. The training loss
# says how well they are stored, and nothing of other images: only the validation loss does.
#
# (3) Stop at the epoch with the smallest validation loss: later steps only learn by heart. Take more images,
# or shift and turn those there are: more is to be stored in as many weights. (Or a smaller network.)
# <!-- END SOLUTION -->

# %% [markdown] lang="fr" answer="overfitting"
# #### À quoi se voit le surapprentissage
#
# <!-- BEGIN SOLUTION -->
# (1) La perte d'apprentissage baisse toujours (moins de 0,01 après 20 époques) alors que la perte de
# validation ne baisse plus, puis remonte : l'écart entre les deux courbes s'ouvre. Ici, la perte de
# validation est la plus petite, 0,27, après cinq époques environ ; à la fin, elle vaut 0,33.
#
# (2) Un réseau de 134 794 paramètres peut retenir les réponses de quelques milliers d'images. La perte
# d'apprentissage dit s'il les retient bien, et rien des autres images : seule la perte de validation le dit.
#
# (3) S'arrêter à l'époque où la perte de validation est la plus petite : les pas suivants n'apprennent que
# par cœur. Prendre plus d'images, ou décaler et tourner celles qu'on a : il y a plus à retenir avec autant de
# poids. (Ou un réseau plus petit.)
# <!-- END SOLUTION -->

# %% [markdown] lang="en"
# ## Exercise 5. Penalties by hand (2 points)
#
# A network that learns by heart needs large weights, since its answer must change a lot between images that
# are nearly the same. So we add to the loss $L$ a *penalty* for large weights, of strength $\lambda \geq 0$:
#
# $$\text{L1:} \quad L(w) + \lambda \sum_i |w_i| \qquad\qquad
#   \text{L2:} \quad L(w) + \frac{\lambda}{2} \sum_i w_i^2$$
#
# The sums go over the weights of *all* layers. (Biases are left alone: they do not make the answer change
# faster.) The factor $\frac{1}{2}$ is there for the gradient: that of the L2 penalty is simply $\lambda w_i$.
#
# The functions return the penalty alone, and leave the weights as they are. *Example.* A layer with the
# weights 3 and -4, and one with 1:
#
# ```
# weights = [np.array([[3.0, -4.0]]), np.array([[1.0]])]
# l1_penalty(weights, 0.1)  ->  0.8     since 0.1 * (3 + 4 + 1)
# l2_penalty(weights, 0.1)  ->  1.3     since 0.05 * (9 + 16 + 1)
# ```

# %% [markdown] lang="fr"
# ## Exercice 5. Les pénalités à la main (2 points)
#
# Un réseau qui apprend par cœur a besoin de grands poids, car sa réponse doit beaucoup changer entre des
# images presque pareilles. On ajoute donc à la perte $L$ une *pénalité* des grands poids, de force
# $\lambda \geq 0$ :
#
# $$\text{L1 :} \quad L(w) + \lambda \sum_i |w_i| \qquad\qquad
#   \text{L2 :} \quad L(w) + \frac{\lambda}{2} \sum_i w_i^2$$
#
# Les sommes portent sur les poids de *toutes* les couches. (On ne touche pas aux biais : ils ne font pas
# changer la réponse plus vite.) Le facteur $\frac{1}{2}$ est là pour le gradient : celui de la pénalité L2
# est simplement $\lambda w_i$.
#
# Les fonctions rendent la pénalité seule, et laissent les poids tels quels. *Exemple.* Une couche aux poids
# 3 et -4, et une au poids 1 :
#
# ```
# weights = [np.array([[3.0, -4.0]]), np.array([[1.0]])]
# l1_penalty(weights, 0.1)  ->  0.8     car 0.1 * (3 + 4 + 1)
# l2_penalty(weights, 0.1)  ->  1.3     car 0.05 * (9 + 16 + 1)
# ```


# %% exercise="penalties"
def l1_penalty(weights, strength):
    """The L1 penalty of a network.

    weights: list of arrays (n, m), one for each layer.  strength: lambda.
    Returns a number.

    [[[3, -4]], [[1]]], 0.1  ->  0.8
    """
    # BEGIN SOLUTION strength times a sum over all layers
    return strength * sum(np.abs(W).sum() for W in weights)
    # END SOLUTION


# %% exercise="penalties"
def l2_penalty(weights, strength):
    """The L2 penalty of a network.

    weights: list of arrays (n, m), one for each layer.  strength: lambda.
    Returns a number.

    [[[3, -4]], [[1]]], 0.1  ->  1.3
    """
    # BEGIN SOLUTION do not forget the factor
    return strength / 2 * sum((W**2).sum() for W in weights)
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 6. Penalties in Keras (2 points)
#
# In Keras each layer brings its own penalty, which is added to the loss while it trains:
# `Dense(..., kernel_regularizer=...)`, where the *kernel* is the layer's array of weights. Mind what Keras
# computes:
#
# | regulariser | adds |
# |---|---|
# | `keras.regularizers.l1(a)` | $a \sum_i \lvert w_i \rvert$ |
# | `keras.regularizers.l2(a)` | $a \sum_i w_i^2$ |
#
# `build_l1` and `build_l2` return compiled networks like those of `build_mlp`, with the penalties of
# **exercise 5**, of strength $\lambda$, on the weights of *every* `Dense` layer, the last one as well.
# Compare the table with the formulas: what is $a$ in each case?

# %% [markdown] lang="fr"
# ## Exercice 6. Les pénalités dans Keras (2 points)
#
# Dans Keras, chaque couche apporte sa pénalité, ajoutée à la perte pendant l'apprentissage :
# `Dense(..., kernel_regularizer=...)`, où le *kernel* est le tableau des poids de la couche. Attention à ce
# que calcule Keras :
#
# | régularisation | ajoute |
# |---|---|
# | `keras.regularizers.l1(a)` | $a \sum_i \lvert w_i \rvert$ |
# | `keras.regularizers.l2(a)` | $a \sum_i w_i^2$ |
#
# `build_l1` et `build_l2` rendent des réseaux compilés comme ceux de `build_mlp`, avec les pénalités de
# l'**exercice 5**, de force $\lambda$, sur les poids de *toutes* les couches `Dense`, la dernière comprise.
# Comparez le tableau aux formules : que vaut $a$ dans chaque cas ?


# %% exercise="regularised"
def build_l1(inputs, hidden, classes, strength):
    """A compiled network as build_mlp makes it, with L1 of this strength on the weights of every layer.

    inputs: numbers in a row.  hidden: list of sizes.  classes: how many outputs.  strength: lambda.
    Returns a compiled model.
    """
    # BEGIN SOLUTION as build_mlp, with kernel_regularizer
    penalty = keras.regularizers.l1(strength)
    layers = [keras.layers.Dense(size, activation="relu", kernel_regularizer=penalty) for size in hidden]
    output = keras.layers.Dense(classes, activation="softmax", kernel_regularizer=penalty)
    return compiled(keras.Sequential([keras.Input(shape=(inputs,)), *layers, output]))
    # END SOLUTION


# %% exercise="regularised"
def build_l2(inputs, hidden, classes, strength):
    """A compiled network as build_mlp makes it, with L2 of this strength on the weights of every layer.

    inputs: numbers in a row.  hidden: list of sizes.  classes: how many outputs.  strength: lambda.
    Returns a compiled model.
    """
    # BEGIN SOLUTION as build_mlp, with kernel_regularizer
    penalty = keras.regularizers.l2(strength / 2)
    layers = [keras.layers.Dense(size, activation="relu", kernel_regularizer=penalty) for size in hidden]
    output = keras.layers.Dense(classes, activation="softmax", kernel_regularizer=penalty)
    return compiled(keras.Sequential([keras.Input(shape=(inputs,)), *layers, output]))
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 7. Dropout (3 points)
#
# At each step of training, *dropout* switches off each unit of a layer with a small probability $r$, the
# *rate*: the next layer receives 0 from it. No unit can rely on a single other one, so they do not learn by
# heart together. With a rate of 10 %, 90 % of the units are kept.
#
# 1. `draw_kept(shape, rate, seed)` draws which units are kept: an array of `True` (kept) and `False`
#    (switched off), each independent of the others, `False` with probability $r$. Use
#    `np.random.default_rng(seed)`.
# 2. `apply_dropout(a, kept, rate, training)` applies it to the activations $a$. With fewer units the sums of
#    the next layer would be smaller than those it meets later. So the units that are kept are *rescaled*:
#
# $$\tilde a_{ij} = \begin{cases} \dfrac{a_{ij}}{1 - r} & \text{if kept} \\ 0 & \text{if not} \end{cases}$$
#
# The mean of $\tilde a_{ij}$ over the draws is then $(1 - r) \cdot \frac{a_{ij}}{1 - r} = a_{ij}$. When the
# network predicts (`training=False`), nothing is switched off and nothing rescaled: $a$ comes back as it is.
# Write into a new array, since others may still need $a$.
#
# *Example.*
#
# ```
# a = np.array([[3.0, 5.0, 6.0]]);  kept = np.array([[True, False, True]])
# apply_dropout(a, kept, 0.25, training=True)   ->  [[4.0, 0.0, 8.0]]
# apply_dropout(a, kept, 0.25, training=False)  ->  [[3.0, 5.0, 6.0]]
# ```

# %% [markdown] lang="fr"
# ## Exercice 7. Le dropout (3 points)
#
# À chaque pas de l'apprentissage, le *dropout* éteint chaque unité d'une couche avec une petite probabilité
# $r$, le *taux* (*rate*) : la couche suivante en reçoit 0. Aucune unité ne peut compter sur une seule autre,
# et elles n'apprennent donc pas par cœur ensemble. Avec un taux de 10 %, 90 % des unités sont gardées.
#
# 1. `draw_kept(shape, rate, seed)` tire au sort les unités gardées : un tableau de `True` (gardée) et de
#    `False` (éteinte), indépendants, `False` avec probabilité $r$. Utilisez `np.random.default_rng(seed)`.
# 2. `apply_dropout(a, kept, rate, training)` l'applique aux activations $a$. Avec moins d'unités, les sommes
#    de la couche suivante seraient plus petites que celles qu'elle verra plus tard. On *remet* donc
#    *à l'échelle* les unités gardées :
#
# $$\tilde a_{ij} = \begin{cases} \dfrac{a_{ij}}{1 - r} & \text{si gardée} \\ 0 & \text{sinon} \end{cases}$$
#
# La moyenne de $\tilde a_{ij}$ sur les tirages est alors $(1 - r) \cdot \frac{a_{ij}}{1 - r} = a_{ij}$. Quand
# le réseau prédit (`training=False`), rien n'est éteint ni remis à l'échelle : on rend $a$ tel quel.
# Écrivez dans un nouveau tableau : d'autres peuvent encore avoir besoin de $a$.
#
# *Exemple.*
#
# ```
# a = np.array([[3.0, 5.0, 6.0]]);  kept = np.array([[True, False, True]])
# apply_dropout(a, kept, 0.25, training=True)   ->  [[4.0, 0.0, 8.0]]
# apply_dropout(a, kept, 0.25, training=False)  ->  [[3.0, 5.0, 6.0]]
# ```


# %% exercise="dropout"
def draw_kept(shape, rate, seed):
    """Draw which units are kept.

    shape: of the result, such as (100, 128).  rate: probability of False.  seed: of the random generator.
    Returns an array of booleans of this shape.

    (100, 128), 0.1, any seed  ->  about 90 % True
    """
    # BEGIN SOLUTION compare random numbers with the rate
    return np.random.default_rng(seed).random(shape) >= rate
    # END SOLUTION


# %% exercise="dropout"
def apply_dropout(a, kept, rate, training):
    """Switch units off, and rescale the others, while training.

    a: (N, n) activations.  kept: (N, n) booleans.  rate: probability with which units are switched off.
    training: whether the network is learning.
    Returns an array (N, n).

    [[3, 5, 6]], [[True, False, True]], 0.25, True  ->  [[4, 0, 8]]
    """
    # BEGIN SOLUTION two cases
    return np.where(kept, a / (1 - rate), 0.0) if training else a
    # END SOLUTION


# %% [markdown] lang="en"
# Keras has a layer for it, `keras.layers.Dropout(...)`, whose argument is the share that is switched *off*.
#
# 3. `build_dropout(inputs, hidden, classes, rate)` returns a compiled network like that of `build_mlp`, with
#    a dropout after *each hidden layer*, and none after the output.
# 4. Train `dropout_network`, with three hidden layers of 128 units and a dropout of 10 %, as before
#    (`EPOCHS` epochs, batches of `BATCH`), and compare its curves with those of `networks["three"]`.

# %% [markdown] lang="fr"
# Keras a une couche pour cela, `keras.layers.Dropout(...)`, dont l'argument est la part *éteinte*.
#
# 3. `build_dropout(inputs, hidden, classes, rate)` rend un réseau compilé comme celui de `build_mlp`, avec un
#    dropout après *chaque couche cachée*, et aucun après la sortie.
# 4. Entraînez `dropout_network`, de trois couches cachées de 128 unités avec un dropout de 10 %, comme avant
#    (`EPOCHS` époques, lots de `BATCH`), et comparez ses courbes à celles de `networks["three"]`.


# %% exercise="dropout"
def build_dropout(inputs, hidden, classes, rate):
    """A compiled network as build_mlp makes it, with a dropout after each hidden layer.

    inputs: numbers in a row.  hidden: list of sizes.  classes: how many outputs.  rate: share switched off.
    Returns a compiled model.
    """
    # BEGIN SOLUTION two layers for each size
    layers = [keras.Input(shape=(inputs,))]
    for size in hidden:
        layers += [keras.layers.Dense(size, activation="relu"), keras.layers.Dropout(rate)]
    return compiled(keras.Sequential([*layers, keras.layers.Dense(classes, activation="softmax")]))
    # END SOLUTION


# %% exercise="dropout"
dropout_network: keras.Model
dropout_history: keras.callbacks.History
# BEGIN SOLUTION dropout_network = ..., then dropout_history = train(...)
dropout_network = build_dropout(784, [128, 128, 128], 10, 0.1)
dropout_history = train(dropout_network, X, t, EPOCHS, BATCH)
# END SOLUTION

# %%
plot_curves(dropout_history.history["loss"], dropout_history.history["val_loss"])
plt.show()

# %% [markdown] lang="en"
# With dropout, the training loss may well lie *above* the validation loss at first: it is measured with a
# tenth of the units switched off, and the validation loss with all of them.
#
# ## Exercise 8. What the strength does (2 points, and 1.5 for a written answer)
#
# Which penalty, and how strong? Look at it where it is easiest to see, in networks without hidden layers.
# Train one for each pair (penalty, $\lambda$) in `STUDY` (`EPOCHS` epochs, batches of `BATCH`), and keep, in
# dictionaries whose keys are these pairs, such as `("l2", 0.1)`,
#
# - `studied`: the trained models (for `("none", 0.0)` you may take `networks["none"]`);
# - `squared_weights`: $\sum_i w_i^2$ over the weights of each, without the biases
#   (`model.get_weights()[0]` has them);
# - `studied_accuracies`: the accuracy of each on the validation set.
#
# **What is checked.** All networks are compiled alike. bareme measures their weights, which must become
# smaller as $\lambda$ grows, and their accuracy, and compares both with what you report.

# %% [markdown] lang="fr"
# Avec le dropout, la perte d'apprentissage peut très bien être *au-dessus* de la perte de validation au
# début : elle est mesurée avec un dixième des unités éteintes, et la perte de validation avec toutes.
#
# ## Exercice 8. L'effet de la force (2 points, et 1,5 pour une réponse rédigée)
#
# Quelle pénalité, et de quelle force ? Regardons-le là où c'est le plus visible, dans des réseaux sans couche
# cachée. Entraînez-en un pour chaque couple (pénalité, $\lambda$) de `STUDY` (`EPOCHS` époques, lots de
# `BATCH`), et conservez, dans des dictionnaires dont les clés sont ces couples, comme `("l2", 0.1)`,
#
# - `studied` : les modèles entraînés (pour `("none", 0.0)`, vous pouvez prendre `networks["none"]`) ;
# - `squared_weights` : $\sum_i w_i^2$ sur les poids de chacun, sans les biais
#   (`model.get_weights()[0]` les donne) ;
# - `studied_accuracies` : l'exactitude de chacun sur l'ensemble de validation.
#
# **Ce qui est vérifié.** Tous les réseaux sont compilés de la même façon. bareme mesure leurs poids, qui
# doivent diminuer quand $\lambda$ grandit, et leur exactitude, et compare les deux à ce que vous annoncez.

# %% exercise="study"
studied: dict
# BEGIN SOLUTION studied = {(penalty, strength): ...}; then train each that is new
builders = {"l1": build_l1, "l2": build_l2}
studied, studied_histories = {("none", 0.0): networks["none"]}, {("none", 0.0): histories["none"]}
for penalty, strength in STUDY[1:]:
    model = builders[penalty](784, [], 10, strength)
    studied_histories[penalty, strength] = train(model, X, t, EPOCHS, BATCH)
    studied[penalty, strength] = model
# END SOLUTION

# %% exercise="study"
squared_weights: dict
# BEGIN SOLUTION squared_weights = {(penalty, strength): ...}
squared_weights = {key: float(np.square(model.get_weights()[0]).sum()) for key, model in studied.items()}
# END SOLUTION

# %% exercise="study"
studied_accuracies: dict
# BEGIN SOLUTION studied_accuracies = {(penalty, strength): ...}
studied_accuracies = {key: history.history["val_accuracy"][-1] for key, history in studied_histories.items()}
# END SOLUTION

# %%
print("penalty  strength  squares  accuracy")
for penalty, strength in STUDY:
    total, accuracy = squared_weights[penalty, strength], studied_accuracies[penalty, strength]
    print(f"{penalty:7}  {strength:8g}  {total:7.2f}  {accuracy:8.4f}")

# %% [markdown] lang="en"
# Look at the weights themselves: one row for each network, one image for each digit, red where ink speaks for
# it and blue where it speaks against it. (Not marked.) Near the border no image has any ink, so the gradient
# of the loss is 0 there, and without a penalty these weights stay as random as they began. L2 pulls each
# weight by $\lambda w_i$, less and less as it shrinks; L1 pulls by $\lambda$ whatever its size, and so brings
# most of them to 0.

# %% [markdown] lang="fr"
# Regardez les poids eux-mêmes : une ligne par réseau, une image par chiffre, rouge où l'encre parle pour lui,
# bleue où elle parle contre lui. (Non noté.) Près du bord, aucune image n'a d'encre : le gradient de la perte
# y est nul et, sans pénalité, ces poids restent aussi aléatoires qu'au départ. L2 tire chaque poids
# vers 0 avec une force $\lambda w_i$, de moins en moins à mesure qu'il diminue ; L1 avec une force $\lambda$,
# quelle que soit sa taille, et en ramène ainsi la plupart à 0.

# %%
figure, panels = plt.subplots(len(STUDY), 1, figsize=(9, 1.1 * len(STUDY)))
for panel, key in zip(panels, STUDY, strict=True):
    rows = np.hstack(studied[key].get_weights()[0].T.reshape(-1, 28, 28))
    limit = np.abs(rows).max()
    panel.imshow(rows, cmap="coolwarm", vmin=-limit, vmax=limit)
    panel.set(xticks=[], yticks=[], ylabel="{}\n{:g}".format(*key))
plt.show()

# %% [markdown] lang="en"
# ### The effect of the strength (1.5 points, written)
#
# In three to six lines, with numbers from *your* tables: (1) How do the sum of the squared weights and the
# accuracy on the validation set change with $\lambda$, and why? (2) What would a network with a huge
# $\lambda$ answer to any image? (3) How would you choose $\lambda$, on which data, and what do you report in
# the end?

# %% [markdown] lang="fr"
# ### L'effet de la force (1,5 point, rédigé)
#
# En trois à six lignes, avec des nombres de *vos* tableaux : (1) Comment la somme des carrés des poids et
# l'exactitude de validation varient-elles avec $\lambda$, et pourquoi ? (2) Que répondrait à toute image un
# réseau avec un $\lambda$ énorme ? (3) Comment choisiriez-vous $\lambda$, sur quelles données, et
# qu'annoncez-vous à la fin ?

# %% [markdown] lang="en" answer="strength"
# #### What the strength changes
#
# <!-- BEGIN SOLUTION -->
# (1) The sum of the squares falls with each step of $\lambda$ (L2: from 129 to 33 and 7; L1: to 52 and 17),
# since large weights cost more and more. The accuracy hardly changes for a small $\lambda$ (0.91 without,
# 0.90 with either), and falls for a large one (0.85 with L2, 0.81 with L1): then the penalty weighs more than
# the errors, and the network under-fits.
#
# (2) All weights go to 0 and only the biases are left: it gives each image the same probabilities, the shares
# of the classes in the training set.
#
# (3) Train with several $\lambda$, on a scale of powers of ten, and take the one with the best accuracy on
# the validation set, not on the training set, which always wants 0. Only the one that is chosen is measured
# on the test set, once; this number is the one to report.
# <!-- END SOLUTION -->

# %% [markdown] lang="fr" answer="strength"
# #### Ce que change la force
#
# <!-- BEGIN SOLUTION -->
# (1) La somme des carrés baisse à chaque pas de $\lambda$ (L2 : de 129 à 33 puis 7 ; L1 : à 52 puis 17), car
# les grands poids coûtent de plus en plus cher. L'exactitude ne change guère pour un petit $\lambda$ (0,91
# sans pénalité, 0,90 avec l'une ou l'autre), et baisse pour un grand (0,85 avec L2, 0,81 avec L1) : la
# pénalité pèse alors plus que les erreurs, et le réseau sous-apprend.
#
# (2) Tous les poids tendent vers 0 et il ne reste que les biais : il donne à toute image les mêmes
# probabilités, les parts des classes dans l'ensemble d'apprentissage.
#
# (3) Entraîner avec plusieurs $\lambda$, sur une échelle de puissances de dix, et prendre celui qui a la
# meilleure exactitude de validation, et non d'apprentissage, qui voudrait toujours 0. Seul le réseau choisi
# est mesuré sur l'ensemble de test, une fois ; c'est ce nombre qu'on annonce.
# <!-- END SOLUTION -->
