"""Reads and describes hostile values without running code of theirs.

Types come from ``type()``, never from the value, and only exact plain types and NumPy's own are converted: an
opaque handle may react to any attribute access.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import islice
from typing import Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from bareme.i18n import N_, Message, localized_number, msg, nmsg
from bareme.i18n.messages import capitalized, clip_lines
from bareme.student.recorder import forgets_return
from bareme.wire import Handle

__all__ = [
    "WrongKind",
    "begin_sentence",
    "clip",
    "describe_key",
    "describe_kind",
    "describe_shape",
    "fail",
    "fail_kind",
    "format_apart",
    "format_number",
    "format_percent",
    "list_keys",
    "locate_largest",
    "read_numbers",
    "suggest_conversion",
]

MAX_MESSAGE_LENGTH: Final = 600
MAX_VALUE_NESTING: Final = 16
MAX_LISTED_KEYS: Final = 20
KEY_TYPES: Final = frozenset({str, bool, int, float, tuple})
PLAIN_NUMBERS: Final = frozenset({bool, int, float, complex})
MAX_LIST_ITEMS: Final = 4_000_000
"""Numbers of the arrays in a list: stacked, each takes as many bytes as the widest of them."""


class WrongKind(AssertionError):
    """The answer is of another kind than asked, or has another number of values.

    The message explains it completely; the hint of the check is about right values.
    """


def read_numbers(value: object) -> NDArray[np.generic] | None:
    """Returns the value as an array of numbers, or None.

    The array holds booleans, integers, reals or complex numbers. Regular lists and tuples count as arrays.
    """
    # Both before `np.asarray`, which may run methods of an object, or make one large array of many.
    if not _holds_only_numbers(value, MAX_VALUE_NESTING) or _count_in_lists(value) > MAX_LIST_ITEMS:
        return None
    try:
        array: NDArray[np.generic] = np.asarray(value)
        if array.dtype.kind == "O":  # whole numbers beyond 64 bits
            # Beside them, a number of a type wider than a double may become infinite.
            with np.errstate(over="ignore"):
                array = array.astype(np.float64)
    except (ValueError, OverflowError, TypeError):
        return None
    return array if array.dtype.kind in "biufc" else None


def _holds_only_numbers(value: object, depth: int) -> bool:
    kind = type(value)
    if kind in PLAIN_NUMBERS:
        return True
    # As an array of NumPy's own class: the attributes of a subclass may lie.
    if issubclass(kind, (np.ndarray, np.generic)):
        return np.asarray(value).dtype.kind in "biufc"
    if type(value) is list or type(value) is tuple:
        return depth > 0 and all(_holds_only_numbers(item, depth - 1) for item in value)
    return False


def _count_in_lists(value: object) -> int:
    """Counts the numbers of arrays in lists; a bare array counts 0."""
    if type(value) is not list and type(value) is not tuple:
        return 0
    sizes = (item.size if isinstance(item, np.ndarray) else _count_in_lists(item) for item in value)
    return sum(sizes)


def describe_kind(value: object) -> str:
    """Describes a value in a few words, for example "the text 'abc'"."""
    kind = type(value)
    if value is None:
        return msg("nothing (None)")
    if kind is str:
        return msg("the text %(value)s", value=clip(repr(value), 60))
    array = read_numbers(value)
    if array is not None:
        if array.dtype.kind == "c":
            return (
                msg("%(shape)s with complex values", shape=describe_shape(array.shape))
                if array.ndim
                else msg("a complex number")
            )
        return (
            msg("the number %(value)s", value=format_number(array[()]))
            if array.ndim == 0
            else describe_shape(array.shape)
        )
    if type(value) is list or type(value) is tuple:
        return nmsg(
            "a %(type)s of %(number)d item that do not form an array of numbers",
            "a %(type)s of %(number)d items that do not form an array of numbers",
            len(value),
            type=kind.__name__,
        )
    if issubclass(kind, np.ndarray):
        return msg("an array that does not hold numbers")
    if kind is int:
        return msg("a whole number of more than 300 digits")
    if kind in (dict, bytes, set, frozenset):
        return msg("a %(type)s", type=kind.__name__)
    if type(value) is Handle:
        return msg("an object of type %(type_name)s", type_name=clip(repr(value.type_name), 60))
    return msg("an object that is neither a number nor an array")


def describe_key(key: object) -> str:
    """Describes a key of a dictionary, as code if that is safe."""
    try:
        return clip(repr(key), 60) if type(key) in KEY_TYPES else describe_kind(key)
    except ValueError:  # Python writes no integer of more than 4300 digits
        return describe_kind(key)


def list_keys(keys: Iterable[object], max_length: int) -> str:
    """Lists the first keys of a dictionary."""
    return clip(", ".join(map(describe_key, islice(keys, MAX_LISTED_KEYS))), max_length)


def suggest_conversion(actual: object) -> str | None:
    """Returns the likely cause of a value's wrong type, or None."""
    if actual is None:
        return N_("Does your function end with `return`?") if forgets_return() else None
    if type(actual) is tuple and len(actual) == 1:
        return N_("It is a tuple of one value: is there a comma after `return`?")
    if type(actual) is str:
        return N_("Return the value itself, not a text that shows it.")
    if type(actual) in (list, tuple):
        return N_("Are its items numbers, and its rows of one length?")
    return None


def describe_shape(shape: tuple[int, ...]) -> str:
    """Returns "a single number" or "an array of shape (3, 4)"."""
    return msg("an array of shape %(shape)s", shape=clip(str(shape), 60)) if shape else msg("a single number")


def begin_sentence(name: str) -> Message:
    """Returns a name to start a sentence with; code keeps its case."""
    return capitalized(name if len(name) <= 120 else clip(name, 120))


def locate_largest(measure: NDArray[np.bool_] | NDArray[np.float64]) -> tuple[tuple[int, ...], str]:
    """Returns the index of the largest value, and its text: "(0, 3)"."""
    where = tuple(int(part) for part in np.unravel_index(int(np.argmax(measure)), measure.shape))
    return where, str(where[0]) if len(where) == 1 else str(where)


def format_number(value: object, digits: int = 6) -> str:
    """Formats a number with at most ``digits`` significant digits."""
    item = value.item() if isinstance(value, np.generic) else value
    if isinstance(item, (float, complex)):
        return f"{item:.{digits}g}"
    # More digits than a reader can compare.
    if isinstance(item, int) and not isinstance(item, bool) and abs(item) >= 10**15:
        return f"{float(item):.{digits}g}"
    return str(item)


def format_percent(share: float) -> str:
    """Formats a share in percent, rounded down.

    So a share below a threshold never reads like the threshold.
    """
    return msg("%(value)s %%", value=localized_number(format(math.floor(1e4 * share + 1e-7) / 100, "g")))


def format_apart(one: object, other: object) -> tuple[str, str]:
    """Formats two numbers with enough digits, at least 6, to differ."""
    # 17 significant digits tell any two floats of double precision apart.
    for digits in (6, 9, 12, 17):
        texts = format_number(one, digits), format_number(other, digits)
        if texts[0] != texts[1]:
            break
    return texts


def clip(text: str, max_length: int) -> str:
    """Returns the text, shortened with an ellipsis if it is longer."""
    return text if len(text) <= max_length else text[: max_length - 1] + "…"


def fail(*lines: str | None) -> NoReturn:
    """Raises an ``AssertionError`` with these lines, without the empty ones."""
    raise AssertionError(_message(lines))


def fail_kind(*lines: str | None) -> NoReturn:
    """Raises a ``WrongKind`` with these lines, without the empty ones."""
    raise WrongKind(_message(lines))


def _message(lines: Iterable[str | None]) -> Message:
    return clip_lines((line for line in lines if line), MAX_MESSAGE_LENGTH)
