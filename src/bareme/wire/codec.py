"""Encodes plain values as bytes, and decodes bytes from the other side.

Structure is written as JSON, and arrays as ``.npy`` bytes without pickle. A value that JSON lacks is
an object with one tag as its key. A plain ``dict`` is itself tagged, so nothing can be mistaken for a tag::

    1.5  "text"  [1, 2]                     themselves
    (1, 2)                                  {"tuple": [1, 2]}
    {"a": nan}                              {"dict": [["a", {"float": "nan"}]]}
    numpy.zeros(3)                          {"array": 0}       the index of a blob
    anything else                           {"handle": 7, "type": "Model"}

Bytes from a sandbox are hostile: every size, depth and count has a limit, and decoded values are built from
the receiver's own types, so no method of the sender comes along.
Every limit is checked before the memory or time that it bounds is used.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from bareme.errors import WireError
from bareme.i18n.text import valid_text
from bareme.wire import framing
from bareme.wire.collision_budget import CollisionBudget
from bareme.wire.npy import NpyArray, is_plain, read_array, write_array

__all__ = ["Handle", "decode", "encode"]

MAX_VALUES: Final = 1_000_000
"""Of one message, nested ones included: an empty list takes 3 bytes on the wire, and 64 in memory."""
MAX_NESTING: Final = 64
MAX_INTEGER_BITS: Final = 4096
MAX_TYPE_NAME: Final = 200
_MAX_OBJECTS: Final = 1000
"""The largest array of objects that is sent as lists."""
_MAX_DIGITS: Final = 20
_UNLIKE_ARRAYS: Final = (np.ma.MaskedArray, np.matrix)
# Possessive quantifiers and an optional closing quote: linear time for any text.
_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)


@dataclass(frozen=True)
class Handle:
    """Refers to an object on the other side of the wall.

    It can be sent back there.
    """

    number: int
    type_name: str


ObjectTable = Callable[[object], object]
HandleReader = Callable[[Handle], object]


def encode(value: object, keep: ObjectTable | None = None) -> bytes:
    """Returns the bytes of a plain value.

    Args:
        value: what to send.
        keep: returns plain data or a handle for an object that is not plain data.

    Raises:
        WireError: the value is too deep or too large, or is not plain data and ``keep`` is None.
    """
    packer = _Encoder(keep)
    tree = packer.pack(value)
    return framing.join_parts(
        json.dumps(tree, allow_nan=False, separators=(",", ":")).encode("ascii"), packer.blobs
    )


def decode(content: bytes, resolve: HandleReader | None = None) -> Any:
    """Decodes a value, built from plain types of this process.

    Args:
        content: what arrived.
        resolve: returns the object of a handle; without it, handles stay ``Handle`` values.

    Raises:
        WireError: the bytes are malformed or exceed a limit.
    """
    try:
        text, blobs = framing.split_parts(memoryview(content))
        return _Decoder(blobs, resolve).unpack(_read_tree(text))
    except WireError:
        raise
    except Exception as error:  # hostile bytes reach parsers that can fail in any way
        # With the type alone: the text of such an exception can repeat hostile bytes.
        raise WireError(f"malformed bytes ({type(error).__name__})") from error


def _check_count(count: int) -> None:
    """Raises WireError if there are too many values."""
    if count > MAX_VALUES:
        raise WireError(f"there are more than {MAX_VALUES:,} values in it; an array counts as one")


@dataclass
class _Encoder:
    """Packs one value and collects its blobs."""

    keep: ObjectTable | None
    blobs: list[bytes] = field(default_factory=list)
    _budget: CollisionBudget = field(default_factory=CollisionBudget)
    _count: int = 0

    def pack(self, value: object, depth: int = 0) -> Any:
        """Returns the tree of a value.

        Raises:
            WireError: the value is too deep or too large, or is not plain data and there is no ``keep``.
        """
        if depth > MAX_NESTING:
            raise WireError(f"the value is nested more than {MAX_NESTING} deep")
        self._count += 1
        _check_count(self._count)
        # The order matters: a bool is an int, and some scalars of NumPy are floats or texts, but stay
        # scalars.
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, Handle):
            return {"handle": value.number, "type": value.type_name}
        # A masked array would lose its mask, and a matrix its rules; neither is the array that it looks like.
        if isinstance(value, np.ndarray | np.generic) and not isinstance(value, _UNLIKE_ARRAYS):
            return self._pack_array(value, depth)
        if isinstance(value, int):
            # `int`, `float` and `str` of the value drop a subclass, with whatever the student put into it.
            return _pack_int(int(value))
        if isinstance(value, float):
            number = float(value)
            return number if math.isfinite(number) else {"float": repr(number)}
        if isinstance(value, complex):
            return {"complex": [self.pack(value.real, depth), self.pack(value.imag, depth)]}
        if isinstance(value, str):
            framing.check_size(len(value), framing.MAX_JSON_BYTES)
            return str(value)
        if isinstance(value, bytes | bytearray):
            framing.check_size(len(value), framing.MAX_FRAME_BYTES)
            return self._blob("bytes", bytes(value))
        return self._pack_container(value, depth)

    def _pack_container(self, value: object, depth: int) -> Any:
        # The same budget as on the other side, so that a value that is too costly is refused where it is
        # made.
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
        # As lists, its items cross one by one, each of them checked.
        if array.size <= _MAX_OBJECTS and isinstance(value, np.ndarray):
            return self.pack(array.tolist(), depth + 1)
        if self.keep is None:
            raise WireError(f"an array of {array.dtype} is not plain data")
        return self.pack(self.keep(value), depth)

    def _blob(self, tag: str, content: bytes) -> Any:
        # While packing, so that no list of millions of arrays is built first.
        if len(self.blobs) == framing.MAX_BLOBS:
            raise WireError(
                f"it holds more than {framing.MAX_BLOBS:,} arrays, NumPy scalars and byte strings"
            )
        self.blobs.append(content)
        return {tag: len(self.blobs) - 1}


def _pack_int(value: int) -> Any:
    if -(2**63) <= value < 2**63:
        return value
    # Python needs quadratic time to write and read long integers in decimal, so they cross as hexadecimal,
    # and bounded.
    if value.bit_length() > MAX_INTEGER_BITS:
        raise WireError(f"an integer has {value.bit_length():,} bits; at most {MAX_INTEGER_BITS:,} may cross")
    return {"int": hex(value)}


def _read_tree(text: bytes) -> Any:
    """Parses JSON with bounded values and without NaN or Infinity.

    Raises:
        WireError: the text exceeds a limit.
        ValueError, RecursionError: it is not JSON, or nested too deep.
    """
    # Counted in the text, since building the tree would already use the memory.
    if _marks(text, 0, len(text)) > MAX_VALUES:
        _count_exactly(text)
    return json.loads(text, parse_constant=_refuse_constant, parse_int=_parse_int)


def _count_exactly(text: bytes) -> None:
    """Counts values exactly, ignoring commas and brackets inside strings."""
    count = start = 0
    for string in _STRING.finditer(text):
        count += _marks(text, start, string.start())
        _check_count(count)
        start = string.end()
    _check_count(count + _marks(text, start, len(text)))


def _marks(text: bytes, start: int, end: int) -> int:
    """Returns how many characters of JSON text can begin one more value."""
    return text.count(b",", start, end) + text.count(b"[", start, end) + text.count(b"{", start, end)


def _refuse_constant(name: str) -> object:
    raise WireError(f"{name} is not JSON")


def _parse_int(digits: str) -> int:
    # `int` of a long text takes quadratic time. 64 bits have 20 digits.
    if len(digits) > _MAX_DIGITS:
        raise WireError(f"an integer of more than {_MAX_DIGITS} digits must be tagged")
    return int(digits)


@dataclass
class _Decoder:
    """Unpacks one value."""

    blobs: Sequence[memoryview]
    resolve: HandleReader | None
    _budget: CollisionBudget = field(default_factory=CollisionBudget)
    _used: set[int] = field(default_factory=set)

    def unpack(self, node: Any, depth: int = 0) -> Any:
        """Returns the value of a tree.

        Raises:
            WireError: the tree is malformed or exceeds a limit.
            ValueError, TypeError: the tree is malformed.
        """
        if depth > MAX_NESTING:
            raise WireError(f"the value is nested more than {MAX_NESTING} deep")
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
            # The length before the conversion: hexadecimal digits of 4 bits, a sign and "0x".
            case "int" if isinstance(content, str) and len(content) <= MAX_INTEGER_BITS // 4 + 4:
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
        # Before a set or dictionary compares a single key.
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
        # `blobs[-1]` and `blobs[True]` would be valid for Python.
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
        # Shown in messages, so it is text of bounded length.
        handle = Handle(number, valid_text(type_name)[:MAX_TYPE_NAME])
        return handle if self.resolve is None else self.resolve(handle)
