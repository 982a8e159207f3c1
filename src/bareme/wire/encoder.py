"""Encodes plain values as a JSON tree and a list of blobs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bareme.errors import WireError
from bareme.wire import limits
from bareme.wire.limits import Handle, HashCollisionBudget
from bareme.wire.npy import NpyArray, is_plain, write_array

__all__ = ["Encoder", "ObjectTable"]

ObjectTable = Callable[[object], Handle]

_MAX_OBJECTS = 1000
"""The largest array of objects that is sent as lists."""


@dataclass
class Encoder:
    """Packs one value and collects its blobs."""

    keep: ObjectTable | None
    blobs: list[bytes] = field(default_factory=list)
    _budget: HashCollisionBudget = field(default_factory=HashCollisionBudget)
    _count: int = 0

    def pack(self, value: object, depth: int = 0) -> Any:
        """Returns the tree of a value.

        Raises:
            WireError: the value is too deep or too large, or is not plain data and there is no ``keep``.
        """
        if depth > limits.MAX_NESTING:
            raise WireError(f"the value is nested more than {limits.MAX_NESTING} deep")
        self._count += 1
        limits.check_count(self._count)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, Handle):
            return {"handle": value.number, "type": value.type_name}
        if isinstance(value, np.ndarray | np.generic):
            return self._pack_array(value, depth)
        if isinstance(value, int):
            return _pack_int(int(value))
        if isinstance(value, float):
            number = float(value)
            return number if math.isfinite(number) else {"float": repr(number)}
        if isinstance(value, complex):
            return {"complex": [self.pack(value.real, depth), self.pack(value.imag, depth)]}
        if isinstance(value, str):
            limits.check_size(len(value), limits.MAX_JSON_BYTES)
            return str(value)
        if isinstance(value, bytes | bytearray):
            limits.check_size(len(value), limits.MAX_FRAME_BYTES)
            return self._blob("bytes", bytes(value))
        return self._pack_container(value, depth)

    def _pack_container(self, value: object, depth: int) -> Any:
        if isinstance(value, dict | set | frozenset):
            self._budget.spend(value)
        if isinstance(value, dict):
            pairs = [[self.pack(key, depth + 1), self.pack(item, depth + 1)] for key, item in value.items()]
            return {"dict": pairs}
        for kind, tag in ((list, None), (tuple, "tuple"), (set, "set"), (frozenset, "frozenset")):
            if isinstance(value, kind):
                items = [self.pack(item, depth + 1) for item in value]
                return items if tag is None else {tag: items}
        if self.keep is None:
            raise WireError(f"{type(value).__name__} is not plain data")
        return self.pack(self.keep(value), depth)

    def _pack_array(self, value: NpyArray | np.generic, depth: int) -> Any:
        array = np.asarray(value)
        if is_plain(array):
            return self._blob("array" if isinstance(value, np.ndarray) else "scalar", write_array(array))
        if array.size <= _MAX_OBJECTS and isinstance(value, np.ndarray):
            return self.pack(array.tolist(), depth + 1)
        if self.keep is None:
            raise WireError(f"an array of {array.dtype} is not plain data")
        return self.pack(self.keep(value), depth)

    def _blob(self, tag: str, content: bytes) -> Any:
        if len(self.blobs) == limits.MAX_BLOBS:
            raise WireError(f"it holds more than {limits.MAX_BLOBS:,} arrays, NumPy scalars and byte strings")
        self.blobs.append(content)
        return {tag: len(self.blobs) - 1}


def _pack_int(value: int) -> Any:
    if -(2**63) <= value < 2**63:
        return value
    if value.bit_length() > limits.MAX_INTEGER_BITS:
        raise WireError(
            f"an integer has {value.bit_length():,} bits; at most {limits.MAX_INTEGER_BITS:,} may cross"
        )
    return {"int": hex(value)}
