"""Runs a guarantee's test at the levels that promise it, or do not."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
import pytest

from bareme.sandbox.spec import Isolation
from sandbox import attempts, attempts_kernel
from sandbox.promises import GUARANTEES, LEVELS

__all__ = ["ATTEMPTS", "MASKED", "TRIED", "credit", "demonstrating", "promising"]

ATTEMPTS: Final = (inspect.getsource(attempts), inspect.getsource(attempts_kernel))
"""The cells of a notebook that knows every attempt."""
MASKED: Final = (str(Path(np.__file__).parent / "testing"), str(Path(np.__file__).parent / "py.typed"))
"""A folder and a file inside what every sandbox can read."""
TRIED: Final[defaultdict[tuple[str, Isolation], list[str]]] = defaultdict(list)
"""The tests of each guarantee at each level."""

Test = TypeVar("Test", bound=Callable[..., object])


def promising(guarantee: str) -> Callable[[Test], Test]:
    """Runs a test at every level that promises a guarantee."""
    return _at(guarantee, [level for level in LEVELS if GUARANTEES[guarantee].is_promised_at(level)])


def demonstrating(guarantee: str) -> Callable[[Test], Test]:
    """Runs a demonstration at every level that does not promise a guarantee."""
    return _at(guarantee, [level for level in LEVELS if not GUARANTEES[guarantee].is_promised_at(level)])


def credit(guarantee: str, test: Callable[..., object]) -> None:
    """Counts a test with a ``level`` parameter as one of a guarantee.

    The test must run at every level.
    """
    assert GUARANTEES[guarantee].instead == {}
    assert "level" in inspect.signature(test).parameters
    for level in LEVELS:
        TRIED[guarantee, level].append(test.__name__)


def _at(guarantee: str, levels: Sequence[Isolation]) -> Callable[[Test], Test]:
    assert levels, guarantee
    needs_linux = bool(GUARANTEES[guarantee].elsewhere)

    def decorate(test: Test) -> Test:
        for level in levels:
            TRIED[guarantee, level].append(test.__name__)
        places = [(level, needs_linux) for level in levels]
        return pytest.mark.parametrize("level", places, ids=levels, indirect=True)(test)

    return decorate
