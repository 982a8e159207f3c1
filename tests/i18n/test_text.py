"""Whatever text comes in, what goes on can be written as UTF-8, and right text is left alone."""

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_results import sample_result

from bareme.i18n.text import valid_text, valid_tree
from bareme.results.result import Result, StudentRecord
from bareme.submissions.notebook import parse_notebook

ANY = st.text(st.characters(exclude_categories=()))
TREES = st.recursive(
    st.one_of(ANY, st.none(), st.booleans(), st.integers(), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(ANY, inner, max_size=3)),
)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("", ""),
        ("Évariste 🎉", "Évariste 🎉"),
        ("a\ud83db", "a\ufffdb"),
        ("\udcff", "\ufffd"),
        ("\ud83c\udf89", "🎉"),
        ("\udf89\ud83c", "\ufffd\ufffd"),
    ],
)
def test_pairs_become_their_character_and_lone_halves_a_sign(text, valid):
    assert valid_text(text) == valid


@given(ANY)
def test_all_text_can_be_written_and_right_text_stays(text):
    valid = valid_text(text)
    assert valid.encode().decode() == valid
    assert valid_text(valid) == valid
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert valid == text


@given(TREES)
def test_all_text_in_a_tree_can_be_written_in_keys_too(tree):
    json.dumps(valid_tree(tree), ensure_ascii=False).encode()


@given(ANY)
def test_a_result_with_any_text_is_written_and_read_again(text):
    odd = sample_result(student=StudentRecord(id="someone", name="x"))
    odd = odd.model_copy(update={"notes": (text,), "student": StudentRecord(id="someone", name=text)})
    again = Result.model_validate_json(odd.to_json().encode())
    assert again.notes == (valid_text(text),)
    assert again.score == odd.score


def test_of_many_marks_after_a_character_thirty_stay():
    assert valid_text("e" + "\u0301" * 30) == "e" + "\u0301" * 30
    assert valid_text("e" + "\u0301\u0316" * 50 + "f") == "e" + "\u0301\u0316" * 15 + "f"
    assert valid_text("é山田שָׁלוֹם🎉" * 100) == "é山田שָׁלוֹם🎉" * 100


def test_every_character_that_becomes_a_mark_counts_as_one():
    """Otherwise a text made of these would still be sorted in quadratic time."""
    for character in map(chr, range(0x300, sys.maxunicode + 1)):
        if unicodedata.combining(unicodedata.normalize("NFKD", character)[0]):
            assert len(valid_text("a" + character * 40)) == 31, hex(ord(character))


def test_a_notebook_arrives_without_endless_marks():
    marks = "\u0301\u0316" * 2000
    cells = [
        {"cell_type": "code", "source": f"a{marks} = 1", "metadata": {}},
        {"cell_type": "markdown", "source": [f"# Title{marks}"], "metadata": {}},
    ]
    content = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()
    assert max(len(cell.source) for cell in parse_notebook(content, "lab.ipynb").notebook.cells) < 50
    script = parse_notebook(f"a{marks} = 1\n".encode(), "lab.py").notebook
    assert len(script.cells[0].source) < 50
