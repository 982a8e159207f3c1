"""The messages in French, against what the templates and the code say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from raw_texts import find_raw_texts

from bareme.errors import InputError
from bareme.i18n.catalogs import LOCALE_FOLDER, find_user_language, languages, localized, translations
from bareme.i18n.extraction import KEYWORDS

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def messages_in_use() -> set[str | tuple[str, ...]]:
    options = {"trimmed": "true", "newstyle_gettext": "true"}
    templates = extract_from_dir(
        ROOT / "templates", [("**.j2", "jinja2.ext:babel_extract")], options_map={"**.j2": options}
    )
    # What the sandbox says into the output of a cell is of another kind.
    methods = [("guest/compat/**.py", "ignore"), ("**.py", "python")]
    code = extract_from_dir(ROOT / "src/bareme", methods, keywords=KEYWORDS)
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


def test_no_error_and_nothing_printed_is_raw_text_that_no_catalogue_knows() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{place}"
        for path in (ROOT / "src/bareme").rglob("*.py")
        if path.parent.name != "compat"  # which prints into the outputs of cells
        for place in find_raw_texts(path.read_text(encoding="utf-8"), is_command=path.parent.name == "cli")
    }
    assert found == set()


@pytest.mark.parametrize(
    "source",
    [
        'raise InputError("no file")',
        'raise errors.CourseError(f"{path} is wrong")',
        'raise SandboxError("no sandbox" if reason else msg("sandbox"))',
        'raise DataError("no {}".format(name))',
        'error = BudgetError("too much: " + name)',
        'msg(f"{name} is wrong")',
        'print("Open it")',
        "print(f\"{slug}: {count or 'none'}\")",
        'table.add_column("points", justify="right")',
        'tell("stopped")',
    ],
)
def test_raw_text_is_found(source: str) -> None:
    assert len(list(find_raw_texts(source, is_command=True))) == 1


@pytest.mark.parametrize(
    "source",
    [
        'raise InputError(msg("no file %(name)s", name="x y"))',
        "raise CourseError(_explain(path, error)) from error",
        "raise ValueError('a step above 0')",
        'print(json.dumps(found), end="words")',
        'print(f"{spoken(description)} {done}/{total}")',
        'tell(N_("valid"))',
    ],
)
def test_what_a_catalogue_can_know_is_no_raw_text(source: str) -> None:
    assert list(find_raw_texts(source, is_command=True)) == []


def test_only_commands_print_for_their_user() -> None:
    assert list(find_raw_texts('print("for students")', is_command=False)) == []


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "fr_CH@euro"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "fr_FR", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR", "LC_ALL": ""}, "fr"),
        ({"LANG": "xx_XX.UTF-8"}, "en"),
        ({"LANG": "../fr"}, "en"),
        ({"LC_NUMERIC": "fr_FR"}, "en"),
    ],
)
def test_the_language_of_the_user_is_the_first_that_the_environment_names(
    environment: dict[str, str], language: str
) -> None:
    assert find_user_language(environment) == language


def test_the_french_catalogue_has_no_message_that_nothing_uses() -> None:
    assert {message.id for message in catalogue() if message.id} - messages_in_use() == set()


def test_french_texts_keep_the_placeholders_of_the_english_ones() -> None:
    for message in catalogue():
        if message.id:
            english = set(PLACEHOLDER.findall(str(message.id)))
            for text in texts(message)[:-1]:  # of one thing, a sentence need not give the number
                assert set(PLACEHOLDER.findall(text)) <= english, message.id
            assert set(PLACEHOLDER.findall(texts(message)[-1])) == english, message.id


def test_french_counts_zero_as_singular_and_english_as_plural() -> None:
    one, many = "%(count)s cell", "%(count)s cells"
    assert translations("fr").ngettext(one, many, 0) == "%(count)s cellule"
    assert translations("fr").ngettext(one, many, 2) == "%(count)s cellules"
    assert translations("en").ngettext(one, many, 0) == many


def test_a_language_without_catalogue_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InputError, match=r"'xx'.*\ben\b.*\bfr\b"):
        translations("xx")
    assert {"en", "fr"} <= set(languages())


@pytest.mark.parametrize("language", ["../fr", "fr.po", "", "fr\x00"])
def test_a_language_is_never_a_path(language: str) -> None:
    with pytest.raises(InputError):
        translations(language)


def test_a_text_missing_in_a_language_falls_back_to_english_then_to_the_default() -> None:
    assert localized({"en": "Sigmoid", "fr": "Sigmoïde"}, "fr") == "Sigmoïde"
    assert localized({"en": "Sigmoid"}, "fr") == "Sigmoid"
    assert localized({}, "fr", "sigmoid") == "sigmoid"
