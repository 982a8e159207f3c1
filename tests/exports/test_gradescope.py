"""The report for Gradescope follows docs/specs.md of gradescope/autograder_samples."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from sample_results import (
    check,
    perfect_result,
    sample_class,
    sample_result,
    undetermined_result,
    unreadable_result,
)

from bareme.errors import InputError
from bareme.exports import EXPORTERS, Batch
from bareme.results.result import Result

FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}
TOP = {
    "score": float,
    "execution_time": float,
    "output": str,
    "output_format": FORMATS,
    "test_output_format": FORMATS,
    "test_name_format": FORMATS,
    "visibility": VISIBILITIES,
    "stdout_visibility": VISIBILITIES,
    "extra_data": dict,
    "tests": list,
    "leaderboard": list,
}
TEST = {
    "score": float,
    "max_score": float,
    "status": {"passed", "failed"},
    "name": str,
    "name_format": FORMATS,
    "number": str,
    "output": str,
    "output_format": FORMATS,
    "tags": list,
    "visibility": VISIBILITIES,
    "extra_data": dict,
}


def assert_fits(value: dict[str, Any], fields: dict[str, Any]) -> None:
    for name, content in value.items():
        kind = fields[name]
        if isinstance(kind, set):
            assert content in kind
        else:
            assert isinstance(content, (int, float) if kind is float else kind), (name, content)


def report(result: Result, provisional: bool = True) -> dict[str, Any]:
    done = EXPORTERS["gradescope"].write(Batch((result,), {}, None, provisional))
    assert list(done.files) == ["results.json"]
    stream = io.BytesIO()
    done.files["results.json"](stream)
    read: dict[str, Any] = json.loads(stream.getvalue())
    assert_fits(read, TOP)
    assert "score" in read or read["tests"]
    for test in read["tests"]:
        assert_fits(test, TEST)
        assert test.get("visibility") != "hidden", "it would hide the total"
    return read


def total(read: dict[str, Any]) -> float:
    return sum(test.get("score", 0.0) for test in read["tests"])


@pytest.mark.parametrize("make", [sample_result, perfect_result, undetermined_result, unreadable_result])
def test_every_result_fits_the_documented_fields(make: Any) -> None:
    report(make())


def test_the_total_is_the_score() -> None:
    assert total(report(perfect_result())) == 17.5
    assert total(report(sample_result())) == 3.0


def test_an_undetermined_check_has_neither_score_nor_status() -> None:
    read = report(undetermined_result())
    [test] = [test for test in read["tests"] if test["name"].endswith("the loss falls during training")]
    assert "score" not in test
    assert "status" not in test
    assert "no fault of yours" in read["output"]


def test_a_file_that_cannot_be_read_has_no_score_and_the_reason() -> None:
    read = report(unreadable_result())
    assert not any("score" in test for test in read["tests"])
    assert "is a web page" in read["output"]


def test_a_hidden_check_gives_away_neither_its_message_nor_its_inputs() -> None:
    outcomes = tuple(
        check(f"test_x[SECRET-{k}]", "sigmoid", "title", status, visibility="hidden", message="SECRET")
        for k, status in enumerate(("failed", "error", "timeout", "not_attempted", "undetermined", "passed"))
    )
    assert "SECRET" not in json.dumps(report(sample_result(checks=outcomes)))


@pytest.mark.parametrize(
    "text", ["\x1b[31mred", "a\x00b", "\u202eflow", "<script>alert(1)</script>", "# a **b**"]
)
def test_hostile_text_is_plain(text: str) -> None:
    outcome = check("test_a", "sigmoid", "title", "failed", message=text, hint=text)
    read = report(sample_result(checks=(outcome,)))
    assert (read["test_output_format"], read["test_name_format"], read["output_format"]) == ("text",) * 3
    assert not set("\x00\x1b\u202e") & set(json.dumps(read, ensure_ascii=False))


def test_a_provisional_result_is_refused_unless_asked_for() -> None:
    with pytest.raises(InputError, match="provisional"):
        report(sample_result(), provisional=False)


def test_several_results_are_refused() -> None:
    with pytest.raises(InputError, match=r"3 results cannot be one results\.json"):
        EXPORTERS["gradescope"].write(Batch(sample_class(), {}, None, True))


@pytest.mark.parametrize(("slug", "is_large"), [("keras-mlp", True), ("neuron", False)])
def test_the_autograder_of_a_lab_with_keras_needs_a_larger_container(slug: str, is_large: bool) -> None:
    done = EXPORTERS["gradescope-autograder"].write(Batch((sample_result(assignment=slug),), {}))
    assert any("768 MB" in remark for remark in done.remarks) == is_large
