"""Renders JUnit XML, which CI systems read."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable, Sequence

import junitparser

from bareme.exports.exporter import exporter
from bareme.i18n.plain_text import cut, plain_line, plain_text
from bareme.results.result import CheckOutcome, Result, in_order

__all__ = ["render_junit"]

_MAX_HEADLINE = 200


def _read_texts(text: str) -> list[str]:
    root = ElementTree.fromstring(text)
    return [part for node in root.iter() for part in (*node.attrib.values(), node.text or "")]


@exporter("junit", file_name="junit.xml", read_texts=_read_texts)
def render_junit(results: Sequence[Result]) -> str:
    """Renders one test suite a student and one test case a check.

    A hidden check appears without its message and without the bracketed case of its id, since both may hold
    inputs. Wrong answers are failures; exceptions, time-outs and undetermined checks are errors. A file that
    is unreadable or missing is one case that is an error.

    Raises:
        InputError: there are no results, or of several assignments.
    """
    report = junitparser.JUnitXml("bareme")
    for result in in_order(results):
        suite = junitparser.TestSuite(plain_line(result.student.name) or result.student.id)
        suite.add_property("student_id", plain_line(result.student.id))
        suite.add_property("file", plain_line(result.file.name))
        for name, check in _named(result.checks):
            suite.add_testcase(_case(f"{result.assignment}.{check.exercise}", name, check))
        if not result.is_gradable:
            suite.add_testcase(_ungraded_case(result))
        report.add_testsuite(suite)
    # junitparser has types for a part of its functions only.
    report.update_statistics()  # type: ignore[no-untyped-call]
    xml: bytes = report.tostring()  # type: ignore[no-untyped-call]
    return xml.decode("utf-8").rstrip() + "\n"


def _named(checks: Iterable[CheckOutcome]) -> Iterable[tuple[str, CheckOutcome]]:
    cases: Counter[str] = Counter()
    for check in checks:
        function, bracket, _ = check.id.partition("[")
        if bracket and check.visibility == "hidden":
            # Numbered, so that each case keeps an id without the inputs that pytest writes between the
            # brackets.
            cases[function] += 1
            yield plain_line(f"{function}[{cases[function]}]"), check
        else:
            yield plain_line(check.id), check


def _case(class_name: str, name: str, check: CheckOutcome) -> junitparser.TestCase:
    case = junitparser.TestCase(name, plain_line(class_name), round(check.duration_seconds, 6))
    headline, text = _explanation(check)
    outcome: junitparser.Failure | junitparser.Error | junitparser.Skipped
    match check.status:
        case "failed":
            outcome = junitparser.Failure(headline, "failed")
        case "not_attempted":
            outcome = junitparser.Skipped(headline, "not_attempted")
        case "error" | "timeout" | "undetermined":
            outcome = junitparser.Error(headline, check.status)
        case "passed":
            return case
    outcome.text = text
    case.result = [outcome]
    return case


def _ungraded_case(result: Result) -> junitparser.TestCase:
    case = junitparser.TestCase("submission", result.assignment)
    error = junitparser.Error(cut(plain_line(result.notes[0]), _MAX_HEADLINE), result.status)
    error.text = "\n".join(plain_line(note) for note in result.notes)
    case.result = [error]
    return case


def _explanation(check: CheckOutcome) -> tuple[str, str]:
    """Returns the headline and the text that a student may read."""
    message = plain_text(check.message) if check.visibility == "public" else ""
    parts = [part for part in (plain_text(check.title), message, plain_text(check.hint)) if part.strip()]
    return cut(plain_line(message or check.title), _MAX_HEADLINE), "\n\n".join(parts)
