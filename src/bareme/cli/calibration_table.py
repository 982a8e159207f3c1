"""Formats the calibration of thresholds as a table or JSON."""

from __future__ import annotations

import dataclasses
from typing import Any

from rich.markup import escape
from rich.table import Table

from bareme.cli.console import localize
from bareme.i18n.messages import N_, Message, localized_number, nmsg
from bareme.validation.calibration import Calibration
from bareme.validation.thresholds import Threshold

__all__ = ["dump_calibration", "format_margin", "make_calibration_table"]

_NUMBERS = (
    N_("threshold"),
    N_("mean"),
    N_("seeds ±"),
    N_("sample ±"),
    N_("margin"),
    N_("recommended"),
)


def make_calibration_table(slug: str, calibration: Calibration) -> Table:
    """Returns the thresholds of an assignment as a table."""
    title = nmsg(
        "%(slug)s, profile %(profile)s, %(number)d seed",
        "%(slug)s, profile %(profile)s, %(number)d seeds",
        calibration.seeds,
        slug=slug,
        profile=calibration.profile,
    )
    table = Table(title=localize(title), title_justify="left", box=None, pad_edge=False)
    table.add_column(localize(N_("check")), overflow="fold")
    for heading in _NUMBERS:
        table.add_column(localize(heading), justify="right", no_wrap=True)
    table.add_column(localize(N_("best mistake")), overflow="fold")
    for threshold in calibration.thresholds:
        table.add_row(*_row(threshold))
    return table


def dump_calibration(calibration: Calibration) -> dict[str, Any]:
    """Returns a calibration without its problems, ready for JSON."""
    fields = dataclasses.asdict(calibration)
    del fields["problems"]
    return {**fields, "lowest_margin": calibration.lowest_margin}


def format_margin(margin: float | None) -> Message:
    """Formats a margin in standard deviations, or a dash without threshold."""
    return localized_number("-" if margin is None else f"{margin:.1f}")


def _row(one: Threshold) -> tuple[str, ...]:
    best = one.best_mistake
    return (
        # Rich would read the brackets of a parametrised check as markup.
        f"{escape(one.check)}\n{localize(one.quantity)}",
        *(
            localize(number)
            for number in (
                localized_number(f"{one.threshold:g}"),
                localized_number(f"{one.mean:.4f}"),
                localized_number(f"{one.seed_deviation:.4f}"),
                localized_number(f"{one.sample_error:.4f}"),
                format_margin(one.margin),
                localized_number(f"{one.recommended:g}"),
            )
        ),
        "-" if best is None else f"{escape(best)}\n{localize(localized_number(f'{one.mistakes[best]:.4f}'))}",
    )
