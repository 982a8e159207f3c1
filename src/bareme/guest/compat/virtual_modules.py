"""Makes modules importable that exist in no file."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

__all__ = ["ModuleFiller", "add_modules", "reexport_module"]

ModuleFiller = Callable[[ModuleType], None]
"""Fills a fresh module with its contents."""


def add_modules(modules: Mapping[str, ModuleFiller], *, only_missing: bool = False) -> None:
    """Creates each of these modules when it is first imported.

    With ``only_missing``, an installed module takes precedence.
    """
    finder = _Finder(modules)
    sys.meta_path.insert(len(sys.meta_path) if only_missing else 0, finder)


def reexport_module(target: str) -> ModuleFiller:
    """Returns a loader that re-exports the renamed module."""

    def fill(module: ModuleType) -> None:
        real = importlib.import_module(target)
        names = {name: value for name, value in vars(real).items() if not name.startswith("__")}
        vars(module).update(names)

    return fill


class _Finder(MetaPathFinder, Loader):
    def __init__(self, modules: Mapping[str, ModuleFiller]) -> None:
        self.modules = modules

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self.modules:
            return None
        is_package = any(name.startswith(f"{fullname}.") for name in self.modules)
        return ModuleSpec(fullname, self, is_package=is_package)

    def exec_module(self, module: ModuleType) -> None:
        """Fills the module, as the import system requires."""
        self.modules[module.__name__](module)
