"""Prints messages in the language of ``--lang``, or else of the environment.

Machine-readable output, for example JSON, and pages do not pass here.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from contextvars import ContextVar
from typing import Final, TextIO

from bareme.i18n.catalogs import find_user_language, translations
from bareme.i18n.messages import as_message, msg

__all__ = ["echo", "echo_about", "echo_error", "get_language", "localize", "set_language"]

_MIN_WIDTH: Final = 20
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
    _print(localize(sentence), sys.stdout)


def echo_about(name: str, sentence: str) -> None:
    """Prints a message about an assignment or a data set."""
    echo(msg("%(name)s: %(sentence)s", name=name, sentence=as_message(sentence)))


def echo_error(sentence: str) -> None:
    """Prints an error message to standard error."""
    _print(f"bareme: {localize(sentence)}", sys.stderr)


def _print(text: str, stream: TextIO) -> None:
    """Prints lines, on a terminal broken between words; elsewhere they stay whole."""
    if not stream.isatty():
        print(text, file=stream)
        return
    width = max(_MIN_WIDTH, shutil.get_terminal_size().columns - 1)
    for line in text.split("\n"):
        kept = textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
        print("\n".join(kept), file=stream)
