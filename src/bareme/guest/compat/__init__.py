"""Compatibility shims: Colab, other machines and old APIs fail no cell.

Notebooks come from Colab, from other machines and from older tutorials. Code that concerns only the place
where they ran (magics, installing, mounting a drive, folders, progress bars, plot styles) either works or
prints one line that it did nothing. Import paths that a library has merely renamed lead to the new ones. A
missing package fails where it is used, not where it is imported. Names that a library removed are not
restored: the feedback names their replacements.

All of this runs in the student's process; a student can undo it, and gains nothing.

A module of this package that registers a function by ``quirk`` adds a shim; nothing else lists it.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from bareme.guest.compat.quirk import registered_quirks

__all__ = ["install_compat"]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


def install_compat(shell: Any) -> None:
    """Installs all shims in the student's process; imports no library for it."""
    for install in registered_quirks():
        install(shell)
