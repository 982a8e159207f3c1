"""The exit codes of commands."""

from __future__ import annotations

from typing import Final

__all__ = ["INPUT_ERROR", "NOT_REACHED", "OUR_FAILURE", "STOPPED", "UNDETERMINED"]

NOT_REACHED: Final = 1
"""Done, and a requested result was not reached: a failing check, a stale template, an invalid suite."""
INPUT_ERROR: Final = 2
"""Wrong usage or input."""
UNDETERMINED: Final = 3
"""Done, but some results are undetermined."""
OUR_FAILURE: Final = 3
"""bareme itself failed: as for undetermined results, run the same command again."""
STOPPED: Final = 128
"""Added to the number of the signal, as in shells: 130 for Ctrl-C, 143 for SIGTERM."""
