"""Normalization of students' text to valid Unicode, and suggestions for misspelled names."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from bareme.i18n.messages import msg

__all__ = ["closest", "valid_text", "valid_tree"]

_MAX_MARKS: Final = 30
"""Combining marks after a character: Unicode Standard Annex 15, section 13, Stream-Safe Text Format."""
_POSSIBLE_MARKS: Final = re.compile(f"[\u0300-\U0010ffff]{{{_MAX_MARKS + 1},}}")
# Their decomposition begins with a mark, though their combining class is 0.
_OTHER_MARKS: Final = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")


def valid_text(text: str) -> str:
    """Returns text that UTF-8 can encode and that is normalized in linear time.

    A surrogate pair becomes its character and a lone surrogate U+FFFD. ``json.loads`` and ``surrogateescape``
    both produce lone surrogates, which cannot be written to a file, a page or a terminal. Of consecutive
    combining marks 30 stay: normalization, which the parser of Python applies to names, takes time quadratic
    in their number.
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        # In UTF-16 the halves of a pair meet and become their character.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _POSSIBLE_MARKS.sub(lambda run: _with_few_marks(run[0]), text)


def _with_few_marks(text: str) -> str:
    kept, marks = [], 0
    for character in text:
        is_mark = unicodedata.combining(character) or character in _OTHER_MARKS
        marks = marks + 1 if is_mark else 0
        if marks <= _MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def valid_tree(value: object) -> object:
    """Returns a JSON value with valid text in its strings and keys.

    Raises:
        RecursionError: the value is nested too deeply.
    """
    if isinstance(value, str):
        return valid_text(value)
    if isinstance(value, dict):
        return {valid_tree(key): valid_tree(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [valid_tree(item) for item in value]
    return value


def closest(word: str, known: Iterable[str]) -> str:
    """Returns " (did you mean 'x'?)" for the closest known name, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return msg(" (did you mean %(word)s?)", word=repr(near[0])) if near else ""
