"""Splits texts into sentences that can be compared."""

from __future__ import annotations

import re
from typing import Final

from bareme.i18n.plain_text import cut, plain_line

__all__ = ["split_sentences"]

_END: Final = re.compile(r"(?<=[.!?;:])\s+|\n+")
_WORD: Final = re.compile(r"\w+")
_MAX_TEXT: Final = 20_000
_MAX_SENTENCE: Final = 300


def split_sentences(text: str, min_words: int) -> list[tuple[str, str]]:
    """Returns the sentences of a text with a least number of words.

    Returns:
        For each sentence its words in lower case, by which sentences are compared, and what was written.
    """
    found = []
    for sentence in _END.split(text[:_MAX_TEXT]):
        words = _WORD.findall(sentence.lower())
        if len(words) >= min_words:
            found.append((" ".join(words), cut(plain_line(sentence), _MAX_SENTENCE)))
    return found
