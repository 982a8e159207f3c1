"""What may cross a wall, and the value that stands for what may not.

Every limit is checked before the memory or the time that it bounds is spent.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from bareme.errors import WireError

__all__ = ["Handle", "HashCollisionBudget", "check_count", "check_size"]

MAX_FRAME_BYTES: Final = 256 * 2**20
MAX_JSON_BYTES: Final = 8 * 2**20
MAX_VALUES: Final = 1_000_000
"""Of one message, those inside others included: a list of nothing takes 3 bytes here, and 64 in memory."""
MAX_NESTING: Final = 64
MAX_BLOBS: Final = 10_000
MAX_INTEGER_BITS: Final = 4096
MAX_KEY_COMPARISONS: Final = 10**8
MAX_TYPE_NAME: Final = 200


@dataclass(frozen=True)
class Handle:
    """Stands for an object that stays on the other side of the wall; can be sent back there."""

    number: int
    type_name: str


def check_size(size: int, limit: int) -> None:
    """Raises WireError where something takes more bytes than it may."""
    if size > limit:
        raise WireError(f"the value takes {size:,} bytes; at most {limit:,} may cross")


def check_count(count: int) -> None:
    """Raises WireError where there are more values than may cross."""
    if count > MAX_VALUES:
        raise WireError(f"there are more than {MAX_VALUES:,} values in it; an array counts as one")


@dataclass
class HashCollisionBudget:
    """Bounds the time that it takes to build the dictionaries and sets of one message.

    The hashes of numbers can be made to collide, and then each key is compared with all others; two
    frozensets of such numbers are compared member by member in the same way.
    """

    _comparisons: int = 0
    _weights: dict[int, tuple[object, int]] = field(default_factory=dict)
    """By identity; the key is held as well, so that no other object gets its identity."""

    def spend(self, keys: Collection[Any]) -> None:
        """Accounts for the keys of one dictionary or set.

        Raises:
            WireError: all together could take too long.
        """
        self._comparisons += self._to_tell_apart(keys)
        if self._comparisons > MAX_KEY_COMPARISONS:
            raise WireError("it has more keys of dictionaries and members of sets than may cross")

    def _to_tell_apart(self, keys: Collection[Any]) -> int:
        return len(keys) * sum(map(self._weight, keys))

    def _weight(self, key: object) -> int:
        """Returns how many plain values are compared, at most, where two such keys are."""
        if not isinstance(key, tuple | frozenset):
            return 1
        if id(key) not in self._weights:
            inside = sum(map(self._weight, key)) if isinstance(key, tuple) else self._to_tell_apart(key)
            self._weights[id(key)] = key, 1 + inside
        return self._weights[id(key)][1]
