"""Evidence: parts of a run that a page shows, beside a check or beside an exercise.

Its content comes from a student's sandbox. The bounds keep a page small whatever the student's code answers.
Numbers that people read are texts, formatted like those of NumPy. A module of this package that defines a
subclass of ``EvidenceValue`` adds a kind; nothing else lists it.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Annotated, TypeAlias, Union

from pydantic import Field

from bareme.results.evidence.array_comparison import (
    MAX_COLUMNS,
    MAX_ROWS,
    WORST_LEVEL,
    Comparison,
    DifferenceRow,
    Heatmap,
)
from bareme.results.evidence.confusion import MAX_CLASSES, MAX_IMAGES, MAX_SIDE, Confusion, WrongImage
from bareme.results.evidence.curve_plot import MAX_CURVES, MAX_POINTS, CurvePlot, EvidenceCurve
from bareme.results.evidence.evidence_value import (
    MAX_EVIDENCE,
    MAX_NAME,
    MAX_NUMBER,
    EvidenceValue,
    write_number,
)
from bareme.results.evidence.source_location import SourceLocation

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
    "EvidenceValue",
    "Heatmap",
    "SourceLocation",
    "WrongImage",
    "write_number",
]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

if TYPE_CHECKING:
    Evidence: TypeAlias = EvidenceValue
else:
    # The kinds are known only now. pydantic reads each entry of a result by its kind.
    Evidence = Annotated[Union[tuple(EvidenceValue.__subclasses__())], Field(discriminator="kind")]  # noqa: UP007
