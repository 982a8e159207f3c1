"""How long a class took, by hand."""

from __future__ import annotations

from sample_results import check, sample_result

from bareme.reports.timing import class_timing
from bareme.results.result import CellRecord, Result


def timed(seconds: float, cpu: float, *, cell: str = "ok", status: str = "passed") -> Result:
    return sample_result(
        checks=(check("test_a", "a", "a title", status),),
        cells=(CellRecord(index=0, kind="code", source="x", status=cell),),
        durations={"notebook_seconds": seconds, "notebook_cpu_seconds": cpu},
        cpu_limit=100.0,
    )


def test_median_longest_and_limit_of_each_phase_that_was_measured():
    slow = timed(9.0, 20.0)
    notebook, cpu = class_timing([timed(1.0, 5.0), slow, timed(2.0, 30.0)]).spans
    assert (notebook.median, notebook.longest, notebook.limit) == (2.0, 9.0, None)
    assert notebook.whose is slow
    assert (cpu.median, cpu.longest, cpu.limit) == (20.0, 30.0, 100.0)


def test_submissions_are_counted_that_ran_into_a_limit_or_came_close():
    found = class_timing(
        [
            timed(1, 79.9),
            timed(1, 80.0),
            timed(1, 1, cell="timeout"),
            timed(1, 1, cell="died"),
            timed(1, 1, status="timeout"),
        ]
    )
    assert (found.close, found.stopped_cells, found.died, found.stopped_checks) == (1, 1, 1, 1)


def test_results_of_another_time_without_durations_have_no_phases():
    assert class_timing([sample_result(durations={})]).spans == ()
