"""Protocols of a submission, so that checks are independent of sandboxes."""

from __future__ import annotations

from typing import Protocol

__all__ = ["ImportsModules", "StudentFunction"]


class StudentFunction(Protocol):
    """A function of the student, called in the sandbox.

    Every method raises a ``StudentError`` if the student's code is the reason that there is no answer.
    """

    @property
    def __name__(self) -> str: ...

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Returns the value as plain data, or an opaque handle."""

    def call_and_return_arguments(
        self, *args: object, **kwargs: object
    ) -> tuple[object, tuple[object, ...], dict[str, object]]:
        """Returns the value, and the positional and named arguments after the call."""

    def call_and_return_warnings(self, *args: object, **kwargs: object) -> tuple[object, tuple[str, ...]]:
        """Returns the value, and the messages of the runtime warnings during the call."""

    def count_steps(self, *args: object, **kwargs: object) -> int:
        """Returns the number of Python bytecode instructions of the call."""


class ImportsModules(Protocol):
    """A submission that knows the modules that its source imports, or a function those that it uses."""

    def imported_modules(self) -> frozenset[str]:
        """Returns the top-level names of the imported modules."""
