"""Calibration of thresholds: the solution with many seeds, and its mistakes.

The sandbox sets the seed before the first cell. It is also added to the seeds in the notebook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from bareme.course.profile import Profile
from bareme.course.solution import Mistake
from bareme.i18n.messages import Message
from bareme.submissions.notebook import dump_notebook
from bareme.validation.runs import RunInput
from bareme.validation.seeds import shift_seeds
from bareme.validation.thresholds import (
    Run,
    Threshold,
    judge_mistakes,
    judge_runs,
    judge_threshold,
    summarise,
)

__all__ = ["Calibration", "calibrate", "make_seeded_solutions"]


@dataclass(frozen=True)
class Calibration:
    """The thresholds of an assignment under a profile; fair without problems."""

    profile: Profile
    seeds: int
    thresholds: tuple[Threshold, ...]
    problems: tuple[Message, ...]

    @property
    def lowest_margin(self) -> float | None:
        """The smallest margin of the thresholds, in deviations; None without any."""
        return min((threshold.margin for threshold in self.thresholds), default=None)


def make_seeded_solutions(right: NotebookNode, seeds: int) -> list[RunInput]:
    """Returns the solution with the seeds 1 to ``seeds - 1``.

    The seed 0 is the unchanged solution.
    """
    return [
        RunInput(f"solution-with-seed-{seed}.ipynb", dump_notebook(shift_seeds(right, seed)), seed)
        for seed in range(1, seeds)
    ]


def calibrate(profile: Profile, runs: Sequence[Run], mistakes: Mapping[Mistake, Run]) -> Calibration:
    """Compares thresholds with the values of the solution and of mistakes.

    Args:
        profile: the profile of all runs.
        runs: the runs of the solution, with the seeds 0, 1, 2, ...
        mistakes: the run of each mistake, with the seed 0.
    """
    demanding = {check for run in runs for check in run.measured}
    # Only mistakes that some check with a threshold has to catch.
    caught = {mistake: run for mistake, run in mistakes.items() if not demanding.isdisjoint(mistake.breaks)}
    thresholds = tuple(summarise(runs, caught))
    problems = [*judge_runs(runs), *judge_mistakes(caught, demanding)]
    problems += [problem for one in thresholds for problem in judge_threshold(one, len(runs))]
    return Calibration(profile, len(runs), thresholds, tuple(problems))
