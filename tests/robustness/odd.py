"""Twenty notebooks that are odd and right: each gets all of its points."""

from __future__ import annotations

from robustness.cases import Case, arrays, network

__all__ = ["ODD"]

HERE = "the code is right, and the place it was written for is no part of the lab"
STYLE = "the suite asks for names, and each of them is there and right"

ODD: tuple[Case, ...] = (
    arrays(
        "prints, plots and extra cells",
        changes={
            "first": "print('Bonjour')\n\n",
            "look": "plt.imshow(images[0]); plt.show()\nprint(images.shape, softmax(np.zeros(3)))",
            "more": "# nothing but a comment",
            "last": "fig, ax = plt.subplots()\nax.plot(softmax(np.arange(4.0)))\nfig",
        },
        fair="what a notebook shows besides is no part of the answer",
    ),
    arrays(
        "line magics that are not here",
        changes={
            "first": "%tensorflow_version 2.x\n%load_ext tensorboard\n%matplotlib widget\nimport numpy as np",
            "imports": "%config InlineBackend.figure_format = 'retina'\nimport matplotlib.pyplot as plt",
        },
        fair=HERE,
        output="%tensorflow_version did nothing here",
    ),
    arrays(
        "cell magics on the cells of the exercises",
        changes={
            "standardise": "%%time\ndef standardise(x):\n    return (x - np.mean(x)) / np.std(x)",
            "softmax": "%%heat\ndef softmax(z):\n    e = np.exp(z - np.max(z))\n    return e / np.sum(e)",
            "data": '%%capture\nimages = np.load("mnist.npz")["x_train"]\nn_images = len(images)',
            "other": "%%R\nx <- c(1, 2)",
        },
        fair="a magic that only measures changes no answer; a cell of another language is passed over",
        output="%%R is not known here",
    ),
    arrays(
        "installing and downloading",
        changes={
            "first": "!pip install -q numpy opencv-python\n%pip install seaborn\n"
            "!sudo apt-get install -y graphviz\n!wget -q https://example.org/mnist.npz",
        },
        fair=HERE,
        output="mnist.npz lies beside your notebook already",
    ),
    arrays(
        "a notebook from Colab",
        changes={
            "first": "from google.colab import drive, files\ndrive.mount('/content/drive')\n"
            "uploaded = files.upload()",
            "data": "%cd /content/drive/MyDrive\n"
            'images = np.load("/content/drive/MyDrive/mnist.npz")["x_train"]\nn_images = len(images)',
            "shows": "from google.colab.patches import cv2_imshow\ncv2_imshow(images[0])",
        },
        fair=HERE,
        output="there is no Google Drive where your work is graded; beside the notebook lie mnist.npz",
    ),
    arrays(
        "a notebook that asks whether it is in Colab",
        changes={
            "data": "try:\n    from google.colab import drive\n    place = '/content/drive/MyDrive/'\n"
            "except ImportError:\n    place = './'\n"
            "images = np.load(place + 'mnist.npz')['x_train']\nn_images = len(images)\nassert place == './'",
        },
        fair="it provides for both places, and is told the truth",
    ),
    arrays(
        "data by a path of the student's computer",
        changes={
            "data": "images = np.load(r'C:\\Users\\Zoé\\TP 1\\mnist.npz')['x_train']\nn_images = len(images)",
        },
        fair="the file of that name is the data of the lab, whatever the folder",
    ),
    arrays(
        "folders that only the student has",
        changes={
            "first": "import os\nos.chdir('/home/zoe/tp1')",
            "last": "plt.plot([0, 1])\nplt.savefig('figures/line.png')\ndone = True",
        },
        fair=HERE,
        output="'figures/line.png' was not written",
    ),
    arrays(
        "packages that are missing, and not needed",
        changes={
            "imports": "import cv2, numpy as np\nfrom skimage.transform import resize\n"
            "import seaborn as sns\nimport pandas as pd\nimport matplotlib.pyplot as plt",
        },
        fair="a package costs what uses it, and nothing here does",
        output="cv2 could not be imported",
    ),
    arrays(
        "a progress bar",
        changes={
            "data": "from tqdm.notebook import tqdm, trange\nimages = np.load('mnist.npz')['x_train']\n"
            "n_images = 0\nfor image in tqdm(images, desc='images'):\n    n_images += 1\n"
            "with tqdm(total=2) as bar:\n    for _ in trange(2):\n        bar.update(1)\n"
            "        bar.set_postfix(loss=1)",
        },
        fair="the bar is decoration, and what it wraps goes through",
    ),
    arrays(
        "other names, helpers below, and a first attempt above",
        changes={
            "standardise": "def standardise(donnees):\n    return centre(donnees) / np.std(donnees)",
            "first": "def softmax(z):\n    return z",
            "last": "def centre(donnees):\n    moyenne = np.mean(donnees)\n    return donnees - moyenne",
        },
        fair="arguments and helpers are the student's own, and the last definition counts",
    ),
    arrays(
        "French names with accents, composed and decomposed",
        changes={
            "standardise": "écart = np.std\n\ndef standardise(données):\n"
            "    return (donne\u0301es - np.mean(données)) / e\u0301cart(données)",
        },
        fair="to Python both spellings are the same name",
    ),
    arrays(
        "a module written by the notebook",
        changes={
            "softmax": "%%writefile fonctions.py\nimport numpy as np\n\ndef softmax(z):\n"
            "    e = np.exp(z - np.max(z))\n    return e / np.sum(e)",
            "last": "from fonctions import softmax",
        },
        fair=STYLE,
    ),
    arrays(
        "a script with a main part and an exit",
        changes={
            "last": 'if __name__ == "__main__":\n    print(softmax(np.zeros(2)))\n    exit()',
        },
        fair=STYLE,
        format="py",
    ),
    arrays(
        "objects in place of functions",
        changes={
            "softmax": "class Softmax:\n    def __call__(self, z):\n        e = np.exp(z - z.max())\n"
            "        return e / e.sum()\n\nsoftmax = Softmax()",
            "standardise": "from functools import partial\n"
            "standardise = partial(lambda ddof, x: (x - x.mean()) / x.std(ddof=ddof), 0)",
        },
        fair=STYLE,
    ),
    arrays(
        "a window system and a style that are not here",
        changes={
            "imports": "import numpy as np\nimport matplotlib\nmatplotlib.use('TkAgg')\n"
            "import matplotlib.pyplot as plt\nplt.style.use('seaborn-whitegrid')\nplt.figure()\nplt.show()",
        },
        fair="how a plot looks is no part of the answer",
    ),
    arrays(
        "a clean start, and a clean end",
        changes={
            "first": "%reset -f\nimport warnings; warnings.filterwarnings('ignore')",
            "last": "del images, plt",
        },
        fair="what a function still needs is still there",
    ),
    arrays(
        "a notebook that was saved as a script",
        changes={
            "imports": "#!/usr/bin/env python\n# coding: utf-8\n# In[1]:\n"
            "get_ipython().magic('matplotlib inline')\n"
            "get_ipython().run_line_magic('tensorflow_version', '2.x')\n"
            "get_ipython().system('pip install numpy')\nimport numpy as np",
        },
        fair=HERE,
        format="py",
    ),
    network(
        "tensorflow.keras, and a functional model",
        changes={
            "imports": "import numpy as np\nimport tensorflow as tf\nfrom tensorflow import keras\n"
            "from tensorflow.keras import layers",
            "model": "(x_train, y_train), _ = tf.keras.datasets.mnist.load_data()\n"
            "x = x_train.reshape(-1, 784) / 255\nentree = keras.Input(shape=(784,))\n"
            "sortie = layers.Dense(10, activation='softmax')(entree)\n"
            "model = keras.Model(inputs=entree, outputs=sortie)\n"
            "model.compile('sgd', loss='categorical_crossentropy', metrics=['accuracy'])",
        },
        fair="it is the same library by another name",
    ),
    network(
        "model.add with input_dim, and plot_model",
        changes={
            "model": "(x_train, y_train), _ = keras.datasets.mnist.load_data('C:/data/mnist.npz')\n"
            "x = x_train.reshape(-1, 784) / 255\nmodel = Sequential()\n"
            "model.add(Dense(10, input_dim=784))\nmodel.add(keras.layers.Activation('softmax'))\n"
            "model.compile('sgd', loss='categorical_crossentropy', metrics=['accuracy'])\n"
            "keras.utils.plot_model(model, to_file='model.png')\nmodel.summary()",
        },
        fair="Keras 3 still takes `input_dim`; a drawing that cannot be made is no part of the answer",
        output="plot_model needs Graphviz",
    ),
)
