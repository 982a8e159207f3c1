"""The frozen values of ``result.json``, points, and marks given by people."""

from bareme.results.marks import Mark, Marks, with_marks, without_marks
from bareme.results.result import (
    RESULT_FILE,
    CellRecord,
    CheckOutcome,
    ExerciseScore,
    Fingerprint,
    Result,
    StudentRecord,
    WrittenAnswer,
    in_order,
    read_result,
    revised,
)
from bareme.results.scoring import Totals, compute_totals

__all__ = [
    "RESULT_FILE",
    "CellRecord",
    "CheckOutcome",
    "ExerciseScore",
    "Fingerprint",
    "Mark",
    "Marks",
    "Result",
    "StudentRecord",
    "Totals",
    "WrittenAnswer",
    "compute_totals",
    "in_order",
    "read_result",
    "revised",
    "with_marks",
    "without_marks",
]
