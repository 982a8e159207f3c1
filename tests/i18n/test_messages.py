"""Sentences that know what they are made of, said in another language, whatever a student put into them."""

from __future__ import annotations

import gettext
import io
import pickle
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from bareme.checks import assert_close
from bareme.course.course import Course, builtin_course, find_assignment
from bareme.errors import CourseError
from bareme.grading.release import release_files
from bareme.i18n.catalogs import suite_translations, translations
from bareme.i18n.messages import (
    Message,
    as_message,
    capitalized,
    clip_lines,
    concat,
    join_and,
    join_or,
    localized_number,
    map_text,
    msg,
    nmsg,
    one_line,
)
from bareme.submissions.notebook import language, make_notebook


def catalogue(**messages: str) -> gettext.NullTranslations:
    """Returns a catalogue with messages that have one word as their English text."""
    made = Catalog(locale="fr")
    for english, french in messages.items():
        made.add(english.replace("_", " "), french)
    file = io.BytesIO()
    write_mo(file, made)
    file.seek(0)
    return gettext.GNUTranslations(file)


def french(text: str) -> str:
    with pytest.raises(AssertionError) as caught:
        assert_close([[1.0, 2.0]], [[1.0, 3.0]], name=text)
    message = caught.value.args[0]
    assert isinstance(message, Message)
    return message.render(translations("fr"))


def test_a_sentence_is_text_and_says_the_same_in_another_language() -> None:
    sentence = msg("The loss is %(value)s at index %(index)s.", value="inf", index=3)
    assert sentence == "The loss is inf at index 3."
    assert sentence.render(translations("fr")) == "La perte vaut inf à l’indice 3."


def test_sentences_inside_sentences_are_said_in_the_other_language_too() -> None:
    shape = msg("an array of shape %(shape)s", shape="(3,)")
    sentence = msg("A Keras model is expected, not %(kind)s.", kind=shape)
    assert sentence.render(translations("fr")) == (
        "Un modèle Keras est attendu, et non un tableau de forme (3,)."
    )


def test_the_number_of_something_decides_between_singular_and_plural() -> None:
    one, many = "%(number)d item", "%(number)d items"
    assert [str(nmsg(one, many, n)) for n in (0, 1, 2)] == ["0 items", "1 item", "2 items"]
    assert nmsg(one, many, 0).render(translations("fr")) == "0 élément"
    assert nmsg(one, many, 2).render(translations("fr")) == "2 éléments"


def test_a_message_of_several_lines_is_put_together_from_its_sentences() -> None:
    assert french("the result").splitlines()[:2] == [
        "Le résultat\u00a0: valeurs fausses, 1 sur 2.",
        "La première, à l’indice (0, 1)\u00a0: attendu 3, obtenu 2.",
    ]


def test_a_name_that_no_catalogue_knows_stays_as_it_is() -> None:
    assert french("sigmoid(z)").startswith("sigmoid(z)\u00a0: valeurs fausses")
    assert capitalized("the gradient").render(translations("fr")) == "Le gradient"
    assert capitalized("the gradient") == "The gradient"


def test_values_are_never_messages() -> None:
    sentence = msg("Your code raised %(message)s", message="the result")
    assert sentence.render(translations("fr")) == "Votre code a levé the result"


@pytest.mark.parametrize(
    "hostile", ["%(name)s", "%s%s%n", "100 %", "%(", "a\nb\nc", "\x00", "%(x)999999999d"]
)
def test_no_value_can_break_a_sentence(hostile: str) -> None:
    sentence = msg("Your code raised %(message)s", message=hostile)
    assert str(sentence) == f"Your code raised {hostile}"
    assert sentence.render(translations("fr")) == f"Votre code a levé {hostile}"


@pytest.mark.parametrize(
    "wrong",
    ["%(other)s", "%(value)d", "100 % %(value)s", "%", "%(value)999999999s", "%(value).9999999999f", "%*s"],
)
def test_a_wrong_catalogue_leaves_a_sentence_in_english(wrong: str) -> None:
    assert msg("x %(value)s", value="v").render(catalogue(**{"x %(value)s": wrong})) == "x v"


class Hostile:
    """A value that cannot be written."""

    def __str__(self) -> str:
        raise ZeroDivisionError


def test_a_value_that_cannot_be_written_leaves_the_message_id() -> None:
    assert msg("Your code raised %(message)s", message=Hostile()) == "Your code raised %(message)s"


def test_plain_text_of_a_suite_is_looked_up_in_its_own_catalogue_first(tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Look again."\nmsgstr "Relisez."\n',
        encoding="utf-8",
    )
    known = suite_translations(tmp_path, "fr")
    said = {text: as_message(text).render(known) for text in ("Look again.", "The sign is flipped.", "?")}
    assert said == {"Look again.": "Relisez.", "The sign is flipped.": "Le signe est inversé.", "?": "?"}


def test_sentences_below_each_other_are_cut_where_they_are_too_long() -> None:
    lines = [msg("Every value is %(value)s.", value="1"), "The sign is flipped.", "x" * 40]
    for longest in range(1, 90):
        whole = "\n".join(lines)
        cut = clip_lines(lines, longest)
        assert cut == (whole if longest >= len(whole) else whole[: longest - 1] + "…")
    shown = clip_lines(lines, 60).render(translations("fr")).splitlines()
    assert shown[:2] == ["Toutes les valeurs sont 1.", "Le signe est inversé."]
    assert shown[2].endswith("x…")


def test_the_plain_texts_in_a_message_are_mapped_and_the_sentences_stay() -> None:
    inner = msg("Your code raised %(message)s", message="\x1b[31mred")
    sentence = map_text(concat(": ", ["\x1b[31mred", inner]), lambda text: text.replace("\x1b[31m", ""))
    assert isinstance(sentence, Message)
    assert sentence == "red: Your code raised red"
    assert sentence.render(translations("fr")) == "red: Votre code a levé red"
    assert map_text("\x1b[31mred", lambda text: text[5:]) == "red"


def test_a_broken_catalogue_of_a_suite_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_bytes(b'msgid "a"\nmsgstr "\xff"\n')
    with pytest.raises(CourseError, match=r"fr\.po is no catalogue of messages"):
        suite_translations(tmp_path, "fr")


def test_sentences_in_one_line_are_each_said_in_the_other_language() -> None:
    line = one_line(msg("Every value is %(value)s.", value="1"), "The sign is flipped.")
    assert line == "Every value is 1. The sign is flipped."
    assert line.render(translations("fr")) == "Toutes les valeurs sont 1. Le signe est inversé."


def test_words_are_listed_as_the_language_does() -> None:
    for words, english, in_french in (
        (["a"], "a", "a"),
        (["a", "b"], "a and b", "a et b"),
        (["a", "b", "c"], "a, b and c", "a, b et c"),
    ):
        listed, choice = join_and(words), join_or(words)
        assert (listed, choice) == (english, english.replace("and", "or"))
        if len(words) > 1:
            assert listed.render(translations("fr")) == in_french
            assert choice.render(translations("fr")) == in_french.replace("et", "ou")
    assert join_and([]) == ""


def test_what_is_joined_is_said_in_the_other_language_where_it_is_a_sentence() -> None:
    sentence = concat(" / ", ["not found", msg("not found")])
    assert sentence == "not found / not found"
    assert sentence.render(translations("fr")) == "not found / introuvable"


def test_the_text_of_an_error_is_english_and_its_sentence_knows_french(tmp_path: Path) -> None:
    with pytest.raises(CourseError) as caught:
        find_assignment(tmp_path / "none.py", None, None)
    path = str(tmp_path / "none.py")
    assert str(caught.value) == f"there is no file {path!r}; check the path."
    assert caught.value.sentence.render(translations("fr")) == (
        f"il n’y a pas de fichier {path!r}\u202f; vérifiez le chemin."
    )


def test_a_rule_of_ours_in_a_course_file_is_said_in_french_too(tmp_path: Path) -> None:
    file = tmp_path / "graders" / "line" / "assignment.toml"
    file.parent.mkdir(parents=True)
    file.write_text(
        'title = { fr = "Une droite" }\n[[exercise]]\nid = "a"\ntitle = { en = "A" }\npoints = 1\n'
    )
    with pytest.raises(CourseError, match="a text needs at least the language 'en', not ") as caught:
        Course(tmp_path).assignment("line")
    said = caught.value.sentence.render(translations("fr"))
    assert "un texte doit être donné au moins dans la langue 'en', et non {'fr': 'Une droite'}" in said


def test_numbers_for_people_are_written_as_the_language_does_and_those_of_code_as_python_does() -> None:
    message = "The model has %(actual)s parameters; %(count)s are expected."
    sentence = msg(message, actual=localized_number("1,234.5"), count="1,2")
    assert sentence == "The model has 1,234.5 parameters; 1,2 are expected."
    assert sentence.render(translations("fr")).startswith("Le modèle a 1\u202f234,5 paramètres")
    assert "il en faut 1,2." in sentence.render(translations("fr"))


def test_a_course_says_its_language_in_a_file(tmp_path: Path) -> None:
    assert Course(tmp_path).language == "en"
    (tmp_path / "course.toml").write_text('language = "fr"\n', encoding="utf-8")
    assert Course(tmp_path).language == "fr"


@pytest.mark.parametrize("content", ['language = "xx"', 'tongue = "fr"', "language ="])
def test_a_wrong_course_file_is_told_in_one_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "course.toml").write_text(content, encoding="utf-8")
    with pytest.raises(CourseError, match=r"course\.toml"):
        _ = Course(tmp_path).language


def test_a_notebook_that_says_no_language_is_in_that_of_the_course() -> None:
    assert language(make_notebook([], {}), "fr") == "fr"
    assert language(make_notebook([], {"bareme": {"language": "en"}}), "fr") == "en"
    assert language(make_notebook([], {"bareme": {"language": ["fr"]}}), "en") == "en"


def test_students_get_the_french_of_public_checks_and_of_nothing_else() -> None:
    released = release_files(builtin_course().assignment("neuron"))["fr.po"]
    assert "sigmoid est juste en -ln 3, 0 et ln 3" in released
    assert "sigmoid garde sa précision relative" not in released
    assert "La décision est inversée" not in released


def test_a_sentence_crosses_to_a_worker_whole() -> None:
    sentence = one_line(msg("Every value is %(value)s.", value=localized_number("1,000.5")))
    other = pickle.loads(pickle.dumps(sentence))
    assert other == sentence
    assert other.render(translations("fr")) == "Toutes les valeurs sont 1\u202f000,5."
