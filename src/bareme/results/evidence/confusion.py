"""Confusion matrices with misclassified images, as evidence."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from bareme.i18n.catalogs import translations
from bareme.results.evidence.evidence_value import BoundedName, Count, EvidenceValue, PlainValue

__all__ = ["MAX_CLASSES", "MAX_IMAGES", "MAX_SIDE", "Confusion", "WrongImage"]

MAX_CLASSES: Final = 20
MAX_IMAGES: Final = 8
MAX_SIDE: Final = 64


class WrongImage(PlainValue):
    """A visible test image that a classifier got wrong, and its confidence."""

    height: Annotated[int, Field(ge=1, le=MAX_SIDE)]
    width: Annotated[int, Field(ge=1, le=MAX_SIDE)]
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
            count = len(self.grey_levels)
        except binascii.Error as error:
            raise ValueError("the pixels of an image are in base 64") from error
        if count != self.height * self.width:
            raise ValueError("an image has one byte for each pixel")
        return self


class Confusion(EvidenceValue):
    """The confusion matrix of a classifier on the visible test samples.

    ``counts[i][j]`` is the number of samples of class ``classes[i]`` classified as ``classes[j]``.
    """

    kind: Literal["confusion"] = "confusion"
    name: BoundedName
    classes: Annotated[tuple[int, ...], Field(min_length=1, max_length=MAX_CLASSES)]
    counts: tuple[tuple[Count, ...], ...]
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

    def heading(self, language: str) -> str:
        """Returns the heading of a confusion matrix."""
        return translations(language).gettext("Confusion matrix")

    def describe(self, language: str) -> str:
        """Counts the recognised samples, and names the most frequent confusion."""
        gettext = translations(language).gettext
        sentence = gettext("%(right)d of the %(samples)d test images that you have are recognised.") % {
            "right": self.right,
            "samples": self.samples,
        }
        most, truth, guess = max(
            (count, -row, -column)
            for row, counts in enumerate(self.counts)
            for column, count in enumerate(counts)
            if row != column or len(counts) == 1
        )
        if most < 2 or len(self.classes) < 2:
            return sentence
        worst = gettext("The most frequent error: %(truth)d is predicted as %(guess)d, %(count)d times.") % {
            "truth": self.classes[-truth],
            "guess": self.classes[-guess],
            "count": most,
        }
        return f"{sentence} {worst}"
