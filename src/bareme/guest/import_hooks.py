"""Replaces functions of libraries, now where they are imported, else as soon as they are."""

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
    """Has each module patched right after it is executed, before anybody takes a name from it.

    A module that is imported already is patched at once. Nothing is imported that is not asked for.
    """
    for name, patch in patches.items():
        if name in sys.modules:
            patch(sys.modules[name])
    sys.meta_path.insert(0, _Finder(patches))


def replace_function(module: ModuleType, name: str, make: Callable[[Any], Callable[..., Any]]) -> None:
    """Puts ``make(original)`` in the place of a function, in every module that has taken it by that name.

    A version of the library without that function is left as it is.
    """
    original = getattr(module, name, None)
    if original is None:
        return
    replacement = functools.wraps(original)(make(original))
    for other in tuple(sys.modules.values()):
        if getattr(other, "__dict__", {}).get(name) is original:
            setattr(other, name, replacement)


class _Finder(MetaPathFinder):
    """Finds what the other finders find, and adds the patch to what executes it."""

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

        # On this loader alone: each module from a file has one of its own.
        spec.loader.exec_module = execute_and_patch  # type: ignore[method-assign]
        return spec
