"""The registry of quirks, and the notices that they print into the output of a cell."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final, TypeAlias

__all__ = ["Install", "print_notice", "quirk", "registered_quirks"]

Install: TypeAlias = Callable[[Any], None]
"""Installs a shim, given the IPython shell before any student code."""

_MAX_LENGTH: Final = 500
_registered: Final[list[tuple[bool, str, Install]]] = []


def quirk(*, last: bool = False) -> Callable[[Install], Install]:
    """Registers a function that installs a shim.

    Shims are installed in the alphabetical order of their modules, so that a notebook runs the same on every
    machine.

    Args:
        last: after all others, for a shim that changes the code which others look for.
    """

    def register(install: Install) -> Install:
        _registered.append((last, install.__module__, install))
        return install

    return register


def registered_quirks() -> tuple[Install, ...]:
    """Returns the functions that install shims, in order."""
    return tuple(install for _, _, install in sorted(_registered, key=lambda entry: entry[:2]))


def print_notice(text: str) -> None:
    """Prints one line that cannot be taken for the student's own."""
    print(f"[bareme: {' '.join(text.split())[:_MAX_LENGTH]}]", file=sys.stderr)
