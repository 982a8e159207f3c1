"""Limits on messages, and the handle of an object that cannot cross.

Every limit is checked before the memory or time that it bounds is used.
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
"""Of one message, nested ones included: an empty list takes 3 bytes on the wire, and 64 in memory."""
MAX_NESTING: Final = 64
MAX_BLOBS: Final = 10_000
MAX_INTEGER_BITS: Final = 4096
MAX_KEY_COMPARISONS: Final = 10**8
MAX_TYPE_NAME: Final = 200


@dataclass(frozen=True)
class Handle:
    """Refers to an object on the other side of the wall.

    It can be sent back there.
    """

    number: int
    type_name: str


def check_size(size: int, limit: int) -> None:
    """Raises WireError if a size in bytes exceeds its limit."""
    if size > limit:
        raise WireError(f"the value takes {size:,} bytes; at most {limit:,} may cross")


def check_count(count: int) -> None:
    """Raises WireError if there are too many values."""
    if count > MAX_VALUES:
        raise WireError(f"there are more than {MAX_VALUES:,} values in it; an array counts as one")


@dataclass
class HashCollisionBudget:
    """Bounds the time to build one message's dictionaries and sets.

    Numbers can be chosen so that their hashes collide. Then each key is compared with all others, and two
    frozensets of such numbers likewise, member by member.
    """

    _comparisons: int = 0
    _weights: dict[int, tuple[object, int]] = field(default_factory=dict)
    """By identity. The key is stored too, so that its identity is not reused."""

    def spend(self, keys: Collection[Any]) -> None:
        """Adds the keys of one dictionary or set to the account.

        Raises:
            WireError: all keys together could take too long.
        """
        self._comparisons += self._to_tell_apart(keys)
        if self._comparisons > MAX_KEY_COMPARISONS:
            raise WireError("it has more keys of dictionaries and members of sets than may cross")

    def _to_tell_apart(self, keys: Collection[Any]) -> int:
        return len(keys) * sum(map(self._weight, keys))

    def _weight(self, key: object) -> int:
        """Returns the maximal number of comparisons between two keys."""
        if not isinstance(key, tuple | frozenset):
            return 1
        if id(key) not in self._weights:
            inside = sum(map(self._weight, key)) if isinstance(key, tuple) else self._to_tell_apart(key)
            self._weights[id(key)] = key, 1 + inside
        return self._weights[id(key)][1]
