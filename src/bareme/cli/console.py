"""Prints messages in the language of ``--lang``, or else of the environment.

Machine-readable output, for example JSON, and pages do not pass here.
"""

from __future__ import annotations

import sys
from contextvars import ContextVar
from typing import Final

from bareme.i18n.catalogs import find_user_language, translations
from bareme.i18n.messages import as_message

__all__ = ["echo", "echo_error", "get_language", "localize", "set_language"]

_asked: Final[ContextVar[str | None]] = ContextVar("asked", default=None)
"""The value of ``--lang``. Process-wide, since errors are printed after their command has ended."""


def set_language(language: str | None) -> str | None:
    """Sets the language from ``--lang``, and returns it."""
    if language is not None:
        _asked.set(language)
    return language


def get_language() -> str:
    """Returns the language of messages."""
    return _asked.get() or find_user_language()


def localize(sentence: str) -> str:
    """Translates a message, or a msgid without parameters."""
    return as_message(sentence).render(translations(get_language()))


def echo(sentence: str) -> None:
    """Prints a message, or a msgid without parameters."""
    print(localize(sentence))


def echo_error(sentence: str) -> None:
    """Prints an error message to standard error."""
    print(f"bareme: {localize(sentence)}", file=sys.stderr)
