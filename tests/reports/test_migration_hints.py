"""What to change in old code, against the libraries themselves."""

from __future__ import annotations

import importlib
import io
import re

import numpy as np
import pytest
from rich.console import Console
from sample_results import check, exercises, sample_result

from bareme.reports.migration_hints import find_migration_hint, find_source_hints
from bareme.reports.renamed_apis import MODULES, NAMES, NUMPY, PYTHON_2
from bareme.reports.terminal import print_result

# The shortest forms that the libraries write, and words of the sentence that each is to give.
MESSAGES = {
    "module 'keras._tf_keras.keras.optimizers' has no attribute 'sgd'": "write `keras.optimizers.SGD`",
    "module 'tensorflow' has no attribute 'Session'": "TensorFlow 2 has no `tf.Session`",
    "cannot import name 'imread' from 'scipy.misc' (/usr/lib/scipy/misc.py)": "write `plt.imread`",
    "Your code raised ValueError: Argument(s) not recognized: {'lr': 0.1}\nin line 3": "`learning_rate`",
    "Unrecognized keyword arguments passed to Conv2D: {'border_mode': 'same'}": "`padding`",
    "TensorFlowTrainer.fit() got an unexpected keyword argument 'nb_epoch'": "`epochs`",
    "Dense.__init__() missing 1 required positional argument: 'units'": "it was called `output_dim`",
    "'Functional' object has no attribute 'predict_classes'": "np.argmax(model.predict(x), axis=1)",
    "'Sequential' object has no attribute 'fit_generator'": "write `model.fit`",
    "'SGD' object has no attribute 'lr'": "write `optimizer.learning_rate`",
    "KeyError: 'val_acc'": "`val_accuracy`",
    "No module named 'sklearn.grid_search'": "now in `sklearn.model_selection`",
    "No module named 'tensorflow.examples.tutorials'": "now in `keras.datasets`",
    "No module named 'cv2'": "`plt.imread`",
    "No module named 'mine.deeper'": "`mine.deeper` is not among the libraries",
    "only 0-dimensional arrays can be converted to Python scalars": "`a.item()`",
    "SyntaxError: (unicode error) 'unicodeescape' codec can't decode bytes": "a backslash begins",
    "SyntaxError: Missing parentheses in call to 'print'. Did you": "`print` without parentheses",
    "IndentationError: unexpected indent (line 2)": "nothing of it ran",
    "'dict' object has no attribute 'has_key'": "`key in d`",
    "FileNotFoundError: [Errno 2] No such file or directory: 'a.csv'": "without a folder",
    "ImportError: `keras.optimizers.legacy` is not supported in Keras 3. When using": "leave out `legacy`",
    "ValueError: Cannot convert '784' to a shape.": "`Input(shape=(784,))`",
    "ValueError: A KerasTensor cannot be used as input to a TensorFlow function. A": "`keras.ops.relu(x)`",
    "IndexError: list index out of range\ntf.config.set_memory_growth(gpus[0], True)": "`if gpus:`",
    "ValueError: File not found: filepath=m.keras. Please ensure": "train the model in",
    "FileNotFoundError: [Errno 2] Unable to synchronously open file\nload_model('m.h5')": "train the model",
    "FileNotFoundError: [Errno 2] Unable to synchronously open file\nh5py.File('a.h5')": "without a folder",
    "module 'tensorflow' has no attribute 'logging'": "write `tf.get_logger()`",
}
NOTHING_TO_SAY = (
    "ValueError: operands could not be broadcast together with shapes (3,) (4,)",
    "NameError: name 'weights' is not defined",
    "AttributeError: module 'numpy' has no attribute 'sigmoid'",
    "AttributeError: 'Net' object has no attribute 'lr'",
    # An argument of a function of the student's own.
    "TypeError: train() got an unexpected keyword argument 'lr'",
    "KeyError: 'account'",
    "AttributeError: module 'tensorflow' has no attribute 'sigmoidal'",
    "IndexError: list index out of range\nvalues[0]",
    "TypeError: 'NoneType' object is not subscriptable",
)


@pytest.mark.parametrize(("message", "words"), MESSAGES.items())
def test_an_error_of_old_code_says_what_to_write(message: str, words: str) -> None:
    assert words in find_migration_hint(message, "en")
    assert find_migration_hint(message, "fr") not in ("", find_migration_hint(message, "en"))


def test_a_lab_without_data_gives_no_advice_on_data() -> None:
    message = "FileNotFoundError: [Errno 2] No such file or directory: 'a.csv'"
    for language in ("en", "fr"):
        hint = find_migration_hint(message, language, has_data=False)
        assert hint
        assert "datasets" not in hint


@pytest.mark.parametrize("message", NOTHING_TO_SAY)
def test_another_error_gets_no_sentence(message: str) -> None:
    assert find_migration_hint(message, "en") == ""


@pytest.mark.parametrize(("old", "new"), NUMPY.items())
def test_what_numpy_lost_is_answered_with_what_it_has(old: str, new: str) -> None:
    # The last ones to go: they only warn in the first versions of NumPy 2.
    assert old in {"in1d", "row_stack", "trapz"} or old not in dir(np)
    if new.startswith("np."):
        assert hasattr(np, re.match(r"np\.(\w+)", new)[1])


def resolve(path: str) -> object:
    """Imports as much of a dotted path as is a module, and takes the rest as attributes."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        for name in parts[length:]:
            found = getattr(found, name)
        return found
    raise ImportError(path)


def as_class(path: str) -> str:
    """Names the class of what students call `model` and `optimizer`."""
    return re.sub(r"^optimizer\b", "keras.optimizers.Optimizer", re.sub(r"^model\b", "keras.Model", path))


@pytest.mark.parametrize(("old", "new"), NAMES.items())
def test_a_name_that_is_gone_is_answered_with_one_that_is_there(old: str, new: str) -> None:
    path = new.split("(")[0]
    path = re.sub(r"^plt\b", "matplotlib.pyplot", re.sub(r"^np\b", "numpy", path))
    path = re.sub(r"^tf\b", "tensorflow", path)
    path = {
        "fetch_openml": "sklearn.datasets.fetch_openml",
        "ConfusionMatrixDisplay.from_estimator": "sklearn.metrics.ConfusionMatrixDisplay.from_estimator",
    }.get(path, path)
    assert resolve(as_class(path)) is not None
    old = as_class(old)
    with pytest.raises((AttributeError, ImportError)):
        resolve(old)


@pytest.mark.parametrize(("old", "new"), MODULES.items())
def test_a_module_that_is_gone_is_answered_with_one_that_is_there(old: str, new: str) -> None:
    assert importlib.import_module(new)
    with pytest.raises(ImportError):
        importlib.import_module(old)


def test_the_names_of_python_2_are_none_of_python_3() -> None:
    import builtins

    assert not [name for name in PYTHON_2 if hasattr(builtins, name) or hasattr({}, name)]


def test_the_terminal_says_it_below_the_message_of_a_public_check_alone() -> None:
    message = "Your code raised AttributeError: module 'numpy' has no attribute 'float'."
    outcomes = tuple(
        check(f"test_{visibility}", "sigmoid", "a", "error", visibility=visibility, message=message)
        for visibility in ("public", "hidden")
    )
    result = sample_result(checks=outcomes, exercises=exercises(outcomes), cells=())
    text = io.StringIO()
    print_result(result, Console(file=text, width=200))
    assert text.getvalue().count("→ NumPy 2 has no `np.float`: write `float`.") == 1


def test_code_that_means_something_else_today_is_found_in_the_source() -> None:
    def advice(source: str) -> str:
        return " ".join(find_source_hints(source, "en"))

    assert "is the stride" in advice("model.add(Convolution2D(32, 5, 5, activation='relu'))")
    assert advice("Conv2D(32, (5, 5))\nConv2D(32, 5)\nConv2D(filters, 5, strides=2)") == ""
    assert "ignore `decay`" in advice("SGD(learning_rate=0.1, decay=1e-6)")
    assert advice("AdamW(weight_decay=1e-6)\nSGD(weight_decay=0.1)") == ""
    assert "old copy" in advice("from tensorflow.python.keras.models import Sequential")
