"""Texts in code cells are found, and translated without a change of the program."""

from __future__ import annotations

import ast
import io

import pytest
from babel.messages.extract import extract

from bareme.course.code_texts import find_code_texts, translate_code

CELL = """\
# First come the data,
# then the model.
#
# Another paragraph.
x = 1  # one number
# TODO: a whole number
raise NotImplementedError
# TODO
y = 2  # TODOs remain
"""
FUNCTION = '''\
class Line:
    def predict(self, x):
        """The line at x.

        x: a number, é
            of any size.

        2  ->  6
        """
        raise NotImplementedError
'''


def messages(source: str) -> list[str]:
    return [text.message for text in find_code_texts(source)]


def test_comments_are_joined_by_blocks_and_a_hint_stands_alone() -> None:
    assert messages(CELL) == [
        "First come the data, then the model.",
        "Another paragraph.",
        "one number",
        "a whole number",
        "TODOs remain",
    ]


def test_a_docstring_is_one_text_without_its_indentation() -> None:
    assert messages(FUNCTION) == ["The line at x.\n\nx: a number, é\n    of any size.\n\n2  ->  6"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('print("images:", x["loss"], f"{x:.1%} right")', ["images:", "{x:.1%} right"]),
        ('axes.set(title="Loss", xticks=[], cmap="gray")', ["Loss"]),
        ('axes.legend(["training", "test"])', ["training", "test"]),
        ('curves[f"batches of {size}"] = history["loss"]', ["batches of {size}"]),
        ('model.compile(loss="mse", metrics=["accuracy"])', []),
        ('print(f"{loss:.2%} {accuracy}", "x", 1)', []),
        ('print(r"it \\d" "is")', []),
        ("print(f'{x} is' \" {one}\")", ["{x} is {{one}}"]),
        ('print("it is "\n      "so")', ["it is so"]),
        ('x = b"two words"  # %', []),
        ('def f():\n    return "a b"\n\n\n"no docstring"', ["no docstring"]),
    ],
)
def test_strings_are_texts_where_a_person_reads_them(source: str, found: list[str]) -> None:
    assert messages(source) == found


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("x = 'it is'", "c'est l'\\'", "x = 'c\\'est l\\'\\''"),
        ("é = f\"{x:.1%} are ours: {y['a']!r}\"", "{x:.1%} : {y['a']!r} « é »", None),
        ('print("it is "\n      "so")', "c'est \\n ainsi", 'print("c\'est \\n ainsi")'),
        ('def f():\n    "It is."', 'Un\n  "deux"', 'def f():\n    """Un\n      "deux"\n    """'),
        ('def f():\n    """It is."""', 'Dit "oui"', 'def f():\n    """Dit "oui\\""""'),
        ("x = 1  # number of é", "nombre", "x = 1  # nombre"),
    ],
)
def test_a_translation_is_put_in_place(source: str, translation: str, expected: str | None) -> None:
    [message] = messages(source)
    done = translate_code(source, {message: translation})
    ast.parse(done)
    assert done == (expected or source.replace(message, translation))


def test_long_comments_are_wrapped_at_their_indentation() -> None:
    source = "if x:\n    # a\n    # one two\n    # TODO: a hint\n    pass"
    long = " ".join(["mot"] * 40)
    lines = translate_code(source, {"a one two": long, "a hint": long}).split("\n")
    assert [line[:12] for line in lines[1:-1]] == [
        "    # mot mo",
        "    # mot mo",
        "    # TODO: ",
        "    #   mot ",
    ]
    assert max(map(len, lines)) <= 100
    assert " ".join(lines).count("mot") == 80


def test_a_docstring_keeps_the_lines_of_its_translation() -> None:
    [message] = messages(FUNCTION)
    done = translate_code(FUNCTION, {message: "La droite en x.\n\nx : un nombre\n    quelconque."})
    assert done.split("\n")[2:7] == [
        '        """La droite en x.',
        "",
        "        x : un nombre",
        "            quelconque.",
        '        """',
    ]


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ('print(f"it is {x:.1%}")', "il vaut {x}"),
        ('print(f"it is {x:.1%}")', "il vaut"),
        ('print(f"it is {x} and {y}")', "{y} et {x}"),
        ('print(f"it is {x}")', "il vaut {x"),
        ('x = "it is"', "deux\nlignes"),
        ('x = "it is"', "une fin \\"),
        ('def f():\n    """It is."""', "\\"),
    ],
)
def test_a_translation_that_changes_the_program_is_refused(source: str, translation: str) -> None:
    [message] = messages(source)
    with pytest.raises(ValueError, match=r"^[Ii]t is"):
        translate_code(source, {message: translation})


def test_texts_without_translation_stay() -> None:
    assert translate_code(CELL + FUNCTION, {}) == CELL + FUNCTION
    assert translate_code(CELL, {"one number": "un nombre"}) == CELL.replace("one number", "un nombre")


def test_a_solution_gives_its_texts_without_its_regions() -> None:
    solution = """\
# %% [markdown]
# # No text of code

# %%
# A comment.
# BEGIN SOLUTION a hint
secret = "of the solution"
# END SOLUTION

# %%
print("done")
"""
    found = extract("bareme.course.code_texts:extract_code_texts", io.BytesIO(solution.encode()))
    assert [(line, message) for line, message, _, _ in found] == [
        (5, "A comment."),
        (5, "a hint"),
        (11, "done"),
    ]
