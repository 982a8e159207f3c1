"""Lines of the student's code, as evidence."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bareme.results.evidence.evidence_value import BoundedName, Count, EvidenceValue

__all__ = ["SourceLocation"]


class SourceLocation(EvidenceValue):
    """A line of the student's code: ``cell`` is an index into the cells, ``line`` counts from 1."""

    kind: Literal["place"] = "place"
    cell: Count
    line: Annotated[int, Field(ge=1)]
    function: BoundedName = ""
    """The function that contains the line; empty at the top level of the cell."""
