"""Reads and writes arrays as ``.npy`` bytes, without pickle.

Bytes to read are hostile: nothing in their header is trusted.

Of the format (NumPy enhancement proposal 1), only the headers that NumPy writes for arrays of numbers and
text are accepted, by a regular expression. NumPy's reader evaluates the header as Python code, which has no
bound, and warns about hostile text.
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
from bareme.wire import framing

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
"""For a shape with zeros: the size if each zero were a one. Such shapes cost nothing to claim."""


def is_plain(array: NpyArray) -> bool:
    """Returns True for an array that can cross.

    Objects, structures, dates and elements of no size cannot.
    """
    return array.dtype.kind in _KINDS and array.dtype.itemsize > 0


def write_array(array: NpyArray) -> bytes:
    """Encodes an array that ``is_plain``.

    Raises:
        WireError: the array is too large.
    """
    framing.check_size(array.nbytes, framing.MAX_FRAME_BYTES)
    stream = io.BytesIO()
    # A contiguous base-class array, whatever the class and strides were.
    # `ascontiguousarray` makes at least one dimension of none.
    whole = np.ascontiguousarray(array).reshape(array.shape)
    npy.write_array(stream, whole, version=(1, 0), allow_pickle=False)
    return stream.getvalue()


def read_array(content: memoryview) -> NpyArray:
    """Parses an array; the result is native, writable and owns its memory.

    Raises:
        WireError: the bytes are malformed, or the array may not cross.
        ValueError, TypeError, struct.error: the bytes are malformed.
    """
    (length,) = _LENGTH.unpack_from(content, len(_MAGIC))
    start = len(_MAGIC) + _LENGTH.size
    header = _HEADER.fullmatch(bytes(content[start : start + length]))
    if bytes(content[: len(_MAGIC)]) != _MAGIC or header is None:
        raise WireError("an array in a form that NumPy does not write")
    dtype = np.dtype(header[1].decode("ascii"))
    # The regular expression has bounded the digits, and the number of axes is that of NumPy.
    shape = tuple(int(size) for size in re.findall(rb"\d+", header[3]))
    data = content[start + length :]
    # In Python's integers: NumPy's would overflow, and a huge shape could seem small.
    claimed = dtype.itemsize * math.prod(max(size, 1) for size in shape)
    if not dtype.itemsize or claimed > (_MAX_EMPTY_BYTES if 0 in shape else len(data)):
        raise WireError("an array of an impossible shape")
    if dtype.itemsize * math.prod(shape) != len(data):
        raise WireError("an array whose data does not fill its shape")
    return _read_numbers(data, dtype).reshape(shape, order="F" if header[2] == b"True" else "C")


def _read_numbers(data: memoryview, dtype: np.dtype[Any]) -> NpyArray:
    if dtype.kind == "b":
        # Any byte other than 0 and 1 would be a bool that equals neither.
        return np.frombuffer(data, np.uint8).astype(np.bool_)
    # A copy, in native order: a view would keep the whole message in memory and could not be written to.
    flat = np.frombuffer(data, dtype).astype(dtype.newbyteorder("="))
    if dtype.kind == "U" and flat.size:
        # NumPy does not check code points, and Python raises at the first look at an invalid one.
        points = flat.view(np.uint32)
        if points.max() > 0x10FFFF:
            raise WireError("an array with text that is not Unicode")
        points[(points >= 0xD800) & (points <= 0xDFFF)] = 0xFFFD
    return flat
