"""What the checks of a class tell: correlations against SciPy, doubts by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sample_results import check, sample_result
from scipy.stats import pointbiserialr

from bareme.reports.item_analysis import CheckItem, describe_doubt, items
from bareme.results.result import Result, StudentRecord

FIRST = (1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0)
SECOND = (1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0)
THIRD = (1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0)
AGAINST = tuple(1 - passed for passed in FIRST)


def school(*columns: Sequence[int]) -> tuple[Result, ...]:
    """A class in which check k is passed by the students with a one in column k."""
    return tuple(
        sample_result(
            student=StudentRecord(id=f"s{number:02}", name="x"),
            checks=tuple(
                check(
                    f"test_{k}",
                    "sigmoid",
                    f"check {k}",
                    status="passed" if passed else "failed",
                    score=float(passed),
                    max_score=1.0,
                )
                for k, passed in enumerate(row)
            ),
        )
        for number, row in enumerate(zip(*columns, strict=True))
    )


def analysed(*columns: Sequence[int]) -> tuple[CheckItem, ...]:
    return items(school(*columns))


def test_discrimination_is_the_point_biserial_correlation_with_the_rest_of_the_points() -> None:
    columns = (FIRST, SECOND, THIRD)
    for k, item in enumerate(analysed(*columns)):
        others = [sum(row) - row[k] for row in zip(*columns, strict=True)]
        assert item.discrimination == pytest.approx(pointbiserialr(columns[k], others).statistic)


def test_there_is_no_discrimination_where_all_end_alike_or_few_tried() -> None:
    alike = analysed(FIRST, (1,) * 12)
    assert [item.discrimination for item in alike] == [None, None]
    assert not alike[0].is_tried_by_few
    few = analysed(FIRST[3:], SECOND[3:])  # nine students
    assert few[0].discrimination is None
    assert few[0].is_tried_by_few


def test_what_nobody_passes_and_what_goes_against_the_rest_is_pointed_out() -> None:
    *_, against, nobody = analysed(FIRST, SECOND, THIRD, AGAINST, (0,) * 12)
    assert (against.doubts, nobody.doubts) == (("against",), ("nobody",))
    assert describe_doubt(nobody, "nobody", "en") == "Nobody passes it: 12 students tried."


def test_four_students_who_fail_say_nothing_about_a_check() -> None:
    assert [item.doubts for item in analysed((0,) * 4, (1,) * 4)] == [(), ()]
