"""A bound on the time that building dictionaries and sets can take."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from bareme.errors import WireError

__all__ = ["CollisionBudget"]

# Some seconds of comparisons, at worst.
MAX_KEY_COMPARISONS: Final = 10**8


@dataclass
class CollisionBudget:
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
        # At worst each key is compared with each other one.
        return len(keys) * sum(map(self._weight, keys))

    def _weight(self, key: object) -> int:
        """Returns the maximal number of comparisons between two keys."""
        if not isinstance(key, tuple | frozenset):
            return 1
        # Stored, since a key that is met in many places would be walked through each time.
        if id(key) not in self._weights:
            inside = sum(map(self._weight, key)) if isinstance(key, tuple) else self._to_tell_apart(key)
            self._weights[id(key)] = key, 1 + inside
        return self._weights[id(key)][1]
