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
_specific: Final[set[str]] = set()


def mutation_operator(
    family: str, *, is_specific: bool = False
) -> Callable[[MutationOperator], MutationOperator]:
    """Registers an operator under the name of its family, which begins the ids of its mutants.

    Where two families make the same mutant, the sentence of one that ``is_specific`` to a library is taken.
    """

    def register(operator: MutationOperator) -> MutationOperator:
        if family in _registered:
            raise ValueError(f"two families of operators are called {family}")
        _registered[family] = operator
        if is_specific:
            _specific.add(family)
        return operator

    return register


def list_operators() -> Mapping[str, MutationOperator]:
    """Returns the registered operators by family, the specific ones first."""
    ordered = sorted(_registered, key=lambda family: family not in _specific)
    return MappingProxyType({family: _registered[family] for family in ordered})
