"""The messages in French, against what the templates and the code say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bareme.errors import InputError
from bareme.messages import LOCALE_FOLDER, languages, localised, translations

ROOT = Path(__file__).parents[1]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def messages_in_use() -> set[str | tuple[str, ...]]:
    options = {"trimmed": "true", "newstyle_gettext": "true"}
    templates = extract_from_dir(
        ROOT / "templates", [("**.j2", "jinja2.ext:babel_extract")], options_map={"**.j2": options}
    )
    code = extract_from_dir(ROOT / "src/bareme/feedback", [("**.py", "python")])
    return {message for _, _, message, _, _ in (*templates, *code)}


def catalogue() -> Catalog:
    with (LOCALE_FOLDER / "fr.po").open("rb") as file:
        return read_po(file, locale="fr", abort_invalid=True)


def texts(message: Message) -> tuple[str, ...]:
    found = message.string or ""
    return (found,) if isinstance(found, str) else tuple(found)


def test_every_message_of_templates_and_code_has_a_french_text() -> None:
    french = {message.id: texts(message) for message in catalogue() if message.id and not message.fuzzy}
    used = messages_in_use()
    assert len(used) > 50
    assert {message for message in used if not all(french.get(message, ("",)))} == set()


def test_the_french_catalogue_has_no_message_that_nothing_uses() -> None:
    assert {message.id for message in catalogue() if message.id} - messages_in_use() == set()


def test_french_texts_keep_the_placeholders_of_the_english_ones() -> None:
    for message in catalogue():
        if message.id:
            english = set(PLACEHOLDER.findall(str(message.id)))
            for text in texts(message):
                assert set(PLACEHOLDER.findall(text)) == english, message.id


def test_french_counts_zero_as_singular_and_english_as_plural() -> None:
    one, many = "%(count)s cell", "%(count)s cells"
    assert translations("fr").ngettext(one, many, 0) == "%(count)s cellule"
    assert translations("fr").ngettext(one, many, 2) == "%(count)s cellules"
    assert translations("en").ngettext(one, many, 0) == many


def test_a_language_without_catalogue_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InputError, match=r"'xx'.*en, fr"):
        translations("xx")
    assert languages() == ("en", "fr")


@pytest.mark.parametrize("language", ["../fr", "fr.po", "", "fr\x00"])
def test_a_language_is_never_a_path(language: str) -> None:
    with pytest.raises(InputError):
        translations(language)


def test_a_text_missing_in_a_language_falls_back_to_english_then_to_the_default() -> None:
    assert localised({"en": "Sigmoid", "fr": "Sigmoïde"}, "fr") == "Sigmoïde"
    assert localised({"en": "Sigmoid"}, "fr") == "Sigmoid"
    assert localised({}, "fr", "sigmoid") == "sigmoid"
