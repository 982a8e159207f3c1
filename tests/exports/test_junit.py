"""The JUnit report, read back with the standard library."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from sample_results import check, checks, sample_class, sample_result, unreadable_result

from bareme.exports.junit import render_junit
from bareme.results.result import Result, Status


def report(*results: Result) -> ElementTree.Element:
    return ElementTree.fromstring(render_junit(results))


def case_of(status: Status, visibility: str = "public") -> ElementTree.Element:
    outcome = check("test_a", "sigmoid", "the title", status, message="the message", hint="the hint")
    outcome = outcome.model_copy(update={"visibility": visibility})
    [case] = report(sample_result(checks=(outcome,))).iter("testcase")
    return case


def test_there_is_a_suite_a_student_and_a_case_a_check() -> None:
    suites = report(*sample_class()).findall("testsuite")
    assert [suite.get("name") for suite in suites] == ["Ada Lovelace", "Emmy Noether", "Alan Turing"]
    assert [len(suite.findall("testcase")) for suite in suites] == [len(checks())] * 3


def test_the_counts_are_those_of_the_checks() -> None:
    root = report(*sample_class())
    # Twice 3 wrong; an error twice, one over time, one undetermined; twice 2 not attempted.
    counts = [root.get(name) for name in ("tests", "failures", "errors", "skipped")]
    assert counts == ["30", "6", "4", "4"]


def test_a_file_that_cannot_be_read_is_one_error_with_the_reason() -> None:
    [case] = report(unreadable_result()).iter("testcase")
    [error] = case
    assert (case.get("name"), error.tag, error.get("type")) == ("submission", "error", "unreadable")
    assert error.get("message") == "'zeno-of-elea.ipynb' is a web page."


@pytest.mark.parametrize(
    ("status", "element", "kind"),
    [
        ("failed", "failure", "failed"),
        ("error", "error", "error"),
        ("timeout", "error", "timeout"),
        ("not_attempted", "skipped", "not_attempted"),
        ("undetermined", "error", "undetermined"),
    ],
)
def test_a_status_becomes_its_element(status: Status, element: str, kind: str) -> None:
    [outcome] = case_of(status)
    assert (outcome.tag, outcome.get("type")) == (element, kind)
    assert outcome.get("message") == "the message"
    assert outcome.text is not None
    assert "the hint" in outcome.text


def test_a_check_that_passed_has_nothing_to_say() -> None:
    assert list(case_of("passed")) == []


def test_a_hidden_check_is_told_by_its_title_and_hint() -> None:
    [outcome] = case_of("failed", "hidden")
    assert outcome.get("message") == "the title"
    assert outcome.text == "the title\n\nthe hint"


def test_hidden_cases_of_one_check_keep_different_names() -> None:
    hidden = tuple(check(f"test_x[{z}]", "sigmoid", "t", visibility="hidden") for z in (-1000, 1000))
    public = check("test_x[0]", "sigmoid", "t")
    names = [case.get("name") for case in report(sample_result(checks=(*hidden, public))).iter("testcase")]
    assert names == ["test_x[1]", "test_x[2]", "test_x[0]"]
