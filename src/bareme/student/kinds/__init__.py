"""The kinds of sandbox objects that the grader receives as values.

A module of this package that defines a subclass of ``RemoteKind`` adds a kind; nothing else lists it.
"""

from __future__ import annotations

import importlib
import pkgutil

from bareme.student.remote_kind import Features, RemoteObject, find_remote_kind, remote_kind_of_type

__all__ = ["Features", "RemoteObject", "find_remote_kind", "remote_kind_of_type"]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
