"""Compatibility shims: Colab, other machines and old APIs fail no cell.

Notebooks come from Colab, from other machines and from older tutorials. Code that concerns only the place
where they ran (magics, installing, mounting a drive, folders, progress bars, plot styles) either works or
prints one line that it did nothing. Import paths that a library has merely renamed lead to the new ones. A
missing package fails where it is used, not where it is imported. Names that a library removed are not
restored: the feedback names their replacements.

All of this runs in the student's process; a student can undo it, and gains nothing.
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
    """Installs all shims in the student's process; imports no library for it."""
    install_magics(shell)
    install_colab(shell)
    # After install_colab, which looks for `try` statements: this one adds more of them.
    install_imports(shell)
    install_files()
    install_plots()
