"""Hints for code written for another machine or an older library.

The text of an error selects a hint, and a student's code can make that text up. So a hint reveals nothing
beyond the error shown beside it, and copies nothing from it but Python names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from bareme.i18n.catalogs import N_, translations
from bareme.reports.renamed_apis import ARGUMENTS, GRAPHS, MODULES, NAMES, NUMPY, PACKAGES, PYTHON_2, REQUIRED

__all__ = ["find_migration_hint", "find_source_hints"]

_Parameters = Mapping[str, str]
_Found = tuple[str, _Parameters] | None
"""A message and its parameters."""
_Finder = Callable[[re.Match[str]], _Found]

_MAX_SCANNED: Final = 20_000
_KERAS_PATHS: Final = ("keras._tf_keras.keras", "tensorflow.keras", "keras.api")

_NUMPY: Final = N_("NumPy 2 has no `np.%(old)s`: write `%(new)s`.")
_NAME: Final = N_("`%(old)s` is gone from this version of the library: write `%(new)s`.")
_ARGUMENT: Final = N_("The argument `%(old)s` has another name in this version of the library: `%(new)s`.")
_REQUIRED: Final = N_("The layer needs the argument `%(new)s`; before Keras 2 it was called `%(old)s`.")
_MODULE: Final = N_("The module `%(old)s` is gone: what it held is now in `%(new)s`.")
_PYTHON_2: Final = N_("`%(old)s` exists only in Python 2: write `%(new)s`.")
_PRINT: Final = N_(
    "`%(old)s` without parentheses is Python 2: write `%(old)s(...)`. Until then nothing in the cell runs."
)
_SYNTAX: Final = N_(
    "Python cannot read this cell, so nothing of it ran: correct the line that the message names."
)
_BACKSLASH: Final = N_(
    'In a string, a backslash begins a special character: write the path with `/`, or as `r"..."`.'
)
_LEGACY: Final = N_(
    "Keras 3 has one kind of optimiser: leave out `legacy`, as in "
    "`keras.optimizers.Adam(learning_rate=0.001)`."
)
_SHAPE: Final = N_(
    "A shape is a tuple, even of one number: write `Input(shape=(%(size)s,))`, with the comma."
)
_SYMBOLIC: Final = N_(
    "Until the model is built there are no numbers, only layers: write a layer, such as "
    '`layers.Activation("relu")(x)`, or a function of `keras.ops`, such as `keras.ops.relu(x)`, in place of '
    "a function of TensorFlow or NumPy."
)
_GPU: Final = N_(
    "Your work is graded without a graphics card, so this list is empty: use its first element only inside "
    "`if gpus:`, or leave the line out."
)
_NO_MODEL: Final = N_(
    "The file of this model is not there where your work is graded: only the notebook is. Build and train "
    "the model in the notebook instead of loading it."
)
_TENSORFLOW: Final = N_(
    "TensorFlow 2 has no `tf.%(old)s`: build the model with Keras, by layers, `compile` and `fit`."
)
_CLASSES: Final = N_(
    "Keras 3 has no `predict_classes`: write `np.argmax(model.predict(x), axis=1)`, or "
    "`model.predict(x) > 0.5` where the output is a single sigmoid."
)
_HISTORY: Final = N_(
    'A history names each metric as `compile` did: with `metrics=["accuracy"]` its keys are `accuracy` and, '
    "with validation data, `val_accuracy`."
)
_TOO_SMALL: Final = N_(
    "The image has become smaller than the filter. The third argument of `Conv2D` is the stride, so a filter "
    "of 5 x 5 is `Conv2D(32, (5, 5))`; and the channels come last, as in (28, 28, 1)."
)
_ONE_ELEMENT: Final = N_(
    "An array with a single element is not a number: get the number with `a.item()` or `a[0]` before you "
    "format or convert it."
)
_INPUT: Final = N_(
    "Nobody is there to answer `input` while your work is graded: write the value into the code."
)
_OTHER_FILE: Final = N_(
    "No other file is here: copy what you need from it into the notebook, which alone is graded."
)
_NO_FILE: Final = N_(
    "This file or folder is not there where your work is graded: only the notebook and the data of the lab "
    "are. Name a data file without a folder, or use `bareme.datasets.load`."
)
_NO_FILE_OR_DATA: Final = N_(
    "This file or folder is not there where your work is graded: only the notebook is."
)
_EXIT: Final = N_("`sys.exit` ends the cell: what stands below it in this cell did not run. Take it out.")
_STRIDE: Final = N_(
    "The third argument of `Conv2D` is the stride, and no longer a size: a filter of 5 x 5 is written "
    "`Conv2D(32, (5, 5))`."
)
_DECAY: Final = N_(
    "The optimisers of Keras 3 ignore `decay`: give a schedule as `learning_rate`, such as "
    "`keras.optimizers.schedules.InverseTimeDecay`, or leave it out."
)
_OLD_COPY: Final = N_(
    "`tensorflow.python.keras` is an old copy inside TensorFlow, whose models are not Keras models: import "
    "from `keras` or `tensorflow.keras`."
)
_PACKAGES: Final = {
    "image": N_(
        "`%(old)s` is not among the libraries that your work is graded with: read images with `plt.imread`, "
        "resize them with `PIL.Image`."
    ),
    "network": N_(
        "`%(old)s` is not among the libraries that your work is graded with: build the network with Keras."
    ),
    "plot": N_("`%(old)s` is not among the libraries that your work is graded with: plot with matplotlib."),
    "table": N_(
        "`%(old)s` is not among the libraries that your work is graded with: use NumPy, and `np.genfromtxt` "
        "to read a table."
    ),
    "widget": N_(
        "`%(old)s` is not among the libraries that your work is graded with: call your function with a value."
    ),
    "other": N_(
        "`%(old)s` is not among the libraries that your work is graded with. If it is a file of your own, "
        "copy what you need from it into the notebook, which alone is graded."
    ),
}


def find_migration_hint(message: str, language: str, *, has_data: bool = True) -> str:
    """Returns a hint on an error as Markdown, or an empty string.

    Args:
        message: the text of an exception, with or without its type, from a public check or a cell; the line
            of code that raised it may follow.
        language: of the reader.
        has_data: False if the assignment has no data, of which a hint must not speak then.

    Raises:
        InputError: there is no catalogue for the language.
    """
    for pattern, find in _IN_MESSAGES:
        match = pattern.search(message)
        found = find(match) if match else None
        if found is not None:
            sentence, words = found
            if sentence == _NO_FILE and not has_data:
                sentence = _NO_FILE_OR_DATA
            return translations(language).gettext(sentence) % words
    return ""


def find_source_hints(source: str, language: str) -> tuple[str, ...]:
    """Returns hints on code whose meaning changed in newer versions.

    Raises:
        InputError: there is no catalogue for the language.
    """
    gettext = translations(language).gettext
    head = source[:_MAX_SCANNED]
    return tuple(gettext(sentence) for pattern, sentence in _IN_SOURCES if pattern.search(head))


def _always(sentence: str) -> _Finder:
    return lambda match: (sentence, match.groupdict())


def _in_table(sentence: str, table: Mapping[str, str], owner: str = "") -> _Finder:
    def find(match: re.Match[str]) -> _Found:
        old = owner + match["old"]
        return (sentence, {"old": old, "new": table[old]}) if old in table else None

    return find


def _name(match: re.Match[str]) -> _Found:
    """Finds a renamed attribute; Keras may be imported from several paths."""
    module, name = match["module"], match["old"]
    for place in _KERAS_PATHS:
        if module == place or module.startswith(f"{place}."):
            module = "keras" + module.removeprefix(place)
    old = f"{module}.{name}"
    if old in NAMES:
        return _NAME, {"old": old, "new": NAMES[old]}
    return (_TENSORFLOW, {"old": name}) if module == "tensorflow" and name in GRAPHS else None


def _module(match: re.Match[str]) -> _Found:
    """Finds a removed module or a package that is not installed."""
    parts = match["old"].split(".")
    for length in range(len(parts), 0, -1):
        old = ".".join(parts[:length])
        if old in MODULES:
            return _MODULE, {"old": old, "new": MODULES[old]}
        if old in PACKAGES:
            return _PACKAGES[PACKAGES[old]], {"old": old}
    return _PACKAGES["other"], {"old": match["old"]}


def _boston(_: re.Match[str]) -> _Found:
    old = "sklearn.datasets.load_boston"
    return _NAME, {"old": old, "new": NAMES[old]}


def _required(match: re.Match[str]) -> _Found:
    return _REQUIRED, {"new": match["new"], "old": REQUIRED[match["new"]]}


_NAMED: Final = r"(?P<old>[\w.]{1,80})"
_PATTERNS: Final[tuple[tuple[str, _Finder], ...]] = (
    (rf"module 'numpy' has no attribute '{_NAMED}'", _in_table(_NUMPY, NUMPY)),
    (rf"`np\.{_NAMED}` was removed in the NumPy 2", _in_table(_NUMPY, NUMPY)),
    (rf"module '(?P<module>[\w.]{{1,80}})' has no attribute '{_NAMED}'", _name),
    (rf"cannot import name '{_NAMED}' from '(?P<module>[\w.]{{1,80}})'", _name),
    (r"`load_boston` has been removed", _boston),
    (rf"No module named '{_NAMED}'", _module),
    (rf"rgument(?:s|\(s\)) not recognized: \{{'{_NAMED}'", _in_table(_ARGUMENT, ARGUMENTS)),
    (
        rf"Unrecognized keyword arguments passed to \w{{1,80}}: \{{'{_NAMED}'",
        _in_table(_ARGUMENT, ARGUMENTS),
    ),
    (
        # Only these callables, since a student's own function may have an argument of that name.
        rf"(?:Trainer\.\w+|TSNE\.__init__|OneHotEncoder\.__init__|Rectangle\.set)\(\) got an unexpected "
        rf"keyword argument '{_NAMED}'",
        _in_table(_ARGUMENT, ARGUMENTS),
    ),
    (
        r"__init__\(\) missing \d required positional arguments?: '(?P<new>filters|kernel_size|rate|units)'",
        _required,
    ),
    (r"object has no attribute 'predict_classes'", _always(_CLASSES)),
    (
        rf"'(?:Sequential|Functional|Model)' object has no attribute '{_NAMED}'",
        _in_table(_NAME, NAMES, "model."),
    ),
    (
        rf"'(?:SGD|Adam|RMSprop|Adagrad)' object has no attribute '{_NAMED}'",
        _in_table(_NAME, NAMES, "optimizer."),
    ),
    (r"KeyError: '(?:val_)?acc(?:uracy)?'", _always(_HISTORY)),
    (r"Computed output size would be zero or negative", _always(_TOO_SMALL)),
    (r"(?:0-dimensional|length-1|size-1) arrays can be converted to Python scalars", _always(_ONE_ELEMENT)),
    (r"format string passed to numpy\.ndarray\.__format__", _always(_ONE_ELEMENT)),
    (r"number is required, not numpy\.ndarray", _always(_ONE_ELEMENT)),
    (r"`keras\.optimizers\.legacy` is not supported", _always(_LEGACY)),
    (r"Cannot convert '(?P<size>\d{1,9})' to a shape", _always(_SHAPE)),
    (r"A KerasTensor (?:cannot be used as input to a TensorFlow function|is symbolic)", _always(_SYMBOLIC)),
    (r"IndexError: list index out of range[^\0]{0,400}?(?i:gpu|device)\w{0,40}\[0\]", _always(_GPU)),
    (r"File not found: filepath=|File format not supported: filepath=", _always(_NO_MODEL)),
    (r"FileNotFoundError: [^\0]{0,400}?\bload_(?:model|weights)\(", _always(_NO_MODEL)),
    (r"Missing parentheses in call to '(?P<old>print|exec)'", _always(_PRINT)),
    (r"'unicodeescape' codec can't decode", _always(_BACKSLASH)),
    (r"(?:SyntaxError|IndentationError|TabError): ", _always(_SYNTAX)),
    (rf"name '{_NAMED}' is not defined", _in_table(_PYTHON_2, PYTHON_2)),
    (rf"'dict' object has no attribute '{_NAMED}'", _in_table(_PYTHON_2, PYTHON_2)),
    (r"raw_input was called, but this frontend", _always(_INPUT)),
    (r"File `[^`]{0,300}` not found|was not found in history, as a file", _always(_OTHER_FILE)),
    (r"FileNotFoundError: ", _always(_NO_FILE)),
    (r"SystemExit: ", _always(_EXIT)),
)
_IN_MESSAGES: Final = tuple((re.compile(pattern), find) for pattern, find in _PATTERNS)
_IN_SOURCES: Final = (
    (
        re.compile(r"\bConv(?:olution)?2D\(\s{0,20}[\w.]{1,40}\s{0,20},\s{0,20}\d{1,4}\s{0,20},\s{0,20}\d"),
        _STRIDE,
    ),
    (re.compile(r"\b(?:SGD|Adam|RMSprop|Adagrad)\([^()]{0,200}\bdecay\s{0,20}="), _DECAY),
    (re.compile(r"\btensorflow\.python\.keras\b"), _OLD_COPY),
)
