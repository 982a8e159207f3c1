"""In a sandbox: what belongs to another place or time in a notebook does not end a cell.

Notebooks come from Colab, from other machines and from older tutorials. What concerns only the place where
they ran (magics, installing, mounting a drive, folders, progress bars, styles of plots) does its work or says
in one line that it did nothing. Import paths that a library has merely renamed lead to the new ones. What
cannot be imported fails where it is used, not where it is imported. Names that a library removed stay out:
the feedback says what to write.

All of this runs in the process of the student, who can undo it and gains nothing.
"""

from __future__ import annotations

from typing import Any

from bareme.guest.compat.colab import install_colab
from bareme.guest.compat.magics import install_magics
from bareme.guest.compat.missing_imports import install_imports
from bareme.guest.compat.paths import install_files
from bareme.guest.compat.plots import install_plots

__all__ = ["install_compat"]


def install_compat(shell: Any) -> None:
    """Makes all of it ready in this process, which is that of the student; nothing is imported for it."""
    install_magics(shell)
    install_colab(shell)
    # After it, which looks for what stands in a `try` of the student's own.
    install_imports(shell)
    install_files()
    install_plots()
