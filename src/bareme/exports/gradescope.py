"""Writes a result as the ``results.json`` of an autograder of Gradescope.

Source: docs/specs.md of gradescope/autograder_samples.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from bareme.errors import InputError
from bareme.exports.exporter import Batch, Export, platform_exporter
from bareme.i18n.catalogs import localized, translations
from bareme.i18n.messages import localized_number, msg
from bareme.i18n.plain_text import plain_line, plain_text
from bareme.results.result import CheckOutcome, Result, in_order

__all__ = ["export_gradescope"]

_FILE: Final = "results.json"


@platform_exporter("gradescope", takes_worksheet=False)
def export_gradescope(batch: Batch) -> Export:
    """Makes the file for one submission.

    Raises:
        InputError: there is no result, or more than one.
    """
    results = in_order(batch.results)
    if len(results) > 1:
        raise InputError(
            msg(
                "%(number)d results cannot be one %(file)s: Gradescope grades one submission at a time; "
                "grade that one into a folder of its own.",
                number=len(results),
                file=_FILE,
            )
        )
    [result] = results
    content = json.dumps(_make_report(result.in_language(result.language)), ensure_ascii=False, indent=1)
    most = sum(check.max_score for check in result.checks)
    advice = msg(
        "In Gradescope, the autograder points of this assignment are %(points)s.",
        points=localized_number(f"{most:g}"),
    )
    return Export({_FILE: lambda stream: stream.write(f"{content}\n".encode())}, (advice,))


def _make_report(result: Result) -> dict[str, Any]:
    render = translations(result.language)
    output = [plain_text(note) for note in result.notes]
    if result.status == "undetermined":
        output.insert(
            0,
            msg(
                "Some checks could not be decided, through no fault of yours: they have no score. Ask for a "
                "rerun."
            ).render(render),
        )
    tests = [*_list_tests(result)]
    # A file that cannot be read has no check, and a report without a score needs a test.
    if not tests:
        tests = [{"name": plain_line(result.file.name or result.student.name), "output": "\n".join(output)}]
    return {
        "output": "\n".join(output),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def _list_tests(result: Result) -> Iterator[dict[str, Any]]:
    """Yields a test for each check and each written answer.

    A hidden check is visible, by its title and hint, since one hidden test would hide the total.
    """
    places = {exercise.id: place for place, exercise in enumerate(result.exercises, 1)}
    titles = {
        exercise.id: localized(exercise.title, result.language, exercise.id) for exercise in result.exercises
    }
    seen: Counter[str] = Counter()
    for check in result.checks:
        seen[check.exercise] += 1
        test: dict[str, Any] = {
            "name": f"{plain_line(titles.get(check.exercise, check.exercise))}: {plain_line(check.title)}",
            "number": f"{places.get(check.exercise, 0)}.{seen[check.exercise]}",
            "max_score": check.max_score,
            "output": _explain(check),
            "tags": [check.exercise],
        }
        if check.status != "undetermined":
            test |= {"score": check.score, "status": "passed" if check.status == "passed" else "failed"}
        yield test
    for answer in result.written:
        test = {"name": plain_line(localized(answer.title, result.language, answer.id)), "tags": [answer.id]}
        if answer.status == "pending":
            waiting = msg("This answer will be marked by a person.").render(translations(result.language))
            yield test | {"output": waiting}
        else:
            yield test | {
                "score": answer.score,
                "max_score": answer.max_score,
                "output": plain_text(answer.comment),
            }


def _explain(check: CheckOutcome) -> str:
    message = check.message if check.visibility == "public" else ""
    return "\n\n".join(text for text in (plain_text(message), plain_text(check.hint)) if text.strip())
