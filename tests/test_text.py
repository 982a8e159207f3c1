"""Whatever text comes in, what goes on can be written as UTF-8, and right text is left alone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_results import sample_result

from bareme.results import Result, StudentRecord
from bareme.text import valid_text, valid_tree

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
