"""The words of bareme in the reader's language.

English is the message id; every other language is a ``.po`` catalogue in ``bareme/locale``, read when it
is first needed, so that there is no compiled file to keep in step with its source.
"""

from __future__ import annotations

import gettext
import io
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bareme.errors import CourseError, InputError
from bareme.i18n.messages import N_, msg

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

__all__ = [
    "LOCALE_FOLDER",
    "N_",
    "SOURCE_LANGUAGE",
    "languages",
    "localized",
    "read_catalog",
    "suite_translations",
    "translations",
    "user_language",
]

LOCALE_FOLDER = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Which name the language of messages, the strongest first (POSIX.1-2017, section 8.2)."""


@cache
def languages() -> tuple[str, ...]:
    """Returns the codes of the languages in which pages can be written, English first."""
    return (SOURCE_LANGUAGE, *sorted(path.stem for path in LOCALE_FOLDER.glob("*.po")))


def user_language(environment: Mapping[str, str] = os.environ) -> str:
    """Returns the language of whoever runs bareme, as the environment names it; English where it names none.

    The first of ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is set and not empty decides. A language
    without catalogue is English too.
    """
    named = next((value for name in _VARIABLES if (value := environment.get(name))), "")
    language = re.split("[_.@]", named, maxsplit=1)[0].lower()
    return language if language in languages() else SOURCE_LANGUAGE


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Returns the messages of a language; English ones are the message ids themselves.

    Raises:
        InputError: there is no catalogue for the language.
    """
    if language not in languages():
        raise InputError(
            msg(
                "there is no catalogue for the language %(language)s; choose one of %(languages)s.",
                language=repr(language),
                languages=", ".join(languages()),
            )
        )
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    return _compile(read_catalog(LOCALE_FOLDER / f"{language}.po", language))


@cache
def suite_translations(folder: Path, language: str) -> gettext.NullTranslations:
    """Returns the messages of a suite in a language, and after them those of bareme.

    Args:
        folder: of the suite; it may hold a catalogue, named like the language.
        language: one that there is a catalogue for.

    Raises:
        CourseError: the catalogue of the suite cannot be read, or breaks a rule.
        InputError: there is no catalogue for the language.
    """
    own = translations(language)
    path = folder / f"{language}.po"
    if language == SOURCE_LANGUAGE or not path.exists():
        return own
    catalogue = _compile(read_catalog(path, language))
    catalogue.add_fallback(own)
    return catalogue


def read_catalog(path: Path, language: str) -> Catalog:
    """Reads a catalogue, whose messages are English text.

    Raises:
        CourseError: the file cannot be read, or breaks a rule of catalogues.
    """
    # Babel takes a while to import, and a sandbox needs only names from here.
    from babel import UnknownLocaleError
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError, UnknownLocaleError, ValueError) as error:
        raise CourseError(
            msg("%(path)s is no catalogue of messages (%(error)s); correct it.", path=path, error=error)
        ) from error


def _compile(catalogue: Catalog) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo

    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def localized(texts: Mapping[str, str], language: str, default: str = "") -> str:
    """Picks the text in a language, or the English one, or the default."""
    return texts.get(language) or texts.get(SOURCE_LANGUAGE) or default
