"""Arrays as ``.npy`` bytes, without pickle. What is read is hostile: no word of its header is trusted.

Of the format (NumPy enhancement proposal 1), only what NumPy itself writes for arrays of numbers and of
text is read, and by a pattern: NumPy's own reader evaluates the header as Python, which is neither bounded
nor silent on text made to do harm.
"""

from __future__ import annotations

import io
import math
import re
import struct
from typing import Any, Final

import numpy as np
from numpy.lib import format as npy

from bareme.errors import WireError
from bareme.wire import limits

__all__ = ["is_plain", "read_array", "write_array"]

NpyArray = np.ndarray[Any, Any]

_KINDS: Final = frozenset("biufcSU")
_MAGIC: Final = b"\x93NUMPY\x01\x00"
_LENGTH: Final = struct.Struct("<H")
_HEADER: Final = re.compile(
    rb"\{'descr': '([<>|][biufcSU]\d{1,9})', 'fortran_order': (True|False), "
    rb"'shape': \((|\d{1,9},|\d{1,9}(?:, \d{1,9}){1,63})\), \} *\n"
)
_MAX_EMPTY_BYTES: Final = 2**20
"""What an array of no elements would take if its sizes of zero were one: they cost nothing to claim."""


def is_plain(array: NpyArray) -> bool:
    """Tells whether an array can cross: no objects, no structures, no dates, and elements of some size."""
    return array.dtype.kind in _KINDS and array.dtype.itemsize > 0


def write_array(array: NpyArray) -> bytes:
    """Returns the bytes of an array that ``is_plain``.

    Raises:
        WireError: it is too large.
    """
    limits.check_size(array.nbytes, limits.MAX_FRAME_BYTES)
    stream = io.BytesIO()
    # Written in C or Fortran order as it lies, whatever its class and its strides were.
    whole = np.ascontiguousarray(array).reshape(array.shape)
    npy.write_array(stream, whole, version=(1, 0), allow_pickle=False)
    return stream.getvalue()


def read_array(content: memoryview) -> NpyArray:
    """Returns the array that the bytes stand for: in native byte order, writable, with memory of its own.

    Raises:
        WireError: they are no array, or not one that may cross.
        ValueError, TypeError, struct.error: they are no array.
    """
    (length,) = _LENGTH.unpack_from(content, len(_MAGIC))
    start = len(_MAGIC) + _LENGTH.size
    header = _HEADER.fullmatch(bytes(content[start : start + length]))
    if bytes(content[: len(_MAGIC)]) != _MAGIC or header is None:
        raise WireError("an array in a form that NumPy does not write")
    dtype = np.dtype(header[1].decode("ascii"))
    shape = tuple(int(size) for size in re.findall(rb"\d+", header[3]))
    data = content[start + length :]
    claimed = dtype.itemsize * math.prod(max(size, 1) for size in shape)
    if not dtype.itemsize or claimed > (_MAX_EMPTY_BYTES if 0 in shape else len(data)):
        raise WireError("an array of an impossible shape")
    if dtype.itemsize * math.prod(shape) != len(data):
        raise WireError("an array whose data does not fill its shape")
    return _read_numbers(data, dtype).reshape(shape, order="F" if header[2] == b"True" else "C")


def _read_numbers(data: memoryview, dtype: np.dtype[Any]) -> NpyArray:
    if dtype.kind == "b":
        # Any other byte than 0 and 1 would be a truth value that is neither.
        return np.frombuffer(data, np.uint8).astype(np.bool_)
    flat = np.frombuffer(data, dtype).astype(dtype.newbyteorder("="))
    if dtype.kind == "U" and flat.size:
        points = flat.view(np.uint32)
        if points.max() > 0x10FFFF:
            raise WireError("an array with text that is not Unicode")
        points[(points >= 0xD800) & (points <= 0xDFFF)] = 0xFFFD
    return flat
