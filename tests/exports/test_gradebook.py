"""The CSV gradebook, read back with the standard library."""

from __future__ import annotations

import csv
import io

import pytest
from sample_results import perfect_result, sample_class, sample_result, undetermined_result

from bareme.exports.gradebook import render_gradebook
from bareme.results import Result, StudentRecord


def rows(*results: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render_gradebook(results))))


def test_the_columns_are_those_of_the_contract_then_the_exercises() -> None:
    header = render_gradebook(sample_class()).splitlines()[0]
    assert header == (
        "student_id,name,file,status,score,max_score,pending,grade,"
        "prepare,sigmoid,gradients,training,accuracy,derivation"
    )


def test_a_row_holds_the_numbers_of_the_result() -> None:
    [row] = rows(sample_result())
    assert (row["score"], row["max_score"], row["pending"], row["grade"]) == ("3", "15", "3", "4")
    assert (row["prepare"], row["sigmoid"], row["training"]) == ("2", "1", "0")
    assert row["status"] == "graded"


def test_what_is_undetermined_is_empty_and_never_zero() -> None:
    [row] = rows(undetermined_result())
    assert row["grade"] == ""
    assert row["training"] == ""
    assert row["accuracy"] == "0"
    assert row["status"] == "undetermined"


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
