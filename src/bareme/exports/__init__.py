"""Writes results in the formats of other programs.

An exporter takes results and returns text, or raises ``InputError`` for a class without results. It sorts
by student id, so that equal results give equal files. All exporters pass one conformance suite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bareme.exports.gradebook import render_gradebook
from bareme.exports.junit import render_junit
from bareme.results.result import Result

__all__ = ["EXPORTERS", "Exporter"]


@dataclass(frozen=True)
class Exporter:
    """A format: its default file name and its render function."""

    file_name: str
    render: Callable[[Sequence[Result]], str]


EXPORTERS: Mapping[str, Exporter] = MappingProxyType(
    {
        "csv": Exporter("gradebook.csv", render_gradebook),
        "junit": Exporter("junit.xml", render_junit),
    }
)
