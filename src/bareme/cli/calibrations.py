"""How the calibration of thresholds is shown."""

from __future__ import annotations

import dataclasses
from typing import Any

from rich.markup import escape
from rich.table import Table

from bareme.calibration import Calibration
from bareme.thresholds import Threshold

__all__ = ["calibration_json", "calibration_table", "margin_words"]

_NUMBERS = ("threshold", "mean", "seeds ±", "sample ±", "margin", "recommended")


def calibration_table(slug: str, calibration: Calibration) -> Table:
    """Returns the thresholds of an assignment as a table; its title says under which profile."""
    seeds = f"{calibration.seeds} seed{'s' if calibration.seeds > 1 else ''}"
    title = f"{slug}, profile {calibration.profile}, {seeds}"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("check", overflow="fold")
    for heading in _NUMBERS:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("best mistake", overflow="fold")
    for threshold in calibration.thresholds:
        table.add_row(*_row(threshold))
    return table


def calibration_json(calibration: Calibration) -> dict[str, Any]:
    """Returns all of a calibration but its problems, as JSON takes it."""
    fields = dataclasses.asdict(calibration)
    del fields["problems"]
    return {**fields, "lowest_margin": calibration.lowest_margin}


def margin_words(margin: float | None) -> str:
    """Returns a margin in deviations; a dash where there is no threshold."""
    return "-" if margin is None else f"{margin:.1f}"


def _row(one: Threshold) -> tuple[str, ...]:
    best = one.best_mistake
    return (
        f"{escape(one.check)}\n{one.quantity}",
        f"{one.threshold:g}",
        f"{one.mean:.4f}",
        f"{one.seed_deviation:.4f}",
        f"{one.sample_error:.4f}",
        margin_words(one.margin),
        f"{one.recommended:g}",
        "-" if best is None else f"{escape(best)}\n{one.mistakes[best]:.4f}",
    )
