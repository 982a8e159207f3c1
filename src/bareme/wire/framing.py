"""Splits streams into messages, and messages into parts.

All numbers are unsigned and big-endian::

    stream   length of the message (64 bits), message, length, message, ...
    message  "bRm1", number of blobs n (32 bits), length of the JSON (64 bits),
             lengths of the n blobs (64 bits each), JSON, the blobs one after another

Every announced length is hostile: it is compared with a limit, then with the bytes that really came.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Final

from bareme.errors import WireError

__all__ = ["check_size", "join_parts", "read_frame", "split_parts", "write_frame"]

MAX_FRAME_BYTES: Final = 256 * 2**20
"""Of one message."""
MAX_JSON_BYTES: Final = 8 * 2**20
MAX_BLOBS: Final = 10_000
"""Of one message."""

_HEAD: Final = struct.Struct(">4sI")
_LENGTH: Final = struct.Struct(">Q")
_MAGIC: Final = b"bRm1"
_PART_BYTES: Final = 2**20


def check_size(size: int, limit: int) -> None:
    """Raises WireError if a size in bytes exceeds its limit."""
    if size > limit:
        raise WireError(f"the value takes {size:,} bytes; at most {limit:,} may cross")


def write_frame(send: Callable[[bytes], None], content: bytes) -> None:
    """Sends one message with its length before it."""
    send(_LENGTH.pack(len(content)))
    send(content)


def read_frame(receive: Callable[[int], bytes]) -> bytes:
    """Reads one message from a stream.

    ``receive(n)`` returns between 1 and n bytes, or none at the end.

    Raises:
        WireError: the announced length exceeds the limit.
        EOFError: the other side has closed the stream.
    """
    (length,) = _LENGTH.unpack(_read_exactly(receive, _LENGTH.size))
    # Before anything is read: 64 bits can announce more than any memory holds.
    check_size(length, MAX_FRAME_BYTES)
    return _read_exactly(receive, length)


def _read_exactly(receive: Callable[[int], bytes], length: int) -> bytes:
    # Grows with the bytes that arrive, so that a false length allocates nothing.
    content = bytearray()
    while len(content) < length:
        part = receive(min(length - len(content), _PART_BYTES))
        if not part:
            raise EOFError
        content += part
    return bytes(content)


def join_parts(text: bytes, blobs: Sequence[bytes]) -> bytes:
    """Returns the message of a JSON text and its blobs.

    Raises:
        WireError: the message is too large.
    """
    check_size(len(text), MAX_JSON_BYTES)
    lengths = struct.pack(f">{len(blobs)}Q", *map(len, blobs))
    parts = (_HEAD.pack(_MAGIC, len(blobs)), _LENGTH.pack(len(text)), lengths, text, *blobs)
    # Before the parts are joined, which takes their size once more.
    check_size(sum(map(len, parts)), MAX_FRAME_BYTES)
    return b"".join(parts)


def split_parts(content: memoryview) -> tuple[bytes, list[memoryview]]:
    """Splits a message into its JSON text and uncopied blobs.

    Raises:
        WireError: the parts do not add up, or are too large.
        struct.error: the message ends within its head.
    """
    check_size(len(content), MAX_FRAME_BYTES)
    magic, count = _HEAD.unpack_from(content, 0)
    (text_length,) = _LENGTH.unpack_from(content, _HEAD.size)
    if magic != _MAGIC or count > MAX_BLOBS or text_length > MAX_JSON_BYTES:
        raise WireError("malformed header, or more structure than may cross")
    # count is at most MAX_BLOBS here, so this reads a bounded number of lengths, or raises.
    lengths = struct.unpack_from(f">{count}Q", content, _HEAD.size + _LENGTH.size)
    start = _HEAD.size + _LENGTH.size * (1 + count)
    # Equal, not only within: bytes that belong to nothing would be a hidden message. Python's integers do not
    # overflow here.
    if start + text_length + sum(lengths) != len(content):
        raise WireError("the parts do not add up to the whole")
    # A copy, since `json.loads` takes no view. The blobs stay views, since an array copies its own.
    text = bytes(content[start : start + text_length])
    blobs, start = [], start + text_length
    for length in lengths:
        blobs.append(content[start : start + length])
        start += length
    return text, blobs
