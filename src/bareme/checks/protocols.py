"""What the checks need of a submission: two seams, so that they know nothing of sandboxes."""

from __future__ import annotations

from typing import Protocol

__all__ = ["ImportsModules", "StudentFunction"]


class StudentFunction(Protocol):
    """A function of the student's, called where the student's code lives.

    Every method raises a ``StudentError`` when the student's code is the reason that there is no
    answer.
    """

    @property
    def __name__(self) -> str: ...

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Returns the value of the call as plain data, or an opaque handle."""

    def call_and_return_arguments(
        self, *args: object, **kwargs: object
    ) -> tuple[object, tuple[object, ...], dict[str, object]]:
        """Returns the value, and the positional and named arguments as the call left them."""

    def count_steps(self, *args: object, **kwargs: object) -> int:
        """Returns how many Python bytecode instructions the call executed."""


class ImportsModules(Protocol):
    """Something that knows which modules its source imports."""

    def imported_modules(self) -> frozenset[str]:
        """Returns the top-level names of the imported modules."""
