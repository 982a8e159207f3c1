"""Twenty notebooks for older libraries; each loses only what no longer works."""

from __future__ import annotations

from robustness.cases import Case, arrays, network

__all__ = ["OLD"]

GONE = "the library of today has it no more; the page says what to write, and the rest counts"
UNUSED = "what failed is not what is graded"

OLD: tuple[Case, ...] = (
    arrays(
        "np.float in a function",
        changes={
            "standardise": "def standardise(x):\n    x = np.asarray(x, dtype=np.float)\n"
            "    return (x - x.mean()) / x.std()",
        },
        lost=("standardise",),
        sentence="NumPy 2 has no np.float: write float.",
        fair=GONE,
    ),
    arrays(
        "np.alltrue in a function",
        changes={
            "softmax": "def softmax(z):\n    assert np.alltrue(np.isfinite(z))\n"
            "    e = np.exp(z - np.max(z))\n    return e / np.sum(e)",
        },
        lost=("softmax",),
        sentence="NumPy 2 has no np.alltrue: write np.all.",
        fair=GONE,
    ),
    arrays(
        "np.product where nothing is graded",
        changes={"last": "print(np.product(images.shape))"},
        broken=1,
        sentence="NumPy 2 has no np.product: write np.prod.",
        fair=UNUSED,
    ),
    arrays(
        "a Python 2 print in a cell of its own",
        changes={"last": 'print "shape", images.shape'},
        broken=1,
        sentence="print without parentheses is Python 2: write print(...).",
        fair=UNUSED,
    ),
    arrays(
        "a Python 2 print inside an exercise",
        changes={
            "softmax": "def softmax(z):\n    e = np.exp(z - np.max(z))\n    print e\n"
            "    return e / np.sum(e)",
        },
        lost=("softmax",),
        broken=1,
        sentence="softmax was never made, because Python cannot read cell 4.",
        fair="Python cannot read this cell, so it defines nothing; only this cell is lost",
    ),
    arrays(
        "xrange in a function",
        changes={
            "softmax": "def softmax(z):\n    total = sum(np.exp(z[i]) for i in xrange(len(z)))\n"
            "    return np.exp(z) / total",
        },
        lost=("softmax",),
        sentence="xrange exists only in Python 2: write range.",
        fair=GONE,
    ),
    arrays(
        "SciPy's image readers among the imports",
        changes={
            "imports": "import numpy as np\nfrom scipy.misc import imread, imresize\n"
            "import matplotlib.pyplot as plt",
            "last": "small = imresize(images[0], (14, 14))",
        },
        broken=1,
        sentence="scipy.misc.imresize is gone from this version of the library: "
        "write PIL.Image.fromarray(image).resize((width, height)).",
        fair="the imports beside it still happen, and only the cell that uses it fails",
    ),
    arrays(
        "scipy.ndimage.imread for the data",
        changes={
            "data": "import scipy.ndimage\nimages = scipy.ndimage.imread('digits.png')\n"
            "n_images = len(images)",
        },
        lost=("data",),
        broken=1,
        sentence="scipy.ndimage.imread is gone from this version of the library: write plt.imread.",
        fair=GONE,
    ),
    arrays(
        "an array of one element in a format",
        changes={"last": "print('mean %.2f' % images.mean(keepdims=True)[0, 0])"},
        broken=1,
        sentence="get the number with a.item() or a[0] before you format or convert it.",
        fair=UNUSED,
    ),
    arrays(
        "OpenCV in an exercise",
        changes={
            "imports": "import cv2\nimport numpy as np",
            "standardise": "def standardise(x):\n    mean, deviation = cv2.meanStdDev(x)\n"
            "    return (x - mean) / deviation",
        },
        lost=("standardise",),
        sentence="cv2 is not among the libraries that your work is graded with",
        fair="the lab does not offer that package; `bareme check` says so before the work is handed in",
    ),
    arrays(
        "a Windows path with single backslashes",
        changes={"data": "images = np.load('C:\\Users\\zoe\\mnist.npz')['x_train']\nn_images = len(images)"},
        lost=("data",),
        broken=1,
        sentence='write the path with /, or as r"...".',
        fair="Python itself cannot read this text, on any machine",
    ),
    arrays(
        "a file and a module that were not handed in",
        changes={
            "data": "images = np.loadtxt('C:/Users/zoe/images.csv', delimiter=';')\nn_images = len(images)",
            "softmax": "from mes_fonctions import softmax",
        },
        lost=("data", "softmax"),
        broken=1,
        sentence="If it is a file of your own, copy what you need from it into the notebook",
        fair="what was not handed in cannot be graded; the exercise beside it counts",
    ),
    arrays(
        "a question to the user, and a way out",
        changes={
            "data": "import sys\nname = input('Votre fichier ? ')\nimages = np.load(name)['x_train']\n"
            "n_images = len(images)",
            "last": "sys.exit(0)",
        },
        lost=("data",),
        broken=2,
        sentence="Nobody is there to answer input while your work is graded",
        fair="nobody answers while a class is graded; `sys.exit` ends its own cell only",
    ),
    network(
        "import paths of Keras 1 and 2",
        changes={
            "imports": "import numpy as np\nimport keras\nfrom keras.models import Sequential\n"
            "from keras.layers.core import Dense, Dropout, Activation\n"
            "from keras.layers.convolutional import Convolution2D, MaxPooling2D\n"
            "from keras.layers.normalization import BatchNormalization\nfrom keras.utils import np_utils",
            "one_hot": "def one_hot(labels):\n    return np_utils.to_categorical(labels, 10)",
        },
        output="keras.layers.core is an old name",
        fair="the old path leads to the same class, so nothing wrong is learnt",
    ),
    network(
        "lr and decay of an optimiser",
        changes={
            "model": "(x_train, y_train), _ = keras.datasets.mnist.load_data()\n"
            "x = x_train.reshape(-1, 784) / 255\n"
            'model = Sequential([keras.Input((784,)), Dense(10, activation="softmax")])\n'
            "sgd = keras.optimizers.SGD(lr=0.01, decay=1e-6, momentum=0.9, nesterov=True)\n"
            "model.compile(optimizer=sgd, loss='categorical_crossentropy', metrics=['accuracy'])",
        },
        lost=("curve",),
        broken=2,
        sentence="The argument lr has another name in this version of the library: learning_rate.",
        fair="the model stands and counts; what was never compiled cannot have learnt",
    ),
    network(
        "nb_epoch",
        changes={
            "curve": "history = model.fit(x, one_hot(y_train), nb_epoch=2, batch_size=300, verbose=0)\n"
            'curve = history.history["accuracy"]',
        },
        lost=("curve",),
        broken=1,
        sentence="The argument nb_epoch has another name in this version of the library: epochs.",
        fair=GONE,
    ),
    network(
        "predict_classes",
        changes={"recognise": "def recognise(model, images):\n    return model.predict_classes(images)"},
        lost=("recognise",),
        sentence="Keras 3 has no predict_classes: write np.argmax(model.predict(x), axis=1)",
        fair=GONE,
    ),
    network(
        "acc in the history",
        changes={
            "curve": "history = model.fit(x, one_hot(y_train), epochs=1, batch_size=300, verbose=0)\n"
            'curve = history.history["acc"]',
        },
        lost=("curve",),
        broken=1,
        sentence='with metrics=["accuracy"] its keys are accuracy and, with validation data, val_accuracy.',
        fair=GONE,
    ),
    network(
        "init of a layer",
        changes={
            "model": "(x_train, y_train), _ = keras.datasets.mnist.load_data()\n"
            "x = x_train.reshape(-1, 784) / 255\nmodel = Sequential()\n"
            "model.add(Dense(10, input_dim=784, init='uniform', activation='softmax'))\n"
            "model.compile('sgd', loss='categorical_crossentropy', metrics=['accuracy'])",
        },
        lost=("model", "curve", "recognise"),
        broken=2,
        sentence="The argument init has another name in this version of the library: kernel_initializer.",
        fair="there is no layer in the model, and what needs the model cannot be judged; one_hot counts",
    ),
    network(
        "the image ordering of Keras 1, and TensorFlow 1",
        changes={
            "first": "import tensorflow as tf\nfrom keras import backend as K\n"
            "K.set_image_dim_ordering('th')",
            "last": "session = tf.Session()\nsession.run(tf.global_variables_initializer())",
        },
        broken=2,
        sentence='write keras.backend.set_image_data_format("channels_last").',
        fair=UNUSED,
    ),
)
