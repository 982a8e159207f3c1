"""The base of evidence, and the bounded types of its fields."""

from __future__ import annotations

import math
from typing import Annotated, Final

from babel.numbers import format_decimal, format_scientific
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

__all__ = [
    "MAX_EVIDENCE",
    "MAX_NAME",
    "MAX_NUMBER",
    "BoundedName",
    "Count",
    "EvidenceValue",
    "FiniteReal",
    "NumberText",
    "PlainValue",
    "Position",
    "write_number",
]

MAX_NAME: Final = 120
MAX_NUMBER: Final = 40
MAX_EVIDENCE: Final = 4
"""Of one check, or of one exercise."""

BoundedName = Annotated[str, StringConstraints(max_length=MAX_NAME)]
NumberText = Annotated[str, StringConstraints(max_length=MAX_NUMBER)]
Position = Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(max_length=32)]
"""The index of an element, or a shape."""
FiniteReal = Annotated[float, Field(allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]


class PlainValue(BaseModel):
    """A frozen value of ``result.json``, without any unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EvidenceValue(PlainValue):
    """Something that a page shows beside a check or an exercise.

    A subclass names its ``kind``, by which a result and the template ``evidence/<kind>.html.j2`` are read.
    """

    kind: str

    def heading(self, language: str) -> str:
        """Returns the heading beside an exercise; empty if it is only shown beside checks.

        Raises:
            InputError: there is no catalogue for the language.
        """
        return ""

    def describe(self, language: str) -> str:
        """Describes it in words: a caption, and the text for screen readers.

        Raises:
            InputError: there is no catalogue for the language.
        """
        return ""


def write_number(value: float, language: str) -> str:
    """Formats a number with at most four significant digits."""
    if value and not 1e-3 <= abs(value) < 1e5:
        return str(format_scientific(value, format="0.##E0", locale=language))
    digits = max(0, min(6, 3 - math.floor(math.log10(abs(value))))) if value else 0
    return str(format_decimal(round(value, digits), format="#,##0.######", locale=language))
