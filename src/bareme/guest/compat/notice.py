"""Prints bareme's notices into the output of a cell."""

from __future__ import annotations

import sys

__all__ = ["print_notice"]

_MAX_LENGTH = 500


def print_notice(text: str) -> None:
    """Prints one line that cannot be taken for the student's own."""
    print(f"[bareme: {' '.join(text.split())[:_MAX_LENGTH]}]", file=sys.stderr)
