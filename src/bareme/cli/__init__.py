"""The command line: argv to typed arguments, one library call, an exit code."""

from bareme.cli.main import main

__all__ = ["main"]
