"""The registry of mutation operators, which find edits in a function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from bareme.mutation.edits import Edit

__all__ = ["MutationOperator", "list_operators", "mutation_operator"]

MutationOperator: TypeAlias = Callable[[ast.FunctionDef], Iterator[Edit]]
"""Yields edits of a function without docstring; the same ones for the same source."""

_registered: Final[dict[str, MutationOperator]] = {}


def mutation_operator(family: str) -> Callable[[MutationOperator], MutationOperator]:
    """Registers an operator under the name of its family, which begins the ids of its mutants."""

    def register(operator: MutationOperator) -> MutationOperator:
        if family in _registered:
            raise ValueError(f"two families of operators are called {family}")
        _registered[family] = operator
        return operator

    return register


def list_operators() -> Mapping[str, MutationOperator]:
    """Returns the registered operators by family."""
    return MappingProxyType(_registered)
