"""Catalogues of messages.

The message ids are English. Each other language is a ``.po`` file in ``bareme/i18n/locale``, compiled in
memory when it is first needed, so that no compiled file can be out of date.
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
    "find_user_language",
    "languages",
    "localized",
    "read_catalog",
    "suite_translations",
    "translations",
]

LOCALE_FOLDER = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""They name the language of messages, by decreasing priority (POSIX.1-2017, section 8.2)."""


@cache
def languages() -> tuple[str, ...]:
    """Returns the codes of the available languages, English first."""
    return (SOURCE_LANGUAGE, *sorted(path.stem for path in LOCALE_FOLDER.glob("*.po")))


def find_user_language(environment: Mapping[str, str] = os.environ) -> str:
    """Returns the language that the environment names, or English.

    The first of ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is set and not empty decides. For a language
    without a catalogue it is English.
    """
    named = next((value for name in _VARIABLES if (value := environment.get(name))), "")
    language = re.split("[_.@]", named, maxsplit=1)[0].lower()
    return language if language in languages() else SOURCE_LANGUAGE


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Returns the catalogue of a language; the English one is empty.

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
    """Returns the catalogue of a suite, which falls back on the one of bareme.

    Args:
        folder: the folder of the suite; its catalogue, if any, is named after the language.
        language: a language for which bareme has a catalogue.

    Raises:
        CourseError: the catalogue of the suite cannot be read or is not valid.
        InputError: there is no catalogue for the language.
    """
    own = translations(language)
    path = folder / f"{language}.po"
    if language == SOURCE_LANGUAGE or not path.exists():
        return own
    catalogue = _compile(read_catalog(path, language))
    # A suite need not translate the messages of bareme.
    catalogue.add_fallback(own)
    return catalogue


def read_catalog(path: Path, language: str) -> Catalog:
    """Reads a ``.po`` file.

    Raises:
        CourseError: the file cannot be read or is not valid.
    """
    # Babel is slow to import, and a sandbox needs only names from this module.
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
    """Returns the text in a language, or else in English, or else the default."""
    return texts.get(language) or texts.get(SOURCE_LANGUAGE) or default
