"""The options that commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from bareme.course import Profile
from bareme.room.spec import Isolation

__all__ = [
    "CourseOption",
    "IsolationOption",
    "JsonOption",
    "LanguageOption",
    "ProfileOption",
    "WorkersOption",
    "worker_count",
]


Language = Literal["en", "fr"]

CourseOption = Annotated[
    Path | None,
    typer.Option("--course", metavar="DIR", help="The course; by default the one here, or the built-in one."),
]
ProfileOption = Annotated[
    Profile, typer.Option("--profile", help="mini: small data, offline; full: the real data.")
]
IsolationOption = Annotated[
    Isolation | None,
    typer.Option("--isolation", help="By default the strongest that this machine allows."),
]
LanguageOption = Annotated[Language | None, typer.Option("--lang", help="The language of the pages.")]
WorkersOption = Annotated[
    int | None,
    typer.Option("--workers", min=1, metavar="N", help="Submissions at a time; by default one per core."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def worker_count(workers: int | None) -> int:
    """Returns how many submissions to grade at a time."""
    if workers is not None:
        return workers
    available = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return len(available)
