"""Writes results in the formats of other programs.

A module of this package that registers a function by ``exporter`` adds a text format; nothing else lists it.
The function takes results and returns text, or raises ``InputError`` for a class without results. It sorts by
student id, so that equal results give equal files. ``platform_exporter`` registers a function that takes a
``Batch``, which can have a worksheet, and returns several files. All exporters pass a conformance suite.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType

from bareme.exports.exporter import Batch, Export, Exporter, TextExporter, list_exporters

__all__ = ["EXPORTERS", "Batch", "Export", "Exporter", "TextExporter"]

# Importing a module registers its formats.
for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

EXPORTERS: Mapping[str, Exporter] = MappingProxyType(list_exporters())
