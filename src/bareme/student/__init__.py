"""A submission as a suite sees it: functions, models, histories and figures.

All of these are values of the grader, built from plain data that the sandbox sent.
"""

from typing import TYPE_CHECKING, Any

from bareme.student.figure import Figure
from bareme.student.keras_config.parser import ModelRefused
from bareme.student.kinds.history_kind import History
from bareme.student.layers import Layer
from bareme.student.model import Model

if TYPE_CHECKING:
    from bareme.student.student import Student

__all__ = ["Figure", "History", "Layer", "Model", "ModelRefused", "Student"]


def __getattr__(name: str) -> Any:
    # ``Student`` brings Jupyter along, which the assertions of a suite do not need.
    if name == "Student":
        from bareme.student.student import Student

        return Student
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
