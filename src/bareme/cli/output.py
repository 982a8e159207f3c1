"""What commands say to whoever runs them: in the language of ``--lang``, or else of the environment.

What machines read, such as JSON, and what pages say are not said here.
"""

from __future__ import annotations

import sys
from contextvars import ContextVar
from typing import Final

from bareme.i18n.catalogs import translations, user_language
from bareme.i18n.messages import as_message

__all__ = ["echo", "echo_error", "language_in_use", "localize", "set_language"]

_asked: Final[ContextVar[str | None]] = ContextVar("asked", default=None)
"""By ``--lang``. Of the whole process, since an error is said when its command is already over."""


def set_language(language: str | None) -> str | None:
    """Takes note of ``--lang``, and returns it."""
    if language is not None:
        _asked.set(language)
    return language


def language_in_use() -> str:
    """Returns the language in which commands speak."""
    return _asked.get() or user_language()


def localize(sentence: str) -> str:
    """Returns a sentence, or a message without values, in the language in which commands speak."""
    return as_message(sentence).render(translations(language_in_use()))


def echo(sentence: str) -> None:
    """Prints a sentence, or a message without values."""
    print(localize(sentence))


def echo_error(sentence: str) -> None:
    """Prints a sentence on what is wrong to standard error."""
    print(f"bareme: {localize(sentence)}", file=sys.stderr)
