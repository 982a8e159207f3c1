"""The kinds of evidence that a page shows, with their bounds.

Their content comes from a student's sandbox. The bounds keep a page small whatever the student's code
answers. Numbers that people read are texts, formatted like those of NumPy.
"""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

__all__ = [
    "MAX_CLASSES",
    "MAX_COLUMNS",
    "MAX_CURVES",
    "MAX_EVIDENCE",
    "MAX_IMAGES",
    "MAX_NAME",
    "MAX_NUMBER",
    "MAX_POINTS",
    "MAX_ROWS",
    "MAX_SIDE",
    "WORST_LEVEL",
    "Comparison",
    "Confusion",
    "CurvePlot",
    "DifferenceRow",
    "Evidence",
    "EvidenceCurve",
    "Heatmap",
    "SourceLocation",
    "WrongImage",
]

MAX_NAME: Final = 120
MAX_NUMBER: Final = 40
MAX_EVIDENCE: Final = 4
"""Of one check, or of one exercise."""
MAX_ROWS: Final = 9
MAX_COLUMNS: Final = 24
"""Of a heat map, and its rows too."""
MAX_POINTS: Final = 200
MAX_CURVES: Final = 4
MAX_CLASSES: Final = 20
MAX_IMAGES: Final = 8
MAX_SIDE: Final = 64
WORST_LEVEL: Final = 4

_Name = Annotated[str, StringConstraints(max_length=MAX_NAME)]
_Number = Annotated[str, StringConstraints(max_length=MAX_NUMBER)]
_Index = Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(max_length=32)]
_Real = Annotated[float, Field(allow_inf_nan=False)]
_Count = Annotated[int, Field(ge=0)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceLocation(_Value):
    """A line of the student's code: ``cell`` is an index into the cells, ``line`` counts from 1."""

    kind: Literal["place"] = "place"
    cell: _Count
    line: Annotated[int, Field(ge=1)]
    function: _Name = ""
    """The function that contains the line; empty at the top level of the cell."""


class DifferenceRow(_Value):
    """An element of an array, with its expected value."""

    index: _Index
    expected: _Number
    got: _Number
    right: bool


class Heatmap(_Value):
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


class Comparison(_Value):
    """An array compared with the expected one: some elements around the first difference, and a heat map."""

    kind: Literal["comparison"] = "comparison"
    name: _Name
    against: Literal["expected", "differences"] = "expected"
    """The source of the expected values: the right answer, or an estimate by finite differences."""
    shape: _Index
    wrong: _Count
    first: _Index
    """The index of the first wrong element; with finite differences, of the worst."""
    rows: Annotated[tuple[DifferenceRow, ...], Field(min_length=1, max_length=MAX_ROWS)]
    heat: Heatmap | None = None


class EvidenceCurve(_Value):
    """The ordinates of a curve; None where a value is not finite."""

    name: _Name
    values: Annotated[tuple[_Real | None, ...], Field(max_length=MAX_POINTS)]


class CurvePlot(_Value):
    """Curves over the same abscissas.

    ``about`` is their kind: a ``function``, expected and actual; the ``losses`` of steps; or the ``training``
    in a history, one metric with its validation.
    """

    kind: Literal["curves"] = "curves"
    about: Literal["function", "losses", "training"]
    name: _Name
    abscissa: _Name = ""
    x: Annotated[tuple[_Real, ...], Field(min_length=2, max_length=MAX_POINTS)]
    curves: Annotated[tuple[EvidenceCurve, ...], Field(min_length=1, max_length=MAX_CURVES)]

    @model_validator(mode="after")
    def _are_of_one_length(self) -> Self:
        if any(len(curve.values) != len(self.x) for curve in self.curves):
            raise ValueError("each curve has one value for each abscissa")
        return self


class WrongImage(_Value):
    """A visible test image that a classifier got wrong, and its confidence."""

    height: Annotated[int, Field(ge=1, le=MAX_SIDE)]
    width: Annotated[int, Field(ge=1, le=MAX_SIDE)]
    # Base 64 takes four characters for three bytes, and fills up the last four.
    pixels: Annotated[str, StringConstraints(max_length=MAX_SIDE * MAX_SIDE * 4 // 3 + 4)]
    """The grey levels row by row, one byte each, in base 64."""
    truth: int
    guess: int
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None

    @property
    def grey_levels(self) -> bytes:
        """The grey levels row by row, one byte each."""
        return base64.b64decode(self.pixels, validate=True)

    @model_validator(mode="after")
    def _has_all_pixels(self) -> Self:
        try:
            # The page reads this many bytes by height and width.
            count = len(self.grey_levels)
        except binascii.Error as error:
            raise ValueError("the pixels of an image are in base 64") from error
        if count != self.height * self.width:
            raise ValueError("an image has one byte for each pixel")
        return self


class Confusion(_Value):
    """The confusion matrix of a classifier on the visible test samples.

    ``counts[i][j]`` is the number of samples of class ``classes[i]`` classified as ``classes[j]``.
    """

    kind: Literal["confusion"] = "confusion"
    name: _Name
    classes: Annotated[tuple[int, ...], Field(min_length=1, max_length=MAX_CLASSES)]
    counts: tuple[tuple[_Count, ...], ...]
    wrong: Annotated[tuple[WrongImage, ...], Field(max_length=MAX_IMAGES)] = ()
    """The wrong images with the highest confidence, in decreasing order of it."""

    @property
    def samples(self) -> int:
        """The number of samples."""
        return sum(map(sum, self.counts))

    @property
    def right(self) -> int:
        """The number of samples classified correctly."""
        return sum(row[index] for index, row in enumerate(self.counts))

    @model_validator(mode="after")
    def _is_square(self) -> Self:
        if [len(row) for row in self.counts] != [len(self.classes)] * len(self.classes):
            raise ValueError("a confusion matrix has one row and one column for each class")
        return self


Evidence: TypeAlias = Annotated[
    SourceLocation | Comparison | CurvePlot | Confusion, Field(discriminator="kind")
]
