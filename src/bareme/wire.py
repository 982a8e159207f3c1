"""Plain values to bytes and back: the only thing that crosses a wall.

Structure is JSON, arrays are ``.npy`` bytes without pickle. A value that JSON lacks is an object with
one tag as its key, so a plain ``dict`` is itself tagged and nothing can be mistaken for a tag::

    1.5  "text"  [1, 2]                     themselves
    (1, 2)                                  {"tuple": [1, 2]}
    {"a": nan}                              {"dict": [["a", {"float": "nan"}]]}
    numpy.zeros(3)                          {"array": 0}       the index of a blob
    anything else                           {"handle": 7, "type": "Model"}

What arrives from a room is hostile: every size, depth and count has a limit, and what is returned is
built from types of the receiver's own, so no method of the sender comes along.
"""

from __future__ import annotations

import io
import json
import math
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.lib import format as npy

from bareme.errors import WireError

__all__ = ["Handle", "decode", "encode", "read_frame", "write_frame"]

MAX_BYTES: Final = 256 * 2**20
MAX_JSON_BYTES: Final = 8 * 2**20
MAX_DEPTH: Final = 64
MAX_BLOBS: Final = 10_000
MAX_INTEGER_BITS: Final = 4096
MAX_KEY_PAIRS: Final = 10**8
"""Of the keys of each ``dict`` and ``set``: hashes can be made to collide, and then all are compared."""
MAX_TYPE_NAME: Final = 200
ARRAY_KINDS: Final = frozenset("biufcSU")

_HEAD = struct.Struct(">4sI")
_LENGTH = struct.Struct(">Q")
_MAGIC = b"bRm1"


@dataclass(frozen=True)
class Handle:
    """Stands for an object that stays on the other side of the wall; can be sent back there."""

    number: int
    type_name: str


Keep = Callable[[object], Handle]
Resolve = Callable[[Handle], object]


def encode(value: object, keep: Keep | None = None) -> bytes:
    """Returns the bytes of a plain value.

    Args:
        value: what to send.
        keep: is asked for a handle for every object that is not plain data.

    Raises:
        WireError: the value is too deep or too large, or is not plain data and ``keep`` is None.
    """
    packer = _Packer(keep)
    text = json.dumps(packer.pack(value, 0), allow_nan=False, separators=(",", ":")).encode("ascii")
    lengths = struct.pack(f">{len(packer.blobs)}Q", *map(len, packer.blobs))
    content = b"".join(
        (_HEAD.pack(_MAGIC, len(packer.blobs)), _LENGTH.pack(len(text)), lengths, text, *packer.blobs)
    )
    if len(text) > MAX_JSON_BYTES or len(content) > MAX_BYTES:
        raise WireError(f"the value takes {len(content):,} bytes; at most {MAX_BYTES:,} may cross")
    return content


def decode(content: bytes, resolve: Resolve | None = None) -> Any:
    """Returns the value that the bytes stand for, built from plain types of this process.

    Args:
        content: what arrived.
        resolve: turns a handle back into its object; without it a handle stays a ``Handle``.

    Raises:
        WireError: the bytes are malformed or exceed a limit.
    """
    try:
        text, blobs = _split(content)
        tree = json.loads(text, parse_constant=_refuse_constant, parse_int=_parse_int)
        return _Unpacker(blobs, resolve).unpack(tree, 0)
    except WireError:
        raise
    except Exception as error:  # hostile bytes reach parsers that can fail in any way
        raise WireError(f"malformed bytes ({type(error).__name__})") from error


def write_frame(send: Callable[[bytes], None], content: bytes) -> None:
    """Sends one message with its length before it."""
    send(_LENGTH.pack(len(content)))
    send(content)


def read_frame(receive: Callable[[int], bytes]) -> bytes:
    """Reads one message; ``receive(n)`` returns between 1 and n bytes, or none at the end.

    Raises:
        WireError: the message announces more than the limit.
        EOFError: the other side is gone.
    """
    (length,) = _LENGTH.unpack(_read_exactly(receive, _LENGTH.size))
    if length > MAX_BYTES:
        raise WireError(f"the value takes {length:,} bytes; at most {MAX_BYTES:,} may cross")
    return _read_exactly(receive, length)


def _read_exactly(receive: Callable[[int], bytes], length: int) -> bytes:
    # Grows with what really arrives, so that an announced length costs nothing.
    content = bytearray()
    while len(content) < length:
        part = receive(min(length - len(content), 2**20))
        if not part:
            raise EOFError
        content += part
    return bytes(content)


def _split(content: bytes) -> tuple[bytes, list[bytes]]:
    if len(content) > MAX_BYTES:
        raise WireError(f"the value takes {len(content):,} bytes; at most {MAX_BYTES:,} may cross")
    magic, count = _HEAD.unpack_from(content, 0)
    (text_length,) = _LENGTH.unpack_from(content, _HEAD.size)
    if magic != _MAGIC or count > MAX_BLOBS or text_length > MAX_JSON_BYTES:
        raise WireError("malformed header, or more structure than may cross")
    lengths = struct.unpack_from(f">{count}Q", content, _HEAD.size + _LENGTH.size)
    start = _HEAD.size + _LENGTH.size + 8 * count
    if start + text_length + sum(lengths) != len(content):
        raise WireError("the parts do not add up to the whole")
    text = content[start : start + text_length]
    blobs, start = [], start + text_length
    for length in lengths:
        blobs.append(content[start : start + length])
        start += length
    return text, blobs


def _refuse_constant(name: str) -> object:
    raise WireError(f"{name} is not JSON")


def _parse_int(digits: str) -> int:
    if len(digits) > 20:
        raise WireError("an integer of more than 20 digits must be tagged")
    return int(digits)


@dataclass
class _KeyBudget:
    pairs: int = 0

    def spend(self, keys: int) -> None:
        self.pairs += keys**2
        if self.pairs > MAX_KEY_PAIRS:
            raise WireError("more keys of dictionaries and members of sets than may cross")


@dataclass
class _Packer:
    keep: Keep | None
    blobs: list[bytes] = field(default_factory=list)
    budget: _KeyBudget = field(default_factory=_KeyBudget)

    def pack(self, value: object, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise WireError(f"the value is nested more than {MAX_DEPTH} deep")
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, Handle):
            return {"handle": value.number, "type": value.type_name}
        if isinstance(value, np.ndarray | np.generic):
            return self._pack_array(value, depth)
        if isinstance(value, int):
            return self._pack_int(int(value))
        if isinstance(value, float):
            number = float(value)
            return number if math.isfinite(number) else {"float": repr(number)}
        if isinstance(value, complex):
            return {"complex": [self.pack(value.real, depth), self.pack(value.imag, depth)]}
        if isinstance(value, str):
            return str(value)
        if isinstance(value, bytes | bytearray):
            return self._blob("bytes", bytes(value))
        return self._pack_container(value, depth)

    def _pack_container(self, value: object, depth: int) -> Any:
        if isinstance(value, dict | set | frozenset):
            self.budget.spend(len(value))
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

    def _pack_int(self, value: int) -> Any:
        if -(2**63) <= value < 2**63:
            return value
        if value.bit_length() > MAX_INTEGER_BITS:
            raise WireError(
                f"an integer has {value.bit_length():,} bits; at most {MAX_INTEGER_BITS:,} may cross"
            )
        return {"int": hex(value)}

    def _pack_array(self, value: np.ndarray[Any, Any] | np.generic, depth: int) -> Any:
        array = np.asarray(value)
        if array.dtype.kind not in ARRAY_KINDS or array.dtype.itemsize == 0:
            if array.size <= 1000 and isinstance(value, np.ndarray):
                return self.pack(array.tolist(), depth + 1)
            if self.keep is None:
                raise WireError(f"an array of {array.dtype} is not plain data")
            return self.pack(self.keep(value), depth)
        if array.nbytes > MAX_BYTES:
            raise WireError(f"the value takes {array.nbytes:,} bytes; at most {MAX_BYTES:,} may cross")
        stream = io.BytesIO()
        npy.write_array(
            stream, np.ascontiguousarray(array).reshape(array.shape), version=(1, 0), allow_pickle=False
        )
        return self._blob("array" if isinstance(value, np.ndarray) else "scalar", stream.getvalue())

    def _blob(self, tag: str, content: bytes) -> Any:
        self.blobs.append(content)
        return {tag: len(self.blobs) - 1}


@dataclass
class _Unpacker:
    blobs: list[bytes]
    resolve: Resolve | None
    budget: _KeyBudget = field(default_factory=_KeyBudget)
    used: set[int] = field(default_factory=set)

    def unpack(self, node: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise WireError(f"the value is nested more than {MAX_DEPTH} deep")
        if isinstance(node, str):
            return _without_surrogates(node)
        if isinstance(node, list):
            return [self.unpack(item, depth + 1) for item in node]
        if not isinstance(node, dict):
            return node
        if set(node) == {"handle", "type"}:
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
            case "int" if isinstance(content, str) and len(content) <= MAX_INTEGER_BITS // 4 + 4:
                return int(content, 16)
            case "complex":
                real, imaginary = self._items(content, depth - 1)
                return complex(float(real), float(imaginary))
            case "bytes":
                return self._blob(content)
            case "array":
                return _read_array(self._blob(content))
            case "scalar":
                return _read_array(self._blob(content))[()]
        raise WireError("an unknown tag")

    def _items(self, content: Any, depth: int) -> list[Any]:
        if not isinstance(content, list):
            raise WireError("a container that is not one")
        return [self.unpack(item, depth) for item in content]

    def _keys(self, content: Any, depth: int) -> list[Any]:
        keys = self._items(content, depth)
        self.budget.spend(len(keys))
        return keys

    def _dict(self, content: Any, depth: int) -> dict[Any, Any]:
        if not isinstance(content, list) or not all(
            isinstance(pair, list) and len(pair) == 2 for pair in content
        ):
            raise WireError("a container that is not one")
        keys = self._keys([key for key, _ in content], depth)
        return dict(zip(keys, self._items([item for _, item in content], depth), strict=True))

    def _blob(self, index: Any) -> bytes:
        if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < len(self.blobs):
            raise WireError("a blob that is not there")
        # One large blob named often would take more memory than ever crossed.
        if index in self.used:
            raise WireError("a blob that is used twice")
        self.used.add(index)
        return self.blobs[index]

    def _unpack_handle(self, node: dict[str, Any]) -> object:
        number, type_name = node["handle"], node["type"]
        if not isinstance(number, int) or isinstance(number, bool) or not isinstance(type_name, str):
            raise WireError("a handle that is not one")
        handle = Handle(number, _without_surrogates(type_name)[:MAX_TYPE_NAME])
        return handle if self.resolve is None else self.resolve(handle)


def _without_surrogates(text: str) -> str:
    """A lone surrogate cannot be written to any file later on."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _read_array(content: bytes) -> np.ndarray[Any, Any]:
    """Reads ``.npy`` bytes without trusting a word of their header."""
    stream = io.BytesIO(content)
    if npy.read_magic(stream) != (1, 0):
        raise WireError("an array in an unknown version of the format")
    shape, fortran_order, dtype = npy.read_array_header_1_0(stream, max_header_size=10_000)
    if (
        dtype.kind not in ARRAY_KINDS
        or dtype.hasobject
        or dtype.names
        or dtype.subdtype
        or not dtype.itemsize
    ):
        raise WireError(f"an array of {dtype.kind!r}")
    if len(shape) > 32 or any(size < 0 or size > MAX_BYTES for size in shape):
        raise WireError("an array of an impossible shape")
    data = content[stream.tell() :]
    if math.prod(shape) * dtype.itemsize != len(data):
        raise WireError("an array whose data does not fill its shape")
    if dtype.kind == "b":
        flat = np.frombuffer(data, np.uint8) != 0  # any other byte would be a truth value that is neither
    else:
        flat = np.frombuffer(data, dtype).astype(dtype.newbyteorder("="))
    if dtype.kind == "U" and flat.size:
        points = flat.view(np.uint32)
        if points.max() > 0x10FFFF:
            raise WireError("an array with text that is not Unicode")
        points[(points >= 0xD800) & (points <= 0xDFFF)] = 0xFFFD
    array: np.ndarray[Any, Any] = flat.reshape(shape, order="F" if fortran_order else "C")
    return array
