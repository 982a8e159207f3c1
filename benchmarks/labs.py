"""Validates the suites of the labs and calibrates their thresholds.

For each lab, the findings of ``bareme validate --calibrate`` are printed: the grades of the solution, the
template and every mistake, and of the solution with several seeds.
``python benchmarks/labs.py neuron --profile mini`` prints Markdown. The profile ``full`` needs the real data.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from measuring import print_heading

from bareme.course.course import builtin_course
from bareme.grading.setup import GradingOptions
from bareme.validation.calibration import Calibration
from bareme.validation.thresholds import Threshold
from bareme.validation.validator import Validation, validate_assignment

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


def lines(found: Validation, calibration: Calibration) -> Iterator[str]:
    yield f"\n## `{found.slug}`, profile {calibration.profile}, {calibration.seeds} seeds\n"
    yield (
        f"{found.checks} checks; solution {found.solution}, template {found.template}; of {found.mistakes} "
        f"mistakes {found.caught} caught and {found.named} named; "
        f"the notebook took {found.seconds:.1f} CPU seconds.\n"
    )
    if calibration.thresholds:
        yield f"| {' | '.join(HEADINGS)} |"
        yield f"|---|---|{'---:|' * (len(HEADINGS) - 3)}---|"
        for one in calibration.thresholds:
            yield f"| {' | '.join(row(one))} |"
        yield f"\nLowest margin: {calibration.lowest_margin:.1f} deviations."
    else:
        yield "No check demands a threshold."
    for problem in found.problems or ("No problem.",):
        yield f"\n{problem}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("slugs", nargs="+", metavar="SLUG")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--profile", nargs="+", choices=("mini", "full"), default=("mini", "full"))
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    print_heading("The suites of the labs", __file__)
    for slug in arguments.slugs:
        assignment = builtin_course().assignment(slug)
        for profile in arguments.profile:
            found = validate_assignment(
                assignment, GradingOptions(profile), workers=arguments.workers, seeds=arguments.seeds
            )
            assert found.calibration is not None
            print("\n".join(lines(found, found.calibration)), flush=True)


if __name__ == "__main__":
    main()
