"""What right answers and mistakes reach where the suites of the labs demand an accuracy.

The solution of each lab is run and graded with several seeds, each mistake that has to be caught with one;
``bareme validate --calibrate`` does the same. ``python benchmarks/calibration.py neuron`` prints Markdown.
The profile ``full`` needs the real data.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from measuring import print_heading

from bareme.calibration import Calibration, calibrate_assignment
from bareme.course import builtin_course
from bareme.planning import GradingOptions
from bareme.thresholds import Threshold

HEADINGS = (
    "check",
    "quantity",
    "samples",
    "threshold",
    "mean",
    "deviation over seeds",
    "error of the samples",
    "margin, deviations",
    "recommended",
    "mistakes that it must catch",
)


def row(one: Threshold) -> tuple[str, ...]:
    best_first = sorted(one.mistakes, key=one.mistakes.__getitem__, reverse=True)
    return (
        f"`{one.check}`",
        one.quantity,
        f"{one.samples:,}",
        f"{one.threshold:g}",
        f"{one.mean:.4f}",
        f"{one.seed_deviation:.4f}",
        f"{one.sample_error:.4f}",
        f"{one.margin:.1f}",
        f"{one.recommended:g}",
        ", ".join(f"`{name}` {one.mistakes[name]:.4f}" for name in best_first) or "none",
    )


def lines(slug: str, calibration: Calibration) -> Iterator[str]:
    yield f"\n## `{slug}`, profile {calibration.profile}, {calibration.seeds} seeds\n"
    if calibration.thresholds:
        yield f"| {' | '.join(HEADINGS)} |"
        yield f"|---|---|{'---:|' * (len(HEADINGS) - 3)}---|"
        for one in calibration.thresholds:
            yield f"| {' | '.join(row(one))} |"
        yield f"\nLowest margin: {calibration.lowest_margin:.1f} deviations."
    else:
        yield "No check demands a threshold."
    for problem in calibration.problems or ("No problem.",):
        yield f"\n{problem}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("slugs", nargs="+", metavar="SLUG")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--profile", nargs="+", choices=("mini", "full"), default=("mini", "full"))
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    print_heading("Thresholds of accuracy", __file__)
    for slug in arguments.slugs:
        assignment = builtin_course().assignment(slug)
        for profile in arguments.profile:
            calibration = calibrate_assignment(
                assignment, GradingOptions(profile), seeds=arguments.seeds, workers=arguments.workers
            )
            print("\n".join(lines(slug, calibration)), flush=True)


if __name__ == "__main__":
    main()
