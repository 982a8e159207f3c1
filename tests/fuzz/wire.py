"""Any bytes give bounded plain data that can be sent again, or a WireError.

The first byte chooses what the others are: a whole message, its JSON, or a blob that the JSON names.
"""

from __future__ import annotations

import json
import math
import struct

import harness

with harness.instrumented("bareme", "json"):
    from bareme import wire
    from bareme.errors import WireError

import numpy as np

PLAIN = (type(None), bool, int, float, complex, str, bytes, list, tuple, set, frozenset, dict)
LARGEST = 200
"""Values in memory for each byte that came: fewer than that, however they were written."""


def check(data: bytes) -> None:
    for content in messages(data):
        try:
            value = wire.decode(content)
        except WireError:
            continue
        assert size(value) <= LARGEST * len(content)
        again = wire.decode(wire.encode(value))
        assert shown(again) == shown(value)


def messages(data: bytes) -> tuple[bytes, ...]:
    rest = data[1:]
    match data[:1]:
        case b"j":
            blobs = (npy("<f8", "(2,)", bytes(16)), b"bytes")
            return (message(rest, *blobs),)
        case b"a":
            return (message(b'[{"array":0}]', rest), message(b'{"scalar":0}', rest))
        case b"h":
            head = struct.pack("<H", len(rest)) + rest if len(rest) < 2**16 else b""
            return tuple(
                message(b'{"array":0}', b"\x93NUMPY\x01\x00" + head + bytes(size)) for size in (0, 16)
            )
    return (data,)


def message(text: bytes, *blobs: bytes) -> bytes:
    head = b"bRm1" + struct.pack(">IQ", len(blobs), len(text))
    return head + b"".join(struct.pack(">Q", len(blob)) for blob in blobs) + text + b"".join(blobs)


def header(descr: str, shape: str, order: bool = False) -> bytes:
    return f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()


def npy(descr: str, shape: str, data: bytes) -> bytes:
    text = header(descr, shape)
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def size(value: object) -> int:
    """Counts values and bytes; fails on anything that is not plain."""
    if isinstance(value, np.ndarray | np.generic):
        assert not value.dtype.hasobject
        assert value.dtype.isnative
        return 1 + value.nbytes
    if isinstance(value, wire.Handle):
        assert type(value.number) is int
        return 2 + size(value.type_name)
    assert type(value) in PLAIN, type(value)
    if isinstance(value, str):
        value.encode()
        return 1 + len(value)
    if isinstance(value, dict):
        return 1 + sum(size(key) + size(item) for key, item in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return 1 + sum(map(size, value))
    return 1 + (len(value) if isinstance(value, bytes) else 0)


def shown(value: object) -> object:
    """Returns a key for a value that distinguishes types and equates NaN."""
    if isinstance(value, np.ndarray | np.generic):
        return type(value).__name__, value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, dict):
        return "dict", [(shown(key), shown(item)) for key, item in value.items()]
    if isinstance(value, set | frozenset):
        return type(value).__name__, sorted(repr(shown(item)) for item in value)
    if isinstance(value, list | tuple):
        return type(value).__name__, [shown(item) for item in value]
    if isinstance(value, float) and math.isnan(value):
        return "nan"
    return repr(value)


VALUE = {
    "a": np.arange(3.0),
    "b": (1, {2.5, "é"}, b"bytes", 2**70, frozenset([(1, None)])),
    "c": [np.bool_(True), np.array(["x", "yz"]), math.nan, 1j, -math.inf],
    "d": wire.Handle(3, "Model"),
}
FIELDS = {"handle": 1, "type": "a"}
TREES = [
    {"dict": [["a", {"array": 0}], [{"tuple": [1, None]}, {"bytes": 1}]]},
    [{"set": [{"int": "0xffffffffffffffffff"}]}, {"frozenset": [{"complex": [1, {"float": "nan"}]}]}],
    [FIELDS, {"scalar": 0}, "\ud83d\ude00\ud800", True, -1.5e300],
]
SEEDS = [
    wire.encode(VALUE),
    *(b"j" + json.dumps(tree).encode() for tree in TREES),
    b"a" + npy("<f8", "(2,)", bytes(16)),
    b"a" + npy(">U2", "(1, 2)", "aéb\U0001f600".encode("utf-32-be")),
    b"a" + npy("|b1", "(3, 0, 4)", b""),
    *(b"h" + header(descr, shape, True) for descr, shape in (("<c16", "()"), ("|S4", "(2, 2)"))),
]

if __name__ == "__main__":
    harness.main(check, SEEDS)
