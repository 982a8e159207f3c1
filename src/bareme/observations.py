"""What a check saw of a submission: plain facts, kept so that a known mistake can be recognised in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Call", "Imports", "Observation", "Raised", "Reading", "Steps"]


@dataclass(frozen=True)
class Raised:
    """An exception of the student's code, as the room says."""

    type_name: str
    message: str


@dataclass(frozen=True)
class Call:
    """One call from a check into the room: what came back, or what was raised instead."""

    name: str
    arguments: tuple[object, ...]
    keywords: dict[str, object]
    value: object = None
    raised: Raised | None = None
    after: tuple[tuple[object, ...], dict[str, object]] | None = None
    """The arguments as the call left them, where the check asked for them."""


@dataclass(frozen=True)
class Steps:
    """How many Python instructions one call executed."""

    name: str
    arguments: tuple[object, ...]
    keywords: dict[str, object]
    count: int


@dataclass(frozen=True)
class Reading:
    """The value of one of the student's variables."""

    name: str
    value: object


@dataclass(frozen=True)
class Imports:
    """The top-level names of the modules that the submission imports."""

    modules: frozenset[str]


Observation: TypeAlias = Call | Steps | Reading | Imports
