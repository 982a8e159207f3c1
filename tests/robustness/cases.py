"""Notebooks like those of real students, with their expected results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from robustness.labs import ARRAYS, NETWORK

__all__ = ["Case", "arrays", "network"]


@dataclass(frozen=True)
class Case:
    """One notebook: a right answer with something odd."""

    name: str
    lab: Literal["arrays", "network"]
    cells: tuple[str, ...]
    fair: str
    """Why what it gets is fair."""
    lost: tuple[str, ...] = ()
    """The exercises that it does not get the points of."""
    sentence: str = ""
    """What the student's page says of it."""
    output: str = ""
    """What bareme says into the output of a cell."""
    broken: int = 0
    """How many cells do not run to their end."""
    format: Literal["ipynb", "py"] = field(default="ipynb")


def arrays(name: str, *, fair: str, changes: Mapping[str, str] | None = None, **rest: object) -> Case:
    """Returns a case in which cells of the NumPy lab are exchanged, or added after the others."""
    return _case(name, "arrays", ARRAYS, fair, changes, rest)


def network(name: str, *, fair: str, changes: Mapping[str, str] | None = None, **rest: object) -> Case:
    """Returns a case in which cells of the Keras lab are exchanged, or added after the others."""
    return _case(name, "network", NETWORK, fair, changes, rest)


def _case(
    name: str,
    lab: Literal["arrays", "network"],
    right: Mapping[str, str],
    fair: str,
    changes: Mapping[str, str] | None,
    rest: Mapping[str, object],
) -> Case:
    changed = {**({"first": changes["first"]} if changes and "first" in changes else {}), **right}
    cells = tuple({**changed, **(changes or {})}.values())
    return Case(name, lab, cells, fair, **rest)
