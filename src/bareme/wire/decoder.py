"""Decodes a JSON tree and its blobs into plain values.

The values are built from types of the receiving process.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bareme.errors import WireError
from bareme.i18n.text import valid_text
from bareme.wire import limits
from bareme.wire.limits import Handle, HashCollisionBudget
from bareme.wire.npy import read_array

__all__ = ["Decoder", "HandleReader", "read_tree"]

HandleReader = Callable[[Handle], object]

_MAX_DIGITS: Final = 20
# Possessive quantifiers and an optional closing quote: linear time for any text.
_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)


def read_tree(text: bytes) -> Any:
    """Parses JSON with bounded values and without NaN or Infinity.

    Raises:
        WireError: the text exceeds a limit.
        ValueError, RecursionError: it is not JSON, or nested too deep.
    """
    # Counted in the text, since building the tree would already use the memory.
    if _marks(text, 0, len(text)) > limits.MAX_VALUES:
        _check_count(text)
    return json.loads(text, parse_constant=_refuse_constant, parse_int=_parse_int)


def _check_count(text: bytes) -> None:
    """Counts values exactly, ignoring commas and brackets inside strings."""
    count = start = 0
    for string in _STRING.finditer(text):
        count += _marks(text, start, string.start())
        limits.check_count(count)
        start = string.end()
    limits.check_count(count + _marks(text, start, len(text)))


def _marks(text: bytes, start: int, end: int) -> int:
    """Returns how many characters of JSON text can begin one more value."""
    return text.count(b",", start, end) + text.count(b"[", start, end) + text.count(b"{", start, end)


def _refuse_constant(name: str) -> object:
    raise WireError(f"{name} is not JSON")


def _parse_int(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise WireError(f"an integer of more than {_MAX_DIGITS} digits must be tagged")
    return int(digits)


@dataclass
class Decoder:
    """Unpacks one value."""

    blobs: Sequence[memoryview]
    resolve: HandleReader | None
    _budget: HashCollisionBudget = field(default_factory=HashCollisionBudget)
    _used: set[int] = field(default_factory=set)

    def unpack(self, node: Any, depth: int = 0) -> Any:
        """Returns the value of a tree.

        Raises:
            WireError: the tree is malformed or exceeds a limit.
            ValueError, TypeError: the tree is malformed.
        """
        if depth > limits.MAX_NESTING:
            raise WireError(f"the value is nested more than {limits.MAX_NESTING} deep")
        if isinstance(node, str):
            return valid_text(node)
        if isinstance(node, list):
            return [self.unpack(item, depth + 1) for item in node]
        if not isinstance(node, dict):
            return node
        if len(node) == 2 and set(node) == {"handle", "type"}:
            return self._unpack_handle(node)
        if len(node) != 1:
            raise WireError("an object with other than one tag")
        ((tag, content),) = node.items()
        return self._unpack_tagged(tag, content, depth + 1)

    def _unpack_tagged(self, tag: str, content: Any, depth: int) -> Any:
        match tag:
            case "tuple":
                return tuple(self._items(content, depth))
            case "set":
                return set(self._keys(content, depth))
            case "frozenset":
                return frozenset(self._keys(content, depth))
            case "dict":
                return self._dict(content, depth)
            case "float" if content in ("nan", "inf", "-inf"):
                return float(content)
            case "int" if isinstance(content, str) and len(content) <= limits.MAX_INTEGER_BITS // 4 + 4:
                return int(content, 16)
            case "complex":
                real, imaginary = self._items(content, depth - 1)
                return complex(float(real), float(imaginary))
            case "bytes":
                return bytes(self._blob(content))
            case "array":
                return read_array(self._blob(content))
            case "scalar":
                return read_array(self._blob(content))[()]
        raise WireError("an unknown tag")

    def _items(self, content: Any, depth: int) -> list[Any]:
        if not isinstance(content, list):
            raise WireError("a container that is not one")
        return [self.unpack(item, depth) for item in content]

    def _keys(self, content: Any, depth: int) -> list[Any]:
        keys = self._items(content, depth)
        self._budget.spend(keys)
        return keys

    def _dict(self, content: Any, depth: int) -> dict[Any, Any]:
        if not isinstance(content, list) or not all(
            isinstance(pair, list) and len(pair) == 2 for pair in content
        ):
            raise WireError("a container that is not one")
        keys = self._keys([key for key, _ in content], depth)
        return dict(zip(keys, self._items([item for _, item in content], depth), strict=True))

    def _blob(self, index: Any) -> memoryview:
        if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < len(self.blobs):
            raise WireError("a blob that is not there")
        # Many references to one large blob would use far more memory than was sent.
        if index in self._used:
            raise WireError("a blob that is used twice")
        self._used.add(index)
        return self.blobs[index]

    def _unpack_handle(self, node: dict[str, Any]) -> object:
        number, type_name = node["handle"], node["type"]
        if not isinstance(number, int) or isinstance(number, bool) or not isinstance(type_name, str):
            raise WireError("a handle that is not one")
        handle = Handle(number, valid_text(type_name)[: limits.MAX_TYPE_NAME])
        return handle if self.resolve is None else self.resolve(handle)
