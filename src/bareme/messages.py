"""The words of bareme in the reader's language.

English is the message id; every other language is a ``.po`` catalogue in ``bareme/locale``, read when it
is first needed, so that there is no compiled file to keep in step with its source.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bareme.errors import InputError

__all__ = ["LOCALE_FOLDER", "N_", "SOURCE_LANGUAGE", "languages", "localised", "translations"]

LOCALE_FOLDER = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"


def N_(text: str) -> str:
    """Marks a message for translation where it is written, before the language is known.

    The name is the one by which gettext tools find such messages.
    """
    return text


@cache
def languages() -> tuple[str, ...]:
    """Returns the codes of the languages in which pages can be written, English first."""
    return (SOURCE_LANGUAGE, *sorted(path.stem for path in LOCALE_FOLDER.glob("*.po")))


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Returns the messages of a language; English ones are the message ids themselves.

    Raises:
        InputError: there is no catalogue for the language.
    """
    if language not in languages():
        raise InputError(
            f"there is no catalogue for the language {language!r}; choose one of {', '.join(languages())}."
        )
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    with (LOCALE_FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def localised(texts: Mapping[str, str], language: str, default: str = "") -> str:
    """Picks the text in a language, or the English one, or the default."""
    return texts.get(language) or texts.get(SOURCE_LANGUAGE) or default
