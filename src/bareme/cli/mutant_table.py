"""Formats the measurement of a suite by mutants as a table or JSON."""

from __future__ import annotations

import dataclasses
import textwrap
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bareme.cli.console import localize
from bareme.i18n.messages import N_, Message, as_message, localized_number, msg
from bareme.mutation.suite_measurement import ExerciseCounts, SuiteMeasurement, Survivor

__all__ = ["dump_measurement", "make_mutant_table"]

_HEADINGS = (
    N_("exercise"),
    N_("mutants"),
    N_("caught"),
    N_("surviving"),
    N_("equivalent"),
    N_("share caught"),
)


def dump_measurement(measured: SuiteMeasurement) -> dict[str, Any]:
    """Returns a measurement, ready for JSON."""
    exercises = [{**dataclasses.asdict(one), "share": round(one.share, 4)} for one in measured.exercises]
    return {**dataclasses.asdict(measured), "exercises": exercises}


def make_mutant_table(measured: SuiteMeasurement) -> RenderableType:
    """Returns the counts of each exercise, and below them the survivors that are not known."""
    title = (
        msg("%(slug)s, as before", slug=measured.slug)
        if measured.is_remembered
        else msg(
            "%(slug)s, %(seconds)s s of processor time",
            slug=measured.slug,
            seconds=localized_number(f"{measured.cpu_seconds:.1f}"),
        )
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in _HEADINGS:
        table.add_column(localize(heading), justify="right" if table.columns else "left", no_wrap=True)
    for one in (*measured.exercises, measured.total):
        table.add_row(*_make_row(one))
    notes = [Text(localize(one)) for one in _make_notes(measured)]
    survivors = [_make_survivor(one) for one in measured.survivors if not one.reason]
    return Group(Text(localize(title), style="bold"), table, *notes, *survivors)


def _make_row(one: ExerciseCounts) -> tuple[str, ...]:
    counts = (one.mutants, one.caught, one.surviving, one.equivalent)
    share = localize(localized_number(f"{100 * one.share:.1f} %"))
    return (one.exercise or localize(msg("all")), *map(str, counts), share)


def _make_notes(measured: SuiteMeasurement) -> list[Message]:
    notes = [
        msg("%(id)s is no survivor any more; take it out of survivors.toml.", id=name)
        for name in measured.stale
    ]
    if measured.drawing:
        names = ", ".join(measured.drawing)
        notes.append(msg("Not measured, since they give no plain values: %(names)s.", names=names))
    if measured.left_out:
        names = ", ".join(measured.left_out)
        notes.append(msg("Left out, since they need a run of the whole notebook: %(names)s.", names=names))
    for name, count in measured.not_tried.items():
        notes.append(
            msg(
                "`%(name)s` trains, so %(count)s further mutants of it were not tried.",
                name=name,
                count=count,
            )
        )
    known = sum(bool(one.reason) for one in measured.survivors)
    if known:
        notes.append(msg("Known survivors, with reasons in survivors.toml: %(count)s.", count=known))
    return notes


def _make_survivor(one: Survivor) -> Text:
    lines = textwrap.indent(f"- {one.before}\n+ {one.after}\n{one.difference}", "  ")
    return Text.assemble((f"{one.id}  {localize(as_message(one.sentence))}", "bold"), "\n", lines)
