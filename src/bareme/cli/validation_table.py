"""Formats the findings of `bareme validate` as a table or JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from bareme.cli.calibration_table import dump_calibration, format_margin, make_calibration_table
from bareme.cli.console import echo_about, localize
from bareme.i18n.messages import N_, Message, localized_number, msg, nmsg
from bareme.validation.validator import Validation

__all__ = ["dump_validation", "print_validations"]


def dump_validation(validation: Validation) -> dict[str, Any]:
    """Returns a validation ready for JSON, its calibration only if there is one."""
    fields = dataclasses.asdict(dataclasses.replace(validation, calibration=None))
    del fields["calibration"]
    found = validation.calibration
    return fields if found is None else {**fields, "calibration": dump_calibration(found)}


def print_validations(found: Sequence[Validation]) -> None:
    """Prints a row for each assignment, then the thresholds and the problems."""
    calibrations = {one.slug: one.calibration for one in found if one.calibration is not None}
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in (
        N_("assignment"),
        N_("checks"),
        N_("solution"),
        N_("template"),
        N_("caught"),
        N_("named"),
        N_("CPU s"),
        *((N_("margin"),) if calibrations else ()),
        N_("verdict"),
    ):
        table.add_column(localize(heading), no_wrap=not table.columns)
    for one in found:
        table.add_row(
            one.slug,
            str(one.checks),
            localize(localized_number(one.solution)),
            localize(localized_number(one.template)),
            f"{one.caught}/{one.mistakes}",
            f"{one.named}/{one.mistakes}",
            localize(localized_number(f"{one.seconds:.1f}")),
            *((localize(format_margin(calibrations[one.slug].lowest_margin)),) if calibrations else ()),
            localize(_verdict(one)),
        )
    Console().print(table)
    for slug, calibration in calibrations.items():
        if calibration.thresholds:
            Console().print("", make_calibration_table(slug, calibration))
    for one in found:
        for sentence in (*one.problems, *one.untranslated):
            echo_about(one.slug, sentence)


def _verdict(validation: Validation) -> Message:
    found = len(validation.problems)
    if found:
        return nmsg("%(number)d problem", "%(number)d problems", found)
    return msg("valid, as before") if validation.is_remembered else msg("valid")
