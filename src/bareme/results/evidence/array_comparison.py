"""An array beside the expected one, as evidence."""

from __future__ import annotations

import math
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from bareme.i18n.catalogs import translations
from bareme.results.evidence.evidence_value import (
    BoundedName,
    Count,
    EvidenceValue,
    NumberText,
    PlainValue,
    Position,
)

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "WORST_LEVEL", "Comparison", "DifferenceRow", "Heatmap"]

MAX_ROWS: Final = 9
MAX_COLUMNS: Final = 24
"""Of a heat map, and its rows too."""
WORST_LEVEL: Final = 4


class DifferenceRow(PlainValue):
    """An element of an array, with its expected value."""

    index: Position
    expected: NumberText
    got: NumberText
    right: bool


class Heatmap(PlainValue):
    """The error of each element of a matrix, in levels from 0 (right) to ``WORST_LEVEL``.

    A matrix with more rows or columns than ``MAX_COLUMNS`` is reduced to blocks of ``block`` elements,
    each with the level of its worst element.
    """

    levels: Annotated[
        tuple[
            Annotated[
                tuple[Annotated[int, Field(ge=0, le=WORST_LEVEL)], ...],
                Field(min_length=1, max_length=MAX_COLUMNS),
            ],
            ...,
        ],
        Field(min_length=1, max_length=MAX_COLUMNS),
    ]
    block: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]] = (1, 1)

    @model_validator(mode="after")
    def _is_regular(self) -> Self:
        if len({len(row) for row in self.levels}) != 1:
            raise ValueError("the rows of a heat map are of one length")
        return self


class Comparison(EvidenceValue):
    """An array compared with the expected one: some elements around the first difference, and a heat map."""

    kind: Literal["comparison"] = "comparison"
    name: BoundedName
    against: Literal["expected", "differences"] = "expected"
    """The source of the expected values: the right answer, or an estimate by finite differences."""
    shape: Position
    wrong: Count
    first: Position
    """The index of the first wrong element; with finite differences, of the worst."""
    rows: Annotated[tuple[DifferenceRow, ...], Field(min_length=1, max_length=MAX_ROWS)]
    heat: Heatmap | None = None

    def describe(self, language: str) -> str:
        """Counts the wrong values."""
        sentence = translations(language).ngettext(
            "%(wrong)d of %(size)d values is wrong.", "%(wrong)d of %(size)d values are wrong.", self.wrong
        )
        return sentence % {"wrong": self.wrong, "size": math.prod(self.shape)}
