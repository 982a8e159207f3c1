"""Tables of names that libraries and Python 3 renamed, for ``migration_hints``."""

from __future__ import annotations

from typing import Final

__all__ = ["ARGUMENTS", "GRAPHS", "MODULES", "NAMES", "NUMPY", "PACKAGES", "PYTHON_2", "REQUIRED"]

# Source: the release notes of NumPy 1.20 to 2.4 and its migration guide.
NUMPY: Final = {
    "Infinity": "np.inf",
    "Inf": "np.inf",
    "NAN": "np.nan",
    "NINF": "-np.inf",
    "NaN": "np.nan",
    "PINF": "np.inf",
    "alltrue": "np.all",
    "asfarray": "np.asarray(x, dtype=float)",
    "asscalar": "x.item()",
    "cast": "np.asarray(x, dtype=...)",
    "complex": "complex",
    "complex_": "np.complex128",
    "cumproduct": "np.cumprod",
    "find_common_type": "np.result_type",
    "float": "float",
    "float_": "np.float64",
    "in1d": "np.isin",
    "infty": "np.inf",
    "int": "int",
    "int0": "np.intp",
    "mat": "np.asmatrix",
    "math": "math",
    "msort": "np.sort(x, axis=0)",
    "object": "object",
    "product": "np.prod",
    "rank": "np.ndim",
    "round_": "np.round",
    "row_stack": "np.vstack",
    "sometrue": "np.any",
    "str": "str",
    "string_": "np.bytes_",
    "trapz": "np.trapezoid",
    "unicode": "str",
    "unicode_": "np.str_",
}
"""Removed attributes of ``numpy``."""

# Source: the migration guides of Keras 2 and 3, and the release notes of the other libraries.
NAMES: Final = {
    **{
        f"keras.optimizers.{old}": f"keras.optimizers.{new}"
        for old, new in {"adadelta": "Adadelta", "adagrad": "Adagrad", "adam": "Adam"}.items()
    },
    "keras.optimizers.rmsprop": "keras.optimizers.RMSprop",
    "keras.optimizers.sgd": "keras.optimizers.SGD",
    **{
        f"keras.backend.{name}": f"keras.ops.{name}"
        for name in (
            "abs",
            "argmax",
            "cast",
            "clip",
            "concatenate",
            "dot",
            "exp",
            "log",
            "max",
            "mean",
            "min",
            "reshape",
            "sqrt",
            "square",
            "sum",
        )
    },
    "keras.backend.image_dim_ordering": "keras.backend.image_data_format()",
    "keras.backend.set_image_dim_ordering": 'keras.backend.set_image_data_format("channels_last")',
    "keras.initializers.normal": "keras.initializers.RandomNormal()",
    "keras.initializers.uniform": "keras.initializers.RandomUniform()",
    "keras.layers.CuDNNGRU": "keras.layers.GRU",
    "keras.layers.CuDNNLSTM": "keras.layers.LSTM",
    "keras.layers.merge": "keras.layers.concatenate",
    "keras.preprocessing.image.ImageDataGenerator": "tensorflow.keras.preprocessing.image.ImageDataGenerator",
    "keras.regularizers.l1l2": "keras.regularizers.l1_l2",
    "matplotlib.cm.get_cmap": "plt.get_cmap",
    "scipy.misc.factorial": "scipy.special.factorial",
    "scipy.misc.imread": "plt.imread",
    "scipy.misc.imresize": "PIL.Image.fromarray(image).resize((width, height))",
    "scipy.misc.imsave": "plt.imsave",
    "scipy.misc.imshow": "plt.imshow",
    "scipy.misc.logsumexp": "scipy.special.logsumexp",
    "scipy.misc.toimage": "PIL.Image.fromarray(image)",
    "scipy.ndimage.imread": "plt.imread",
    "scipy.rand": "np.random.rand",
    "scipy.randn": "np.random.randn",
    "sklearn.datasets.fetch_mldata": 'fetch_openml("mnist_784")',
    "sklearn.datasets.load_boston": "keras.datasets.boston_housing.load_data()",
    "sklearn.metrics.plot_confusion_matrix": "ConfusionMatrixDisplay.from_estimator",
    "sklearn.preprocessing.Imputer": "sklearn.impute.SimpleImputer",
    "tensorflow.log": "tf.math.log",
    "tensorflow.logging": "tf.get_logger()",
    "tensorflow.random_normal": "tf.random.normal",
    "tensorflow.random_uniform": "tf.random.uniform",
    "tensorflow.set_random_seed": "tf.random.set_seed",
    "tensorflow.truncated_normal": "tf.random.truncated_normal",
    **{
        f"model.{old}": f"model.{new}"
        for old, new in {
            "evaluate_generator": "evaluate",
            "fit_generator": "fit",
            "predict_generator": "predict",
            "predict_proba": "predict(x)",
            "to_yaml": "to_json()",
        }.items()
    },
    "optimizer.lr": "optimizer.learning_rate",
}
"""Names in modules, and methods of models and optimisers."""

GRAPHS: Final = frozenset(
    {
        "ConfigProto",
        "InteractiveSession",
        "Session",
        "contrib",
        "get_variable",
        "global_variables_initializer",
        "initialize_all_variables",
        "layers",
        "placeholder",
        "reset_default_graph",
        "variable_scope",
    }
)
"""Names of TensorFlow 1 for models as graphs, in place of which there is Keras."""

ARGUMENTS: Final = {
    "W_constraint": "kernel_constraint",
    "W_regularizer": "kernel_regularizer",
    "b_constraint": "bias_constraint",
    "b_regularizer": "bias_regularizer",
    "bias": "use_bias",
    "border_mode": "padding",
    "dim_ordering": "data_format",
    "init": "kernel_initializer",
    "input": "inputs",
    "lr": "learning_rate",
    "max_q_size": "max_queue_size",
    "n_iter": "max_iter",
    "nb_epoch": "epochs",
    "nb_filter": "filters",
    "nb_val_samples": "validation_steps",
    "normed": "density",
    "output": "outputs",
    "output_dim": "units",
    "samples_per_epoch": "steps_per_epoch",
    "sparse": "sparse_output",
    "subsample": "strides",
}
"""Arguments of Keras, and a few of scikit-learn and matplotlib."""

REQUIRED: Final = {
    "filters": "nb_filter",
    "kernel_size": "nb_row, nb_col",
    "rate": "p",
    "units": "output_dim",
}
"""Arguments that a layer of Keras demands, and what they were called."""

MODULES: Final = {
    "Queue": "queue",
    "StringIO": "io",
    "cPickle": "pickle",
    "keras.initializations": "keras.initializers",
    "keras.layers.merge": "keras.layers",
    "keras.preprocessing.text": "tensorflow.keras.preprocessing.text",
    "keras.utils.visualize_util": "keras.utils",
    "keras.wrappers.scikit_learn": "keras.wrappers",
    "sklearn.cross_validation": "sklearn.model_selection",
    "sklearn.grid_search": "sklearn.model_selection",
    "tensorflow.examples": "keras.datasets",
    "tensorflow.keras.layers.experimental": "keras.layers",
    "urllib2": "urllib.request",
}
"""Modules that are gone, and where to look for what they held."""

PACKAGES: Final = {
    "bokeh": "plot",
    "cv2": "image",
    "imageio": "image",
    "ipywidgets": "widget",
    "IPython.html": "widget",
    "pandas": "table",
    "plotly": "plot",
    "seaborn": "plot",
    "skimage": "image",
    "theano": "network",
    "torch": "network",
}
"""Packages that bareme does not bring along, and what students use them for."""

PYTHON_2: Final = {
    "basestring": "str",
    "cmp": "a == b",
    "execfile": "import",
    "has_key": "key in d",
    "iteritems": "items",
    "iterkeys": "keys",
    "itervalues": "values",
    "long": "int",
    "raw_input": "input",
    "reduce": "functools.reduce",
    "reload": "importlib.reload",
    "unichr": "chr",
    "unicode": "str",
    "xrange": "range",
}
"""Names of Python 2, and what they are in Python 3."""
