"""Observations of a check, from which known mistakes are recognised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

__all__ = [
    "Call",
    "ImportedModules",
    "InstructionCount",
    "Observation",
    "RaisedError",
    "VariableRead",
    "count_bytes",
]


@dataclass(frozen=True)
class RaisedError:
    """An exception of the student's code, as the sandbox reports it."""

    type_name: str
    message: str


@dataclass(frozen=True)
class Call:
    """A call into the sandbox by a check, with its value or exception."""

    name: str
    arguments: tuple[object, ...]
    keywords: dict[str, object]
    value: object = None
    raised: RaisedError | None = None
    after: tuple[tuple[object, ...], dict[str, object]] | None = None
    """The arguments after the call, if the check asked for them."""


@dataclass(frozen=True)
class InstructionCount:
    """The number of Python instructions that one call executed."""

    name: str
    arguments: tuple[object, ...]
    keywords: dict[str, object]
    count: int


@dataclass(frozen=True)
class VariableRead:
    """The value of a variable of the student."""

    name: str
    value: object


@dataclass(frozen=True)
class ImportedModules:
    """The top-level names of the modules that the submission imports."""

    modules: frozenset[str]
    function: str = ""
    """The function that uses these; empty if the whole submission was asked about."""


Observation: TypeAlias = Call | InstructionCount | VariableRead | ImportedModules


def count_bytes(observations: Iterable[Observation]) -> int:
    """Estimates the memory of the observed values."""
    values = [one.value for one in observations if isinstance(one, Call | VariableRead)]
    total = 0
    while values:
        value = values.pop()
        if type(value) is np.ndarray:
            total += value.nbytes
        elif type(value) is str or type(value) is bytes:
            total += len(value)
        elif type(value) is list or type(value) is tuple:
            total += 8 * len(value)
            values.extend(value)
        elif type(value) is dict:
            total += 16 * len(value)
            values.extend(value.values())
        else:
            total += 32
    return total
