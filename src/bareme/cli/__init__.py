"""Maps argv to typed arguments, one library call and an exit code."""

from bareme.cli.main import main

__all__ = ["main"]
