"""A snapshot of the notebook's variables, taken before the first hidden check.

A function that a hidden check calls could write its inputs into a history or into the weights of a model,
for the student to read on the page afterwards. So the page shows no variable that has changed since.
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
from bareme.student.kinds import find_remote_kind
from bareme.student.observations import VariableRead
from bareme.student.student import Student

__all__ = ["VariableSnapshot", "find_assigned_variables"]

# A name before a parenthesis is a call.
_VARIABLE: Final = re.compile(r"\bstudent\.([A-Za-z_]\w*)\b(?!\s*\()")
# Each is a request to the sandbox, and a model crosses with its weights.
_MAX_VARIABLES: Final = 50


def find_assigned_variables(suite: Iterable[Path]) -> tuple[str, ...]:
    """Returns the names of the variables that a suite reads as ``student.name``.

    Only reads that are written out in its files are found.
    """
    sources = [path.read_text(encoding="utf-8") for path in suite if path.is_file()]
    names = dict.fromkeys(_VARIABLE.findall("\n".join(sources)))
    # A public attribute of the fixture, such as `student.figures`, is no name of the notebook.
    return tuple(name for name in names if not hasattr(Student, name))[:_MAX_VARIABLES]


class VariableSnapshot:
    """Digests of variables, to recognise those that have not changed."""

    def __init__(self) -> None:
        self._digests: dict[str, str] | None = None

    @property
    def is_taken(self) -> bool:
        """True once hidden checks have begun."""
        return self._digests is not None

    def take(self, student: Student, names: Iterable[str]) -> None:
        """Stores the digests of variables; only the first call has an effect."""
        if self._digests is not None:
            return
        # Set before anything is read: if reading fails, no variable counts as unchanged, in place of every
        # one.
        self._digests = {}
        for name in names:
            with contextlib.suppress(StudentError):
                digest = _digest(getattr(student, name))
                if digest is not None:
                    self._digests[name] = digest

    def is_untouched(self, reading: VariableRead) -> bool:
        """Returns True if a variable has not changed since the snapshot.

        Before the snapshot is taken, this is true of every variable; afterwards, of none that it lacks.
        """
        if self._digests is None:
            return True
        with contextlib.suppress(StudentError):
            digest = _digest(reading.value)
            return digest is not None and digest == self._digests.get(reading.name)
        return False


def _digest(value: object) -> str | None:
    """Returns a value's digest; None for values that no evidence shows."""
    kind = find_remote_kind(value)
    if kind is not None:
        return kind.digest(value)
    if isinstance(value, list | tuple) and all(isinstance(item, float | int) for item in value):
        return sha256(repr(list(value)).encode()).hexdigest()
    # Shape and type are part of it: the same bytes can be another array.
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return sha256(repr((value.shape, value.dtype.str)).encode() + value.tobytes()).hexdigest()
    return None
