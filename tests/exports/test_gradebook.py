"""The CSV gradebook, read back with the standard library."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sample_results import (
    perfect_result,
    sample_class,
    sample_result,
    undetermined_result,
    unreadable_result,
)

from bareme.exports.gradebook import render_gradebook
from bareme.results.result import FileRecord, Result, StudentRecord


def rows(*results: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render_gradebook(results))))


def test_the_columns_are_those_of_the_contract_then_the_exercises() -> None:
    header = render_gradebook(sample_class()).splitlines()[0]
    assert header == (
        "student_id,name,file,status,score,max_score,pending,grade,grade_min,grade_max,"
        "prepare,sigmoid,gradients,training,accuracy,derivation"
    )


def test_a_row_holds_the_numbers_of_the_result() -> None:
    [row] = rows(sample_result())
    assert (row["score"], row["max_score"], row["pending"]) == ("3", "15", "3")
    assert (row["prepare"], row["sigmoid"], row["training"]) == ("2", "1", "0")
    assert row["status"] == "graded"


def test_a_grade_is_a_range_until_every_answer_is_marked() -> None:
    # 3 of 18 points are earned and 3 are pending: 3.3333 to 6.6667 of 20. 17.5 of 18 are 19.4444.
    [provisional], [settled] = rows(sample_result()), rows(perfect_result())
    bounds = ("grade", "grade_min", "grade_max")
    assert [provisional[name] for name in bounds] == ["", "3.3333", "6.6667"]
    assert [round(float(settled[name]), 4) for name in bounds] == [19.4444] * 3


def test_what_is_undetermined_is_empty_and_never_zero() -> None:
    [row] = rows(undetermined_result())
    assert row["grade"] == ""
    assert row["training"] == ""
    assert row["accuracy"] == "0"
    assert row["status"] == "undetermined"


def test_a_file_that_cannot_be_read_has_a_row_without_points() -> None:
    _, row = rows(sample_result(), unreadable_result())
    assert {row.pop(name) for name in ("student_id", "name", "file", "status")} == {
        "zeno-of-elea",
        "Zeno of Elea",
        "zeno-of-elea.ipynb",
        "unreadable",
    }
    assert set(row.values()) == {""}


def test_an_answer_has_points_once_it_is_marked() -> None:
    assert rows(sample_result())[0]["derivation"] == ""
    assert rows(perfect_result())[0]["derivation"] == "2.5"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\t=1", "\r\n=1", " =1", "＝1", "\x1b[0m=1"])
def test_a_name_is_never_a_formula(name: str) -> None:
    [row] = rows(sample_result(student=StudentRecord(id="someone", name=name)))
    assert row["name"].startswith("'")


def test_an_ordinary_name_is_left_alone() -> None:
    [row] = rows(sample_result(student=StudentRecord(id="o", name='Jean-Luc O\'Neill, "JL"')))
    assert row["name"] == 'Jean-Luc O\'Neill, "JL"'


# What a spreadsheet may do with the start of a cell before it looks whether that is a formula.
FORMULA = re.compile(r"[\s\"]*[=+\-@\t\r＝＋－＠]")
PARTS = st.sampled_from(
    [*"=+-@＝＋－＠,;\"\t\r\n '", "x", "1+1", "\u2028", "\x00", ";=", '";"=', ",=", "\n="]
)


def cells(text: str, separator: str) -> list[str]:
    """Returns all cells that a spreadsheet may see, whether it heeds quotes or not."""
    quoted = csv.reader(io.StringIO(text), delimiter=separator)
    plain = csv.reader(io.StringIO(text), delimiter=separator, quoting=csv.QUOTE_NONE)
    return [cell for reader in (quoted, plain) for row in reader for cell in row]


@settings(max_examples=500)
@given(*(st.lists(PARTS, max_size=8).map("".join) for _ in range(3)))
@example("x;=1+1;y", "x;=1+1;y", "x;=1+1;y.ipynb")
@example('a";"=1', "x, y;", '"=1')
def test_no_text_starts_a_formula_whatever_separates_the_cells(identity: str, name: str, file: str) -> None:
    result = sample_result(
        student=StudentRecord(id=identity, name=name), file=FileRecord(name=file, sha256="")
    )
    text = render_gradebook([result])
    found = {separator: [c for c in cells(text, separator) if FORMULA.match(c)] for separator in ",;\t"}
    assert found == {",": [], ";": [], "\t": []}
    assert rows(result)[0]["score"] == "3"


@pytest.mark.parametrize("name", ["Jean-Luc Martin; groupe 2", "Dupont, Marie", "a@b.example", "x+y=z.ipynb"])
def test_a_name_with_separators_or_signs_inside_words_is_left_alone(name: str) -> None:
    [row] = rows(sample_result(student=StudentRecord(id="o", name=name)))
    assert row["name"] == name


def test_a_formula_after_a_semicolon_gets_an_apostrophe() -> None:
    [row] = rows(sample_result(file=FileRecord(name="x;=1+1;y.ipynb", sha256="")))
    assert row["file"] == "x;'=1+1;y.ipynb"
