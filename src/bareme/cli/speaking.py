"""What commands say to whoever runs them: in the language of ``--lang``, or else of the environment.

What machines read, such as JSON, and what pages say are not said here.
"""

from __future__ import annotations

import sys
from contextvars import ContextVar
from typing import Final

from bareme.messages import translations, user_language
from bareme.saying import as_sentence

__all__ = ["ask_for", "complain", "language_in_use", "spoken", "tell"]

_asked: Final[ContextVar[str | None]] = ContextVar("asked", default=None)
"""By ``--lang``. Of the whole process, since an error is said when its command is already over."""


def ask_for(language: str | None) -> str | None:
    """Takes note of ``--lang``, and returns it."""
    if language is not None:
        _asked.set(language)
    return language


def language_in_use() -> str:
    """Returns the language in which commands speak."""
    return _asked.get() or user_language()


def spoken(sentence: str) -> str:
    """Returns a sentence, or a message without values, in the language in which commands speak."""
    return as_sentence(sentence).render(translations(language_in_use()))


def tell(sentence: str) -> None:
    """Prints a sentence, or a message without values."""
    print(spoken(sentence))


def complain(sentence: str) -> None:
    """Prints a sentence on what is wrong to standard error."""
    print(f"bareme: {spoken(sentence)}", file=sys.stderr)
