"""What the variables of a notebook held before its code saw any input of a hidden check.

A function that a hidden check calls could write the inputs that it got into a history or into the weights of
a model, and read them on the page afterwards. So nothing is portrayed that has changed since.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np

from bareme.errors import StudentError
from bareme.student.history import History
from bareme.student.model import Model
from bareme.student.observations import VariableRead
from bareme.student.student import Student

__all__ = ["VariableSnapshot", "assigned_variables"]

_VARIABLE: Final = re.compile(r"\bstudent\.([A-Za-z_]\w*)\b(?!\s*\()")
_MOST: Final = 50


def assigned_variables(suite: Iterable[Path]) -> tuple[str, ...]:
    """Returns what a suite asks of ``student`` without calling it, where its files say so plainly."""
    sources = [path.read_text(encoding="utf-8") for path in suite if path.is_file()]
    names = dict.fromkeys(_VARIABLE.findall("\n".join(sources)))
    return tuple(name for name in names if not hasattr(Student, name))[:_MOST]


class VariableSnapshot:
    """Remembers variables, and recognises those that still hold the same."""

    def __init__(self) -> None:
        self._held: dict[str, str] | None = None

    @property
    def has_noted(self) -> bool:
        """Tells whether hidden checks have begun."""
        return self._held is not None

    def note(self, student: Student, names: Iterable[str]) -> None:
        """Remembers what variables hold now; after this, others count as changed."""
        if self._held is not None:
            return
        self._held = {}
        for name in names:
            with contextlib.suppress(StudentError):
                digest = _digest(getattr(student, name))
                if digest is not None:
                    self._held[name] = digest

    def is_untouched(self, reading: VariableRead) -> bool:
        """Tells whether a variable holds what it did; anything does before the first is noted."""
        if self._held is None:
            return True
        with contextlib.suppress(StudentError):
            digest = _digest(reading.value)
            return digest is not None and digest == self._held.get(reading.name)
        return False


def _digest(value: object) -> str | None:
    """Returns what two equal values have in common; None for what is portrayed nowhere."""
    if isinstance(value, Model):
        # Code of the student's own answers as it likes, whatever its weights are.
        return None if value.unverified else value.description.digest
    if isinstance(value, History):
        # In their order, since it decides which curves are drawn and how.
        return _of((list(value.metrics.items()), value.epochs))
    if isinstance(value, list | tuple) and all(isinstance(item, float | int) for item in value):
        return _of(list(value))
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return sha256(repr((value.shape, value.dtype.str)).encode() + value.tobytes()).hexdigest()
    return None


def _of(value: object) -> str:
    return sha256(repr(value).encode()).hexdigest()
