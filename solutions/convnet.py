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
# # Convolutional networks
#
# A dense network does not know that its inputs are an *image*: shuffle the pixels of all images in the same
# way, and it learns just as well. A convolutional network looks at small patches, with the same few weights
# everywhere. In this lab you compute by hand what its two kinds of layers do, count what they cost, and
# then let Keras train one that misses about one digit in a hundred.
#
# By the end you will understand
#
# - how many parameters a dense and a convolutional network have, and where in the network they are;
# - which size the images have that one layer hands on to the next;
# - what a convolution and a pooling compute, number by number;
# - why fewer weights can do better, and what the filters look like that training finds.
#
# **How to work.** Each exercise has its own cells to fill in. Replace the `# TODO` and the line
# `raise NotImplementedError` by your own code; keep the names of functions and variables. You may add
# cells, split them and define helpers. The whole notebook must run from top to bottom: *Kernel, Restart and
# run all*. It may use 4 minutes of processor time in all; with three epochs of training, it needs about
# half of that.
#
# **How to check your work.** In a terminal, in the folder of this notebook:
#
# ```
# bareme check convnet.ipynb
# ```
#
# It runs the public checks and says, for each one that fails, what was expected and what came.
#
# **How it is marked**, out of 20: 17 points by checks, and 3 for the two written answers, which a person
# reads. The public checks are those that you can run. Hidden checks ask the same questions of other inputs,
# look at your choices, and show your trained networks images that no one has seen; the thresholds that they
# must reach are stated in exercise 7. Each function is judged on its own inputs, so an early mistake costs
# little later. Any correct method earns the points, fast or slow.

# %% [markdown] lang="fr"
# # Réseaux convolutifs
#
# Un réseau dense ignore que ses entrées forment une *image* : mélangez les pixels de toutes les images de
# la même façon, il apprend tout aussi bien. Un réseau convolutif regarde de petits morceaux, avec partout
# les mêmes quelques poids. Dans ce TP, vous calculez à la main ce que font ses deux sortes de couches, vous
# comptez ce qu'elles coûtent, puis vous laissez Keras en entraîner un qui se trompe environ une fois sur
# cent.
#
# À la fin, vous aurez compris
#
# - combien de paramètres ont un réseau dense et un réseau convolutif, et où ils se trouvent ;
# - quelle taille ont les images qu'une couche transmet à la suivante ;
# - ce que calculent une convolution et un pooling, nombre par nombre ;
# - pourquoi moins de poids peuvent faire mieux, et à quoi ressemblent les filtres que trouve
#   l'apprentissage.
#
# **Comment travailler.** À chaque exercice correspondent des cellules à compléter. Remplacez le `# TODO` et
# la ligne `raise NotImplementedError` par votre code ; gardez les noms des fonctions et des variables. Vous
# pouvez ajouter des cellules, en couper, définir d'autres fonctions. Le notebook doit tourner d'un bout à
# l'autre : *Noyau, Redémarrer et tout exécuter*. Il peut employer 4 minutes de processeur en tout ; avec
# trois époques d'apprentissage, il lui en faut environ la moitié.
#
# **Comment vérifier son travail.** Dans un terminal, dans le dossier de ce notebook :
#
# ```
# bareme check convnet.fr.ipynb
# ```
#
# La commande lance les tests publics et dit, pour chacun de ceux qui échouent, ce qui était attendu et ce
# qui est venu.
#
# **Comment le TP est noté**, sur 20 : 17 points par des tests, et 3 pour les deux réponses rédigées, lues
# par une personne. Les tests publics sont ceux que vous pouvez lancer. Les tests cachés posent les mêmes
# questions sur d'autres entrées, regardent vos choix, et montrent à vos réseaux entraînés des images que
# personne n'a vues ; les seuils à atteindre sont donnés à l'exercice 7. Chaque fonction est jugée sur ses
# propres entrées : une erreur au début coûte peu ensuite. Toute méthode juste vaut les points, rapide ou
# lente.

# %% [markdown] lang="en"
# ## The data
#
# MNIST: images of handwritten digits of $28 \times 28$ grey levels, here divided by 255. A convolutional
# layer of Keras wants one more axis, the *channels*: a colour image has three, red, green and blue; ours
# has one. So the images have the shape $(N, 28, 28, 1)$. The labels stay integers from 0 to 9.

# %% [markdown] lang="fr"
# ## Les données
#
# MNIST : des images de chiffres manuscrits de $28 \times 28$ niveaux de gris, ici divisés par 255. Une
# couche convolutive de Keras veut un axe de plus, les *canaux* : une image en couleurs en a trois, rouge,
# vert et bleu ; les nôtres en ont un. Les images sont donc de dimension $(N, 28, 28, 1)$. Les étiquettes
# restent des entiers de 0 à 9.

# %%
from itertools import pairwise

import keras
import matplotlib.pyplot as plt
import numpy as np

from bareme.datasets import load

# %%
(x_train, y_train), (x_test, y_test) = load("mnist")
X_train = x_train[..., np.newaxis] / np.float32(255)
X_test = x_test[..., np.newaxis] / np.float32(255)
print("images to learn from:", X_train.shape, " to test on:", X_test.shape)

# %% [markdown] lang="en"
# ## Exercise 1. What a dense network costs (1.5 points)
#
# A dense layer with $m$ inputs and $n$ outputs computes $xW + b$ with $W$ of shape $(m, n)$ and $b$ of shape
# $(n,)$. So a network whose layers have the sizes $n_0$ (the inputs), $n_1, \dots, n_L$ (the outputs) has
#
# $$P_{\text{dense}} = \sum_{l=1}^{L} (n_{l-1} + 1)\, n_l$$
#
# parameters; the $+1$ is the bias of each neuron.
#
# *Example.* Three inputs, two outputs: six weights and two biases.
#
# ```
# dense_parameter_count([3, 2])                   ->  8
# dense_parameter_count([784, 128, 128, 128, 10]) ->  134794
# ```

# %% [markdown] lang="fr"
# ## Exercice 1. Ce que coûte un réseau dense (1,5 point)
#
# Une couche dense à $m$ entrées et $n$ sorties calcule $xW + b$ avec $W$ de dimension $(m, n)$ et $b$ de
# dimension $(n,)$. Un réseau dont les couches ont les tailles $n_0$ (les entrées), $n_1, \dots, n_L$ (les
# sorties) a donc
#
# $$P_{\text{dense}} = \sum_{l=1}^{L} (n_{l-1} + 1)\, n_l$$
#
# paramètres ; le $+1$ est le biais de chaque neurone.
#
# *Exemple.* Trois entrées, deux sorties : six poids et deux biais.
#
# ```
# dense_parameter_count([3, 2])                   ->  8
# dense_parameter_count([784, 128, 128, 128, 10]) ->  134794
# ```


# %% exercise="dense"
def dense_parameter_count(sizes):
    """Number of parameters of a dense network, weights and biases.

    sizes: [n_0, n_1, ..., n_L], the inputs and then the outputs of each layer.
    Returns a whole number.

    [3, 2]        ->  8
    [784, 10]     ->  7850
    """
    # BEGIN SOLUTION each layer has (inputs + 1) * outputs of them: add them up
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 2. What convolutions cost (2 points)
#
# A *filter* looks at a patch of $F \times F$ pixels in **all** of the $c$ channels that come in, so it has
# $F^2 c$ weights and one bias. Each filter makes one channel of what goes out. A chain of convolutional
# layers whose channels are $c_0$ (of the image), $c_1, \dots, c_L$ (the filters of each layer) has
#
# $$P_{\text{conv}} = \sum_{l=1}^{L} (F^2\, c_{l-1} + 1)\, c_l$$
#
# parameters. Look at what is *not* in this formula: the size of the image.
#
# *Example.* 32 filters of $5 \times 5$ on a grey image: $(25 \cdot 1 + 1) \cdot 32$.
#
# ```
# conv_parameter_count([1, 32], 5)   ->  832
# conv_parameter_count([3, 4], 2)    ->  52       (2 * 2 * 3 weights and a bias, four times)
# ```

# %% [markdown] lang="fr"
# ## Exercice 2. Ce que coûtent les convolutions (2 points)
#
# Un *filtre* regarde un morceau de $F \times F$ pixels dans **tous** les $c$ canaux qui entrent ; il a donc
# $F^2 c$ poids et un biais. Chaque filtre fabrique un canal de ce qui sort. Une suite de couches convolutives
# de canaux $c_0$ (ceux de l'image), $c_1, \dots, c_L$ (les filtres de chaque couche) a
#
# $$P_{\text{conv}} = \sum_{l=1}^{L} (F^2\, c_{l-1} + 1)\, c_l$$
#
# paramètres. Regardez ce qui *n'est pas* dans cette formule : la taille de l'image.
#
# *Exemple.* 32 filtres de $5 \times 5$ sur une image grise : $(25 \cdot 1 + 1) \cdot 32$.
#
# ```
# conv_parameter_count([1, 32], 5)   ->  832
# conv_parameter_count([3, 4], 2)    ->  52       (2 * 2 * 3 poids et un biais, quatre fois)
# ```


# %% exercise="conv"
def conv_parameter_count(channels, filter_size):
    """Number of parameters of a chain of convolutional layers, weights and biases.

    channels: [c_0, c_1, ..., c_L], the channels of the image and then the filters of each layer.
    filter_size: F, where the filters of all layers are F x F.
    Returns a whole number.

    [1, 32], 5  ->  832
    [3, 4], 2   ->  52
    """
    # BEGIN SOLUTION as for dense layers; how many inputs does one filter look at?
    return sum((filter_size**2 * coming_in + 1) * filters for coming_in, filters in pairwise(channels))
    # END SOLUTION


# %% [markdown] lang="en"
# ## Exercise 3. Which size comes out (2 points)
#
# **Convolution.** A filter of $F \times F$ pixels is laid on each place of an $N \times N$ image where the
# *whole* filter fits in. Along one side these are $N - F + 1$ places (with $N = 5$ and $F = 3$: the filter
# begins at pixel 0, 1 or 2). Keras calls this `padding="valid"`. Each place gives one number, called a
# *feature*, and each filter a whole image of them, a *feature map*.
#
# **Pooling.** A pooling of size $P$ keeps one number of each block of $P \times P$, so from $N \times N$
# remain $\lfloor N / P \rfloor \times \lfloor N / P \rfloor$: a rest at the border, too small for a block,
# is dropped.
#
# 1. `feature_count(image_size, filter_size, filters)`: how many numbers all filters of one convolution make
#    of one image.
# 2. `flattened_size(image_size, filter_size, pool_size, filters)`: for a network in which a convolution and
#    a pooling follow each other once for each number in the list `filters`, the number of values that remain
#    of one image at the end. This is what `Flatten` hands on to the first dense layer.
#
# *Examples.* On an image of $96 \times 96$, a filter of $8 \times 8$ has $89 \times 89$ places; 400 such
# filters make more than three million numbers. In our network, the sides go
# $28 \to 24 \to 12 \to 8 \to 4$, and at the end there are 64 maps of $4 \times 4$:
#
# ```
# feature_count(96, 8, 400)             ->  3168400
# flattened_size(28, 5, 2, [32, 64])    ->  1024
# ```

# %% [markdown] lang="fr"
# ## Exercice 3. Quelle taille en sort (2 points)
#
# **Convolution.** Un filtre de $F \times F$ pixels est posé à chaque endroit d'une image $N \times N$ où le
# filtre tient *tout entier*. Le long d'un côté, cela fait $N - F + 1$ endroits (avec $N = 5$ et $F = 3$ : le
# filtre commence au pixel 0, 1 ou 2). Keras appelle cela `padding="valid"`. Chaque endroit donne un nombre,
# une *caractéristique*, et chaque filtre toute une image de ces nombres, une *carte de caractéristiques*.
#
# **Pooling.** Un pooling de taille $P$ garde un nombre de chaque bloc $P \times P$ ; d'une image
# $N \times N$ il reste donc $\lfloor N / P \rfloor \times \lfloor N / P \rfloor$ : un reste au bord, trop
# petit pour faire un bloc, est abandonné.
#
# 1. `feature_count(image_size, filter_size, filters)` : combien de nombres tous les filtres d'une
#    convolution fabriquent à partir d'une image.
# 2. `flattened_size(image_size, filter_size, pool_size, filters)` : pour un réseau où une convolution et un
#    pooling se suivent une fois pour chaque nombre de la liste `filters`, le nombre de valeurs qui restent
#    d'une image à la fin. C'est ce que `Flatten` transmet à la première couche dense.
#
# *Exemples.* Sur une image $96 \times 96$, un filtre $8 \times 8$ a $89 \times 89$ places ; 400 tels filtres
# font plus de trois millions de nombres. Dans notre réseau, les côtés passent par
# $28 \to 24 \to 12 \to 8 \to 4$, et à la fin il y a 64 cartes de $4 \times 4$ :
#
# ```
# feature_count(96, 8, 400)             ->  3168400
# flattened_size(28, 5, 2, [32, 64])    ->  1024
# ```


# %% exercise="sizes"
def feature_count(image_size, filter_size, filters):
    """How many numbers the filters of one convolution make of one image.

    image_size: N, of an image of N x N pixels.  filter_size: F, of filters of F x F.
    filters: how many there are.
    Returns a whole number.

    5, 3, 1     ->  9
    96, 8, 400  ->  3168400
    """
    # BEGIN SOLUTION how many places does a filter have along one side?
    return filters * (image_size - filter_size + 1) ** 2
    # END SOLUTION


# %% exercise="sizes"
def flattened_size(image_size, filter_size, pool_size, filters):
    """How many values remain of one image after some convolutions, each with a pooling after it.

    image_size: N, of an image of N x N pixels.  filter_size: F, in all convolutions.
    pool_size: P, in all poolings.  filters: a list, how many each convolution has.
    Returns a whole number.

    28, 5, 2, [32, 64]  ->  1024
    """
    # BEGIN SOLUTION follow the side of the image from layer to layer; then, how many maps are there?
    side = image_size
    for _ in filters:
        side = (side - filter_size + 1) // pool_size
    return side**2 * filters[-1]
    # END SOLUTION


# %% [markdown] lang="en"
# Two networks with four layers that learn, one dense and one convolutional (you will build both in exercise
# 6): what does each cost?

# %% [markdown] lang="fr"
# Deux réseaux de quatre couches qui apprennent, un dense et un convolutif (vous les construirez à
# l'exercice 6) : que coûte chacun ?

# %%
print(f"dense, 784 - 128 - 128 - 128 - 10: {dense_parameter_count([784, 128, 128, 128, 10]):,}")

# %%
remaining = flattened_size(28, 5, 2, [32, 64])
for count, layers in (
    (conv_parameter_count([1, 32], 5), "first convolution, 32 filters of 5 x 5"),
    (conv_parameter_count([32, 64], 5), "second convolution, 64 filters of 5 x 5"),
    (dense_parameter_count([remaining, 100]), f"first dense layer, from {remaining} to 100"),
    (dense_parameter_count([100, 10]), "last dense layer, from 100 to 10"),
):
    print(f"{count:9,}  {layers}")

# %% [markdown] lang="en"
# **A choice.** Where are most of the parameters of the *convolutional* network? Answer with one letter, such
# as `"z"`.
#
# - **a** — in the first convolution, which sees the whole image
# - **b** — in the second convolution, whose filters look at 32 channels
# - **c** — in the first dense layer, which is connected to every remaining feature
# - **d** — in the last dense layer, which decides on the class

# %% [markdown] lang="fr"
# **Un choix.** Où se trouvent la plupart des paramètres du réseau *convolutif* ? Répondez par une lettre,
# comme `"z"`.
#
# - **a** — dans la première convolution, qui voit toute l'image
# - **b** — dans la deuxième convolution, dont les filtres regardent 32 canaux
# - **c** — dans la première couche dense, reliée à toutes les caractéristiques qui restent
# - **d** — dans la dernière couche dense, qui décide de la classe

# %% exercise="conv"
most_parameters_in: str
# BEGIN SOLUTION most_parameters_in = one letter, in quotes
most_parameters_in = "c"
# END SOLUTION

# %% [markdown] lang="en"
# ## Exercise 4. A convolution by hand (3 points)
#
# Lay the filter $K$, of shape $(h, w)$, on the image $X$, of shape $(H, W)$, with its corner at pixel
# $(i, j)$; multiply each weight by the pixel below it, and add up:
#
# $$Y_{ij} = \sum_{a=0}^{h-1} \sum_{b=0}^{w-1} X_{i+a,\; j+b}\; K_{ab},
#   \qquad 0 \le i \le H - h, \quad 0 \le j \le W - w$$
#
# So $Y$ has the shape $(H - h + 1,\ W - w + 1)$. It is large where the patch looks like the filter.
#
# **A word of warning.** Mathematicians call this *cross-correlation*. Their convolution has $X_{i-a,\,j-b}$:
# it turns the filter upside down and left to right first. Keras, like every deep learning library, does
# **not** flip the filter (whoever learns the weights can as well learn them flipped), and calls it
# convolution all the same. Do as Keras does.
#
# Write it with NumPy alone, and without a ready-made convolution; loops are welcome. (A check looks whether
# `convolve2d` uses SciPy, Keras or TensorFlow.) The pixels may be integers and the weights fractions: $Y$
# has fractions, then.
#
# *Example.* The filter subtracts, from each pixel, the one to its right below:
#
# ```
# X = [[1, 2, 0],      K = [[1,  0],      Y_00 = 1*1 + 2*0 + 0*0 + 5*(-1) = -4
#      [0, 5, 1],           [0, -1]]
#      [3, 1, 4]]
#
# convolve2d(X, K)  ->  [[-4,  1],
#                        [-1,  1]]
# ```

# %% [markdown] lang="fr"
# ## Exercice 4. Une convolution à la main (3 points)
#
# Posez le filtre $K$, de dimension $(h, w)$, sur l'image $X$, de dimension $(H, W)$, avec son coin au pixel
# $(i, j)$ ; multipliez chaque poids par le pixel qui est dessous, et faites la somme :
#
# $$Y_{ij} = \sum_{a=0}^{h-1} \sum_{b=0}^{w-1} X_{i+a,\; j+b}\; K_{ab},
#   \qquad 0 \le i \le H - h, \quad 0 \le j \le W - w$$
#
# $Y$ est donc de dimension $(H - h + 1,\ W - w + 1)$. Il est grand là où le morceau ressemble au filtre.
#
# **Attention aux mots.** Les mathématiciens appellent cela *corrélation croisée*. Leur convolution a
# $X_{i-a,\,j-b}$ : elle retourne d'abord le filtre, haut en bas et gauche à droite. Keras, comme toutes les
# bibliothèques d'apprentissage profond, ne retourne **pas** le filtre (qui apprend les poids peut aussi bien
# les apprendre retournés), et parle quand même de convolution. Faites comme Keras.
#
# Écrivez-la avec NumPy seul, et sans convolution toute faite ; les boucles sont bienvenues. (Un test regarde
# si `convolve2d` utilise SciPy, Keras ou TensorFlow.) Les pixels peuvent être des entiers et
# les poids des fractions : $Y$ a alors des fractions.
#
# *Exemple.* Le filtre retranche de chaque pixel celui qui est en bas à droite :
#
# ```
# X = [[1, 2, 0],      K = [[1,  0],      Y_00 = 1*1 + 2*0 + 0*0 + 5*(-1) = -4
#      [0, 5, 1],           [0, -1]]
#      [3, 1, 4]]
#
# convolve2d(X, K)  ->  [[-4,  1],
#                        [-1,  1]]
# ```


# %% exercise="convolution"
def convolve2d(image, kernel):
    """What one filter of a convolutional layer of Keras makes of an image, without bias and activation.

    image: (H, W) numbers.  kernel: (h, w) weights, not larger than the image; it is not flipped.
    Returns the feature map, (H - h + 1, W - w + 1).

    [[1, 2, 0], [0, 5, 1], [3, 1, 4]], [[1, 0], [0, -1]]  ->  [[-4, 1], [-1, 1]]
    """
    # BEGIN SOLUTION for each place: cut out the patch below the filter, multiply, add up
    height, width = kernel.shape
    features = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for row, column in np.ndindex(features.shape):
        patch = image[row : row + height, column : column + width].astype(float)
        features[row, column] = (patch * kernel).sum()
    return features
    # END SOLUTION


# %% [markdown] lang="en"
# Try it on an image of $96 \times 96$ pixels, a digit enlarged four times, with a filter of $8 \times 8$
# whose upper half is $+1$ and whose lower half is $-1$.

# %% [markdown] lang="fr"
# Essayez-la sur une image de $96 \times 96$ pixels, un chiffre agrandi quatre fois, avec un filtre
# $8 \times 8$ dont la moitié du haut vaut $+1$ et celle du bas $-1$.

# %%
large_image = np.kron(x_train[0, 2:26, 2:26] / 255, np.ones((4, 4)))
edge_filter = np.repeat([[1.0], [-1.0]], 4, axis=0) * np.ones((8, 8)) / 32

# %%
features = convolve2d(large_image, edge_filter)
by_keras = keras.ops.conv(large_image[None, :, :, None], edge_filter[:, :, None, None], padding="valid")
print(f"{large_image.shape} -> {features.shape};", end=" ")
print(f"Keras and you differ by {np.abs(features - np.asarray(by_keras)[0, :, :, 0]).max():.1e}")

# %% [markdown] lang="en"
# **A choice.** A digit is moved by three pixels to the right, far enough from the border. What happens to the
# feature map of a filter? Set `shifted_image_gives` to one letter.
#
# - **a** — nothing: the feature map stays the same
# - **b** — the same features, moved by three pixels to the right
# - **c** — other features: each place has weights of its own
# - **d** — the features are mirrored

# %% [markdown] lang="fr"
# **Un choix.** Un chiffre est déplacé de trois pixels vers la droite, assez loin du bord. Que devient la
# carte de caractéristiques d'un filtre ? Donnez à `shifted_image_gives` une lettre.
#
# - **a** — rien : la carte reste la même
# - **b** — les mêmes caractéristiques, déplacées de trois pixels vers la droite
# - **c** — d'autres caractéristiques : chaque endroit a ses propres poids
# - **d** — les caractéristiques sont vues dans un miroir

# %% exercise="convolution"
shifted_image_gives: str
# BEGIN SOLUTION shifted_image_gives = one letter, in quotes
shifted_image_gives = "b"
# END SOLUTION

# %% [markdown] lang="en"
# ## Exercise 5. A pooling by hand (2 points)
#
# Pooling keeps the largest number of each block of $P \times P$. Unlike those of a filter, its blocks do not
# overlap:
#
# $$Z_{ij} = \max_{0 \le a, b < P} Y_{iP+a,\; jP+b}$$
#
# For $Y$ of shape $(H, W)$, $Z$ has the shape $(\lfloor H/P \rfloor, \lfloor W/P \rfloor)$: rows and columns
# at the end that do not fill a block are dropped.
#
# *Example.* Four columns are two blocks; of the three rows, the last one is dropped.
#
# ```
# max_pool([[1, 7, 0, 2],
#           [3, 4, 5, 1],
#           [9, 9, 9, 9]], 2)  ->  [[7, 5]]
# ```

# %% [markdown] lang="fr"
# ## Exercice 5. Un pooling à la main (2 points)
#
# Le pooling garde le plus grand nombre de chaque bloc $P \times P$. À la différence de ceux d'un filtre, ses
# blocs ne se chevauchent pas :
#
# $$Z_{ij} = \max_{0 \le a, b < P} Y_{iP+a,\; jP+b}$$
#
# Pour $Y$ de dimension $(H, W)$, $Z$ est de dimension $(\lfloor H/P \rfloor, \lfloor W/P \rfloor)$ : les
# lignes et colonnes de la fin qui ne remplissent pas un bloc sont abandonnées.
#
# *Exemple.* Quatre colonnes font deux blocs ; des trois lignes, la dernière est abandonnée.
#
# ```
# max_pool([[1, 7, 0, 2],
#           [3, 4, 5, 1],
#           [9, 9, 9, 9]], 2)  ->  [[7, 5]]
# ```


# %% exercise="pooling"
def max_pool(image, size):
    """The largest number of each block of size x size; blocks do not overlap.

    image: (H, W) numbers, of any sign.  size: P, at most H and W.
    Returns an array of shape (H // P, W // P).

    [[1, 7, 0, 2], [3, 4, 5, 1], [9, 9, 9, 9]], 2  ->  [[7, 5]]
    """
    # BEGIN SOLUTION cut off what fills no block; then loop over the blocks, or reshape to four axes
    rows, columns = image.shape[0] // size, image.shape[1] // size
    blocks = image[: rows * size, : columns * size].reshape(rows, size, columns, size)
    return blocks.max(axis=(1, 3))
    # END SOLUTION


# %% [markdown] lang="en"
# Look at the three pictures: where does the filter of exercise 4 answer, and what does it not see? What does
# pooling keep? (This figure is not marked.)

# %% [markdown] lang="fr"
# Regardez les trois images : où le filtre de l'exercice 4 répond-il, et que ne voit-il pas ? Que garde le
# pooling ? (Cette figure n'est pas notée.)

# %%
stages = {"image": large_image, "convolution": features, "pooling": max_pool(features, 8)}
figure, panels = plt.subplots(1, 3, figsize=(9, 3.2))
for panel, (name, stage) in zip(panels, stages.items(), strict=True):
    panel.imshow(stage, cmap="gray")
    panel.set_title(f"{name}, {stage.shape[0]} x {stage.shape[1]}")
plt.show()

# %% [markdown] lang="en"
# ## Exercise 6. Two networks in Keras (3 points)
#
# Both take images of shape `(image_size, image_size, 1)` with values from 0 to 1 and integer labels, and
# both are *compiled*: optimiser Adam with the learning rate 0.001, which is Keras's own; loss
# `"sparse_categorical_crossentropy"`; metric `"accuracy"`.
#
# `build_dense_network(image_size, units, classes)`:
#
# 1. `Flatten`;
# 2. for each number of the list `units`, a `Dense` layer of so many units with the activation ReLU;
# 3. a `Dense` layer with one output for each class, softmax.
#
# `build_convnet(image_size, filters, classes)`:
#
# 1. for each number of the list `filters`, a `Conv2D` layer of so many filters of $5 \times 5$ with the
#    activation ReLU, without padding, and after it a `MaxPooling2D` of $2 \times 2$;
# 2. `Flatten`;
# 3. a `Dense` layer of 100 units, ReLU;
# 4. a `Dense` layer with one output for each class, softmax.
#
# *Examples.*
#
# ```
# build_dense_network(28, [128, 128, 128], 10).count_params()  ->  134794
# build_convnet(28, [32, 64], 10).count_params()               ->  155606
# ```

# %% [markdown] lang="fr"
# ## Exercice 6. Deux réseaux avec Keras (3 points)
#
# Les deux prennent des images de dimension `(image_size, image_size, 1)`, de valeurs entre 0 et 1, et des
# étiquettes entières ; et les deux sont *compilés* : optimiseur Adam avec le taux d'apprentissage 0,001, qui
# est celui de Keras ; perte `"sparse_categorical_crossentropy"` ; métrique `"accuracy"`.
#
# `build_dense_network(image_size, units, classes)` :
#
# 1. `Flatten` ;
# 2. pour chaque nombre de la liste `units`, une couche `Dense` d'autant d'unités avec l'activation ReLU ;
# 3. une couche `Dense` avec une sortie par classe, softmax.
#
# `build_convnet(image_size, filters, classes)` :
#
# 1. pour chaque nombre de la liste `filters`, une couche `Conv2D` d'autant de filtres $5 \times 5$ avec
#    l'activation ReLU, sans remplissage (*padding*), suivie d'un `MaxPooling2D` $2 \times 2$ ;
# 2. `Flatten` ;
# 3. une couche `Dense` de 100 unités, ReLU ;
# 4. une couche `Dense` avec une sortie par classe, softmax.
#
# *Exemples.*
#
# ```
# build_dense_network(28, [128, 128, 128], 10).count_params()  ->  134794
# build_convnet(28, [32, 64], 10).count_params()               ->  155606
# ```


# %% exercise="networks"
def build_dense_network(image_size, units, classes):
    """A compiled dense network for images of shape (image_size, image_size, 1).

    units: a list, the units of each hidden layer.  classes: how many outputs.
    Returns a compiled Keras model.

    28, [128, 128, 128], 10  ->  a model with 134,794 parameters
    """
    # BEGIN SOLUTION the layers in a list, then compile
    model = keras.Sequential(
        [
            keras.Input(shape=(image_size, image_size, 1)),
            keras.layers.Flatten(),
            *(keras.layers.Dense(size, activation="relu") for size in units),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
    # END SOLUTION


# %% exercise="networks"
def build_convnet(image_size, filters, classes):
    """A compiled convolutional network for images of shape (image_size, image_size, 1).

    filters: a list, how many of 5 x 5 each convolution has.  classes: how many outputs.
    Returns a compiled Keras model.

    28, [32, 64], 10  ->  a model with 155,606 parameters
    """
    # BEGIN SOLUTION begin with the input; model.add puts one layer after the other
    model = keras.Sequential([keras.Input(shape=(image_size, image_size, 1))])
    for count in filters:
        model.add(keras.layers.Conv2D(count, kernel_size=5, activation="relu"))
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(100, activation="relu"))
    model.add(keras.layers.Dense(classes, activation="softmax"))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
    # END SOLUTION


# %% [markdown] lang="en"
# Keras counts, too: compare its summary with your functions of exercises 1 to 3, line by line.

# %% [markdown] lang="fr"
# Keras compte aussi : comparez son résumé à vos fonctions des exercices 1 à 3, ligne par ligne.

# %%
build_dense_network(28, [128, 128, 128], 10).summary()

# %%
build_convnet(28, [32, 64], 10).summary()

# %% [markdown] lang="en"
# ### Counting the parameters (1.5 points, written)
#
# In four to eight lines, with the numbers that you found: (1) Which layers hold the parameters of each
# network, and how many has the first layer of the convolutional one? (2) The 32 filters make
# $32 \cdot 24 \cdot 24$ features of an image. How many parameters would a *dense* layer from the pixels to
# so many features have, and which two properties of a convolution explain the difference? (3) What do the
# poolings change in these counts? What would the first dense layer cost without them?
#
# Answer in the next cell, below its heading.

# %% [markdown] lang="fr"
# ### Compter les paramètres (1,5 point, rédigé)
#
# En quatre à huit lignes, avec les nombres que vous avez trouvés : (1) Dans quelles couches sont les
# paramètres de chaque réseau, et combien la première couche du réseau convolutif en a-t-elle ? (2) Les 32
# filtres font $32 \cdot 24 \cdot 24$ caractéristiques d'une image. Combien de paramètres aurait une couche
# *dense* allant des pixels à autant de caractéristiques, et quelles deux propriétés d'une convolution
# expliquent la différence ? (3) Que changent les poolings à ces nombres ? Que coûterait sans eux la première
# couche dense ?
#
# Répondez dans la cellule suivante, sous son titre.

# %% [markdown] lang="en" answer="counts"
# #### What the parameters are spent on
#
# <!-- BEGIN SOLUTION -->
# (1) Of the 134,794 parameters of the dense network, 100,480 are in its first layer. Of the 155,606 of the
# convolutional one, 832 are in the first convolution, 51,264 in the second, and 102,500 in the first dense
# layer, where the image has already become 1,024 features.
#
# (2) A dense layer would have $(784 + 1) \cdot 18{,}432 = 14{,}469{,}120$. A feature of a convolution looks
# at 25 pixels only (it is local), and all places share the same weights: what is learnt at one place is
# known everywhere.
#
# (3) Poolings have no parameters of their own, but each divides the number of features by four. Without
# them the sides would go $28 \to 24 \to 20$, and the first dense layer would have
# $(20 \cdot 20 \cdot 64 + 1) \cdot 100 = 2{,}560{,}100$.
# <!-- END SOLUTION -->

# %% [markdown] lang="fr" answer="counts"
# #### À quoi servent les paramètres
#
# <!-- BEGIN SOLUTION -->
# (1) Des 134 794 paramètres du réseau dense, 100 480 sont dans sa première couche. Des 155 606 du réseau
# convolutif, 832 sont dans la première convolution, 51 264 dans la deuxième et 102 500 dans la première
# couche dense, quand l'image est déjà devenue 1 024 caractéristiques.
#
# (2) Une couche dense en aurait $(784 + 1) \cdot 18\,432 = 14\,469\,120$. Une caractéristique d'une
# convolution ne regarde que 25 pixels (elle est locale), et tous les endroits partagent les mêmes poids : ce
# qui est appris à un endroit est su partout.
#
# (3) Les poolings n'ont pas de paramètres, mais chacun divise par quatre le nombre de caractéristiques. Sans
# eux, les côtés passeraient par $28 \to 24 \to 20$, et la première couche dense en aurait
# $(20 \cdot 20 \cdot 64 + 1) \cdot 100 = 2\,560\,100$.
# <!-- END SOLUTION -->

# %% [markdown] lang="en"
# ## Exercise 7. Which one reads digits better? (2 points)
#
# Train both on `X_train` and `y_train`, for 3 epochs in batches of 64 (`EPOCHS` and `BATCH_SIZE` below; for
# a small data set they are others), and measure the accuracy of each on `X_test` and `y_test`. **Keep three
# names**: `dense_network` (with three hidden layers of 128 units), `convnet` (with 32 and 64 filters), and
# `accuracies`, a dict with the keys `"dense"` and `"convolutional"`, whose values are numbers from 0 to 1.
#
# On one core the convolutional network takes two to three minutes: it has as many parameters as the dense
# one, but uses each of them in many places. Meanwhile, look at its loss.
#
# **What is checked.** Both networks are shown images that you do not have: 5,000 of MNIST, of which the
# dense one must recognise **95 %** and the convolutional one **98 %** (300 with the small data set, when
# your course uses the quick `mini` profile: **82 %** and **88 %**). A right solution recognises about 97 %
# and 98.8 % (90 % and 95 %); the thresholds lie at least three standard errors below, so bad luck alone
# cannot cost you the points. The accuracies that you report are checked as well: they must agree with what
# bareme measures when it asks your networks about the same test images.

# %% [markdown] lang="fr"
# ## Exercice 7. Lequel lit mieux les chiffres ? (2 points)
#
# Entraînez les deux sur `X_train` et `y_train`, pendant 3 époques par lots de 64 (`EPOCHS` et `BATCH_SIZE`
# ci-dessous ; pour un petit jeu de données, ce sont d'autres valeurs), et mesurez l'exactitude de chacun
# sur `X_test` et `y_test`. **Conservez trois noms** : `dense_network` (avec trois couches cachées de 128
# unités), `convnet` (avec 32 et 64 filtres), et `accuracies`, un dictionnaire avec les clés `"dense"` et
# `"convolutional"`, dont les valeurs sont des nombres de 0 à 1.
#
# Sur un cœur, le réseau convolutif demande deux à trois minutes : il a autant de paramètres que le réseau
# dense, mais emploie chacun d'eux en de nombreux endroits. En attendant, regardez sa perte.
#
# **Ce qui est vérifié.** On montre aux deux réseaux des images que vous n'avez pas : 5 000 de MNIST, dont
# le réseau dense doit reconnaître **95 %** et le convolutif **98 %** (300 avec le petit jeu de données,
# quand votre cours emploie le profil rapide `mini` : **82 %** et **88 %**). Une solution juste en reconnaît
# environ 97 % et 98,8 % (90 % et 95 %) ; les seuils sont au moins trois erreurs types plus bas : la
# malchance seule ne peut pas vous coûter les points. Les exactitudes que vous annoncez sont vérifiées
# aussi : elles doivent s'accorder avec ce que bareme mesure en interrogeant vos réseaux sur les mêmes
# images de test.

# %%
# 60,000 images need three passes, and a small data set more steps in each.
EPOCHS, BATCH_SIZE = (3, 64) if len(X_train) > 10_000 else (2, 32)

# %% exercise="training"
dense_network: keras.Model
# BEGIN SOLUTION dense_network = ..., for 28 x 28 pixels, three times 128 units, 10 classes; then its fit
dense_network = build_dense_network(28, [128, 128, 128], 10)
dense_history = dense_network.fit(X_train, y_train, epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=2)
# END SOLUTION

# %% exercise="training"
convnet: keras.Model
# BEGIN SOLUTION convnet = ..., for 28 x 28 pixels, 32 and 64 filters, 10 classes; then its fit
convnet = build_convnet(28, [32, 64], 10)
convnet_history = convnet.fit(X_train, y_train, epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=2)
# END SOLUTION

# %% exercise="training"
accuracies: dict[str, float]
# BEGIN SOLUTION accuracies = {"dense": ..., "convolutional": ...}; evaluate returns the loss, then the metric
accuracies = {
    "dense": dense_network.evaluate(X_test, y_test, verbose=0)[1],
    "convolutional": convnet.evaluate(X_test, y_test, verbose=0)[1],
}
# END SOLUTION
print({name: f"{accuracy:.2%}" for name, accuracy in accuracies.items()})

# %% [markdown] lang="en"
# ## Exercise 8. What the filters look like (1.5 points)
#
# The weights of a filter form a small image, so one can look at them. Keras keeps those of a convolutional
# layer in one array of shape $(F, F, c, n)$: $n$ filters of $F \times F$ for $c$ channels, with the *filters
# last*. Filter $k$ for the only channel of a grey image is `weights[:, :, 0, k]`.
#
# `show_filters(weights)` draws a figure with all $n$ filters, each as an image of its own
# (`ax.imshow(...)`, in axes made by `plt.subplots(rows, columns)`), or all side by side in one large picture.
#
# *Example.* For `weights` of shape `(5, 5, 1, 32)` the figure shows 32 images of $5 \times 5$ pixels.
#
# Then set `first_filters` to the weights of the first convolution of your trained `convnet`, an array of
# shape `(5, 5, 1, 32)`, and draw them.

# %% [markdown] lang="fr"
# ## Exercice 8. À quoi ressemblent les filtres (1,5 point)
#
# Les poids d'un filtre forment une petite image : on peut donc les regarder. Keras garde ceux d'une couche
# convolutive dans un tableau de dimension $(F, F, c, n)$ : $n$ filtres $F \times F$ pour $c$ canaux, les
# *filtres en dernier*. Le filtre $k$, pour l'unique canal d'une image grise, est `weights[:, :, 0, k]`.
#
# `show_filters(weights)` dessine une figure avec les $n$ filtres, chacun comme une image à part
# (`ax.imshow(...)`, dans des axes faits par `plt.subplots(lignes, colonnes)`), ou tous côte à côte dans une
# seule grande image.
#
# *Exemple.* Pour `weights` de dimension `(5, 5, 1, 32)`, la figure montre 32 images de $5 \times 5$ pixels.
#
# Donnez ensuite à `first_filters` les poids de la première convolution de votre `convnet` entraîné, un
# tableau de dimension `(5, 5, 1, 32)`, et dessinez-les.


# %% exercise="filters"
def show_filters(weights):
    """Draw every filter of a convolutional layer on grey images as a small image.

    weights: (F, F, 1, n), as Keras keeps them.
    Draws a figure with n images of F x F pixels; what it returns does not matter.

    (5, 5, 1, 32)  ->  32 images of 5 x 5 pixels
    """
    # BEGIN SOLUTION take the filters one by one; which of the axes says which filter it is?
    filters = np.moveaxis(weights[:, :, 0, :], -1, 0)
    # A black line around each filter, and black ones to fill the last row.
    gaps = ((0, -len(filters) % 8), (1, 1), (1, 1))
    tiles = np.pad(filters, gaps, constant_values=filters.min())
    rows = [np.hstack(tiles[start : start + 8]) for start in range(0, len(tiles), 8)]
    plt.figure(figsize=(8, len(rows)))
    plt.imshow(np.vstack(rows), cmap="gray")
    plt.axis("off")
    plt.show()
    # END SOLUTION


# %% exercise="filters"
first_filters: np.ndarray
# BEGIN SOLUTION first_filters = ...; a layer's get_weights() gives a list, its weights and its biases
first_filters = convnet.layers[0].get_weights()[0]
# END SOLUTION

# %%
show_filters(first_filters)

# %% [markdown] lang="en"
# ### Why it works (1.5 points, written)
#
# In four to eight lines: (1) Describe what you see in the figure. Which filters could answer to an edge or a
# stroke, of which direction; are there some that seem to do nothing? (2) Compare the two accuracies: how
# many images in 10,000 does each network miss, and is the difference larger than chance allows? (The
# standard error of an accuracy $p$ on $N$ images is $\sqrt{p (1 - p) / N}$.) (3) Both networks have about
# the same number of parameters. Say why the convolutional one recognises more, and give a kind of data for
# which it would have no advantage.

# %% [markdown] lang="fr"
# ### Pourquoi cela marche (1,5 point, rédigé)
#
# En quatre à huit lignes : (1) Décrivez ce que vous voyez dans la figure. Quels filtres pourraient répondre
# à un bord ou à un trait, de quelle direction ; y en a-t-il qui semblent ne rien faire ? (2) Comparez les
# deux exactitudes : sur 10 000 images, combien chaque réseau en manque-t-il, et la différence dépasse-t-elle
# ce que permet le hasard ? (L'erreur type d'une exactitude $p$ sur $N$ images est $\sqrt{p (1 - p) / N}$.)
# (3) Les deux réseaux ont à peu près le même nombre de paramètres. Dites pourquoi le réseau convolutif
# reconnaît davantage, et donnez une sorte de données pour laquelle il n'aurait aucun avantage.

# %% [markdown] lang="en" answer="why"
# #### What makes the difference
#
# <!-- BEGIN SOLUTION -->
# (1) Several filters are bright on one side and dark on the other: they answer to edges, some horizontal,
# some vertical, most oblique. A few have a bright band (strokes), and some look like noise: they are close
# to where they were drawn at random.
#
# (2) 97.3 % and 98.9 %: 270 and 110 missed of 10,000. The standard errors are near 0.16 and 0.10 points, so
# a difference of 1.6 points is far beyond chance.
#
# (3) In an image, neighbouring pixels belong together, and a stroke is a stroke wherever it is. Local
# filters with shared weights build this in, so that nothing has to be learnt anew for every place. Where
# the order of the columns means nothing, as in a table of prices, there is no such advantage.
# <!-- END SOLUTION -->

# %% [markdown] lang="fr" answer="why"
# #### Ce qui fait la différence
#
# <!-- BEGIN SOLUTION -->
# (1) Plusieurs filtres sont clairs d'un côté et sombres de l'autre : ils répondent à des bords, certains
# horizontaux ou verticaux, la plupart obliques. Quelques-uns ont une bande claire (un trait), et certains
# ressemblent à du bruit : ils sont restés près de leur tirage au hasard.
#
# (2) 97,3 % et 98,9 % : 270 et 110 images manquées sur 10 000. Les erreurs types sont voisines de 0,16 et
# 0,10 point : une différence de 1,6 point dépasse de loin le hasard.
#
# (3) Dans une image, les pixels voisins vont ensemble, et un trait est un trait où qu'il soit. Des filtres
# locaux aux poids partagés le savent par construction : rien n'est à réapprendre pour chaque endroit. Là où
# l'ordre des colonnes ne signifie rien, comme dans un tableau de prix, cet avantage disparaît.
# <!-- END SOLUTION -->
