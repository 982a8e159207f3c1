"""Hooks into imports: patches modules, and makes modules importable that exist in no file."""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

__all__ = ["ModuleFiller", "Patch", "add_modules", "after_import", "reexport_module", "replace_function"]

Patch = Callable[[ModuleType], None]
ModuleFiller = Callable[[ModuleType], None]
"""Fills a fresh module with its contents."""


def after_import(patches: Mapping[str, Patch]) -> None:
    """Registers patches to apply directly after each module is executed.

    No other module can take a name from it before that.

    A module that is already imported is patched at once. No module is imported for this.
    """
    for name, patch in patches.items():
        if name in sys.modules:
            patch(sys.modules[name])
    # First, since the import system takes the first finder that knows a module.
    sys.meta_path.insert(0, _PatchFinder(patches))


def replace_function(module: ModuleType, name: str, make: Callable[[Any], Callable[..., Any]]) -> None:
    """Replaces a function by ``make(original)`` in every module that imported it.

    Only under the same name.

    A version of the library without that function is not changed.
    """
    original = getattr(module, name, None)
    if original is None:
        return
    replacement = functools.wraps(original)(make(original))
    # `from library import name` has copied the function into other modules.
    for other in tuple(sys.modules.values()):
        if getattr(other, "__dict__", {}).get(name) is original:
            setattr(other, name, replacement)


class _PatchFinder(MetaPathFinder):
    """Wraps the other finders' loaders so that patches run after execution."""

    def __init__(self, patches: Mapping[str, Patch]) -> None:
        self.patches = patches

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        patch = self.patches.get(fullname)
        if patch is None:
            return None
        finders = [finder for finder in sys.meta_path if finder is not self]
        specs = (finder.find_spec(fullname, path, target) for finder in finders)
        spec = next((spec for spec in specs if spec is not None), None)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def execute_and_patch(module: ModuleType) -> None:
            execute(module)
            patch(module)

        # Set on this instance only: each module from a file has a separate loader.
        spec.loader.exec_module = execute_and_patch  # type: ignore[method-assign]
        return spec


def add_modules(modules: Mapping[str, ModuleFiller], *, only_missing: bool = False) -> None:
    """Creates each of these modules when it is first imported.

    With ``only_missing``, an installed module takes precedence.
    """
    finder = _VirtualFinder(modules)
    # At the beginning, the module replaces one that is installed; at the end, it only fills a gap.
    sys.meta_path.insert(len(sys.meta_path) if only_missing else 0, finder)


def reexport_module(target: str) -> ModuleFiller:
    """Returns a loader that re-exports the renamed module."""

    def fill(module: ModuleType) -> None:
        real = importlib.import_module(target)
        names = {name: value for name, value in vars(real).items() if not name.startswith("__")}
        vars(module).update(names)

    return fill


class _VirtualFinder(MetaPathFinder, Loader):
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
