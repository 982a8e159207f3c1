"""Formats the calibration of thresholds as a table or JSON."""

from __future__ import annotations

import dataclasses
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bareme.cli.console import localize
from bareme.i18n.messages import N_, Message, localized_number, msg, nmsg
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


def make_calibration_table(slug: str, calibration: Calibration) -> RenderableType:
    """Returns the thresholds of an assignment, each check above its numbers.

    A row with the name of a check as well is too wide for a terminal of 80 columns.
    """
    title = nmsg(
        "%(slug)s, profile %(profile)s, %(number)d seed",
        "%(slug)s, profile %(profile)s, %(number)d seeds",
        calibration.seeds,
        slug=slug,
        profile=calibration.profile,
    )
    parts: list[RenderableType] = [Text(localize(title), style="bold")]
    for threshold in calibration.thresholds:
        parts.append(Text(f"{threshold.check}: {localize(threshold.quantity)}"))
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for heading in _NUMBERS:
            table.add_column(localize(heading), justify="right", no_wrap=True)
        table.add_row(*_numbers(threshold))
        parts.append(Padding(table, (0, 0, 0, 2)))
        best = threshold.best_mistake
        if best is not None:
            value = localized_number(f"{threshold.mistakes[best]:.4f}")
            said = msg("best mistake: %(mistake)s, %(value)s", mistake=best, value=value)
            parts.append(Padding(Text(localize(said)), (0, 0, 0, 2)))
    return Group(*parts)


def dump_calibration(calibration: Calibration) -> dict[str, Any]:
    """Returns a calibration without its problems, ready for JSON."""
    fields = dataclasses.asdict(calibration)
    del fields["problems"]
    return {**fields, "lowest_margin": calibration.lowest_margin}


def format_margin(margin: float | None) -> Message:
    """Formats a margin in standard deviations, or a dash without threshold."""
    return localized_number("-" if margin is None else f"{margin:.1f}")


def _numbers(one: Threshold) -> tuple[str, ...]:
    numbers = (
        localized_number(f"{one.threshold:g}"),
        localized_number(f"{one.mean:.4f}"),
        localized_number(f"{one.seed_deviation:.4f}"),
        localized_number(f"{one.sample_error:.4f}"),
        format_margin(one.margin),
        localized_number(f"{one.recommended:g}"),
    )
    return tuple(map(localize, numbers))
