"""Judges thresholds: right answers must reach them with any seed, mistakes never.

The measured values are given; nothing is run here.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bareme.checks.measurements import Measurement
from bareme.course.solution import Mistake
from bareme.i18n.messages import Message, as_message, localized_number, msg, nmsg

__all__ = ["Run", "Threshold", "judge_mistakes", "judge_runs", "judge_threshold", "recommend", "summarise"]

DEVIATIONS: Final = 3
"""A threshold must lie this many standard deviations below the mean."""
_ROUNDING: Final = 1e-12


@dataclass(frozen=True)
class Run:
    """The statuses and measurements of a submission's checks, for one seed."""

    statuses: Mapping[str, str]
    measured: Mapping[str, Sequence[Measurement]]

    def find(self, check: str, index: int) -> Measurement | None:
        """Returns a check's measurement at its ``index``-th threshold, None if not reached."""
        measured = self.measured.get(check, ())
        return measured[index] if index < len(measured) else None


@dataclass(frozen=True)
class Threshold:
    """A threshold of a check, and the values compared with it."""

    check: str
    quantity: str
    threshold: float
    samples: int
    mean: float
    """Mean value of the solution over the seeds."""
    seed_deviation: float
    """Standard deviation over the seeds; 0 if there is only one."""
    sample_error: float
    """Standard error due to the choice of the samples."""
    deviation: float
    """Both together: the root of the sum of their squares."""
    margin: float
    """Distance of the mean above the threshold, in units of ``deviation``."""
    recommended: float
    """The highest round value that is at least three deviations below the mean."""
    mistakes: Mapping[str, float]
    """The values of the mistakes that the threshold has to catch."""

    @property
    def best_mistake(self) -> str | None:
        """The mistake with the highest value."""
        return max(self.mistakes, key=self.mistakes.__getitem__, default=None)


def summarise(runs: Sequence[Run], mistakes: Mapping[Mistake, Run]) -> Iterator[Threshold]:
    """Yields the thresholds of all checks, in order of evaluation.

    The value of a right answer varies with the seed of its training and with the choice of the held-out
    samples. The variances of both add up, by the law of total variance (S. M. Ross, A First
    Course in Probability, section 7.5): the variance over the seeds, and the mean over the seeds of the
    squared ``bareme.checks.measurements.compute_binomial_error``. All seeds share one sample, so that
    for the solution itself the first would do; the second allows for right answers that err on other samples.

    Args:
        runs: the runs of the solution, one for each seed.
        mistakes: the run of each mistake.
    """
    places = {
        (check, index): None
        for run in runs
        for check, measured in run.measured.items()
        for index in range(len(measured))
    }
    for check, index in places:
        found = [one for run in runs if (one := run.find(check, index)) is not None]
        values = [one.value for one in found]
        mean = statistics.fmean(values)
        # One value has no deviation; what is left is the error from the choice of the samples.
        seed_deviation = statistics.stdev(values) if len(values) > 1 else 0.0
        sample_error = math.sqrt(statistics.fmean([one.error**2 for one in found]))
        deviation = math.hypot(seed_deviation, sample_error)
        yield Threshold(
            check=check,
            quantity=found[0].quantity,
            threshold=found[0].threshold,
            samples=found[0].samples,
            mean=mean,
            seed_deviation=seed_deviation,
            sample_error=sample_error,
            deviation=deviation,
            margin=(mean - found[0].threshold) / deviation,
            recommended=recommend(mean, deviation),
            mistakes=dict(_reached_by(mistakes, check, index)),
        )


def recommend(mean: float, deviation: float) -> float:
    """Returns the highest round threshold three deviations below the mean.

    It is at least 0, and a multiple of the largest 1, 2 or 5 times a power of ten that does not exceed the
    deviation. So
    rounding lowers the threshold by less than one deviation.

    Args:
        mean: the mean of the values.
        deviation: their standard deviation, above 0.
    """
    power = math.floor(math.log10(deviation))
    # A deviation such as 0.1 is a little more or less than the power of ten that it stands for.
    factor = next(factor for factor in (5, 2, 1) if factor * 10.0**power <= deviation * (1 + _ROUNDING))
    # Likewise: a limit that is a round number must not be rounded down to the one below.
    limit = (mean - DEVIATIONS * deviation + _ROUNDING) / 10.0**power
    return max(0.0, round(math.floor(limit / factor) * factor * 10.0**power, max(0, -power)))


def _reached_by(mistakes: Mapping[Mistake, Run], check: str, index: int) -> Iterator[tuple[str, float]]:
    """Yields the values of the mistakes that a threshold has to catch.

    A mistake that reaches it but fails the check for another reason is left out.
    """
    for mistake, run in mistakes.items():
        one = run.find(check, index)
        # A mistake that fails before this threshold has no value to compare with it.
        if one is None or check not in mistake.breaks:
            continue
        if one.value < one.threshold or run.statuses.get(check) == "passed":
            yield mistake.name, one.value


def judge_runs(runs: Sequence[Run]) -> Iterator[Message]:
    """Yields a sentence on each check that some seed's solution fails."""
    seeds: dict[tuple[str, str], list[int]] = {}
    for seed, run in enumerate(runs):
        for check, status in run.statuses.items():
            if status != "passed":
                seeds.setdefault((check, status), []).append(seed)
    for (check, status), found in seeds.items():
        yield nmsg(
            "the solution does not pass %(check)s (%(status)s) with the seed %(seeds)s; it must with every "
            "seed.",
            "the solution does not pass %(check)s (%(status)s) with the seeds %(seeds)s; it must with every "
            "seed.",
            len(found),
            check=check,
            status=status,
            seeds=", ".join(map(str, found)),
        )


def judge_mistakes(mistakes: Mapping[Mistake, Run], checks: Collection[str]) -> Iterator[Message]:
    """Yields a sentence on each mistake without a measured value."""
    for mistake, run in mistakes.items():
        for check in mistake.breaks:
            if check in checks and run.statuses.get(check) in ("timeout", "undetermined"):
                yield msg(
                    "what the mistake %(mistake)s reaches in %(check)s is not known (%(status)s); try again "
                    "with fewer workers, or when the machine is idle.",
                    mistake=mistake.name,
                    check=check,
                    status=run.statuses[check],
                )


def judge_threshold(one: Threshold, seeds: int) -> Iterator[Message]:
    """Yields sentences on a threshold that is too high or too low."""
    asked = msg(
        "%(check)s asks for %(quantity)s of at least %(threshold)s",
        check=one.check,
        quantity=as_message(one.quantity),
        threshold=localized_number(f"{one.threshold:g}"),
    )
    # A threshold of 0 can always be reached, however large the deviation is.
    if one.threshold > max(0.0, one.mean - DEVIATIONS * one.deviation) + 2 * _ROUNDING:
        yield nmsg(
            "%(asked)s; the solution reaches %(mean)s on average over %(number)d seed with a deviation of "
            "%(deviation)s, so ask for at most %(recommended)s.",
            "%(asked)s; the solution reaches %(mean)s on average over %(number)d seeds with a deviation of "
            "%(deviation)s, so ask for at most %(recommended)s.",
            seeds,
            asked=asked,
            mean=localized_number(f"{one.mean:.4g}"),
            deviation=localized_number(f"{one.deviation:.2g}"),
            recommended=localized_number(f"{one.recommended:g}"),
        )
    for name, value in one.mistakes.items():
        if value >= one.threshold - _ROUNDING:
            yield msg(
                "%(asked)s, and the mistake %(mistake)s, which it must catch, reaches %(value)s; ask "
                "for more.",
                asked=asked,
                mistake=name,
                value=localized_number(f"{value:.4g}"),
            )
