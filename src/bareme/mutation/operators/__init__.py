"""Families of mutation operators, one a module.

A module of this package that registers a function by ``mutation_operator`` adds a family; nothing else lists
it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Final

from bareme.mutation.operator_registry import MutationOperator, list_operators

__all__ = ["OPERATORS"]

# Importing a module registers its family.
for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

OPERATORS: Final[Mapping[str, MutationOperator]] = list_operators()
