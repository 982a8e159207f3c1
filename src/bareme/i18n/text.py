"""Valid Unicode from text that came from a student, and the nearest of known names."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from bareme.i18n.messages import msg

__all__ = ["closest", "valid_text", "valid_tree"]

_MOST_MARKS: Final = 30
"""That may follow a character: Unicode Standard Annex 15, section 13, Stream-Safe Text Format."""
_NO_LATIN: Final = re.compile(f"[\u0300-\U0010ffff]{{{_MOST_MARKS + 1},}}")
# Marks by their decomposition, though their combining class is 0.
_OTHER_MARKS: Final = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")


def valid_text(text: str) -> str:
    """Returns text that UTF-8 can encode, and that is normalised in linear time.

    The two halves of a surrogate pair become their character, and a lone one U+FFFD. ``json.loads`` and
    ``surrogateescape`` both let lone ones in, which no file, no page and no terminal takes. Of the combining
    marks that follow one another, 30 stay: normal forms, which the parser of Python makes of names, take time
    quadratic in their number.
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _NO_LATIN.sub(lambda run: _with_few_marks(run[0]), text)


def _with_few_marks(text: str) -> str:
    kept, marks = [], 0
    for character in text:
        is_mark = unicodedata.combining(character) or character in _OTHER_MARKS
        marks = marks + 1 if is_mark else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def valid_tree(value: object) -> object:
    """Returns a value as JSON has them with valid text in it, in the keys too.

    Raises:
        RecursionError: it is nested too deep.
    """
    if isinstance(value, str):
        return valid_text(value)
    if isinstance(value, dict):
        return {valid_tree(key): valid_tree(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [valid_tree(item) for item in value]
    return value


def closest(word: str, known: Iterable[str]) -> str:
    """Returns " (did you mean 'x'?)" for a sentence, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return msg(" (did you mean %(word)s?)", word=repr(near[0])) if near else ""
