"""Messages on a stream, and the parts of one message.

A message is ``bRm1``, the number of its blobs (32 bits), the length of its JSON and of each blob (64 bits
each, big-endian), the JSON, and the blobs. On a stream, its length (64 bits) comes before it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Final

from bareme.errors import WireError
from bareme.wire import limits

__all__ = ["join_parts", "read_frame", "split_parts", "write_frame"]

_HEAD: Final = struct.Struct(">4sI")
_LENGTH: Final = struct.Struct(">Q")
_MAGIC: Final = b"bRm1"
_PART_BYTES: Final = 2**20


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
    limits.check_size(length, limits.MAX_FRAME_BYTES)
    return _read_exactly(receive, length)


def _read_exactly(receive: Callable[[int], bytes], length: int) -> bytes:
    # Grows with what really arrives, so that an announced length costs nothing.
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
        WireError: it is larger than what may cross.
    """
    limits.check_size(len(text), limits.MAX_JSON_BYTES)
    lengths = struct.pack(f">{len(blobs)}Q", *map(len, blobs))
    parts = (_HEAD.pack(_MAGIC, len(blobs)), _LENGTH.pack(len(text)), lengths, text, *blobs)
    limits.check_size(sum(map(len, parts)), limits.MAX_FRAME_BYTES)
    return b"".join(parts)


def split_parts(content: memoryview) -> tuple[bytes, list[memoryview]]:
    """Returns the JSON text of a message and its blobs, which stay where they are.

    Raises:
        WireError: the parts do not add up, or are larger than what may cross.
        struct.error: the message ends within its head.
    """
    limits.check_size(len(content), limits.MAX_FRAME_BYTES)
    magic, count = _HEAD.unpack_from(content, 0)
    (text_length,) = _LENGTH.unpack_from(content, _HEAD.size)
    if magic != _MAGIC or count > limits.MAX_BLOBS or text_length > limits.MAX_JSON_BYTES:
        raise WireError("malformed header, or more structure than may cross")
    lengths = struct.unpack_from(f">{count}Q", content, _HEAD.size + _LENGTH.size)
    start = _HEAD.size + _LENGTH.size * (1 + count)
    if start + text_length + sum(lengths) != len(content):
        raise WireError("the parts do not add up to the whole")
    text = bytes(content[start : start + text_length])
    blobs, start = [], start + text_length
    for length in lengths:
        blobs.append(content[start : start + length])
        start += length
    return text, blobs
