"""Patches modules, at once if they are imported, else on import."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

__all__ = ["Patch", "after_import", "replace_function"]

Patch = Callable[[ModuleType], None]


def after_import(patches: Mapping[str, Patch]) -> None:
    """Registers patches to apply directly after each module is executed.

    No other module can take a name from it before that.

    A module that is already imported is patched at once. No module is imported for this.
    """
    for name, patch in patches.items():
        if name in sys.modules:
            patch(sys.modules[name])
    sys.meta_path.insert(0, _Finder(patches))


def replace_function(module: ModuleType, name: str, make: Callable[[Any], Callable[..., Any]]) -> None:
    """Replaces a function by ``make(original)`` in every module that imported it.

    Only under the same name.

    A version of the library without that function is not changed.
    """
    original = getattr(module, name, None)
    if original is None:
        return
    replacement = functools.wraps(original)(make(original))
    for other in tuple(sys.modules.values()):
        if getattr(other, "__dict__", {}).get(name) is original:
            setattr(other, name, replacement)


class _Finder(MetaPathFinder):
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
