"""What decides whether the thresholds of a suite are fair: the solution with many seeds, and its mistakes.

The seed is what a sandbox sets before the first cell, and is added to those that the notebook sets itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from bareme.course.course import Profile
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

__all__ = ["Calibration", "calibrate", "seeded"]


@dataclass(frozen=True)
class Calibration:
    """The thresholds of one assignment under one profile; they are fair when there is no problem."""

    profile: Profile
    seeds: int
    thresholds: tuple[Threshold, ...]
    problems: tuple[Message, ...]

    @property
    def lowest_margin(self) -> float | None:
        """The smallest margin of all thresholds, in deviations; None where there are none."""
        return min((threshold.margin for threshold in self.thresholds), default=None)


def seeded(right: NotebookNode, seeds: int) -> list[RunInput]:
    """Returns the solution with the seeds 1, 2, ...; with the seed 0 it is as it stands."""
    return [
        RunInput(f"solution-with-seed-{seed}.ipynb", dump_notebook(shift_seeds(right, seed)), seed)
        for seed in range(1, seeds)
    ]


def calibrate(profile: Profile, runs: Sequence[Run], mistakes: Mapping[Mistake, Run]) -> Calibration:
    """Compares what the solution reaches, and what the mistakes do that have to miss a threshold.

    Args:
        profile: under which all of them were graded.
        runs: of the solution, with the seeds 0, 1, 2, ...
        mistakes: the run of each, with the seed 0.
    """
    demanding = {check for run in runs for check in run.measured}
    caught = {mistake: run for mistake, run in mistakes.items() if not demanding.isdisjoint(mistake.breaks)}
    thresholds = tuple(summarise(runs, caught))
    problems = [*judge_runs(runs), *judge_mistakes(caught, demanding)]
    problems += [problem for one in thresholds for problem in judge_threshold(one, len(runs))]
    return Calibration(profile, len(runs), thresholds, tuple(problems))
