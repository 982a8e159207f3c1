"""Plain values to bytes and back: the only thing that crosses a wall.

Structure is JSON, arrays are ``.npy`` bytes without pickle. A value that JSON lacks is an object with
one tag as its key, so a plain ``dict`` is itself tagged and nothing can be mistaken for a tag::

    1.5  "text"  [1, 2]                     themselves
    (1, 2)                                  {"tuple": [1, 2]}
    {"a": nan}                              {"dict": [["a", {"float": "nan"}]]}
    numpy.zeros(3)                          {"array": 0}       the index of a blob
    anything else                           {"handle": 7, "type": "Model"}

What arrives from a sandbox is hostile: every size, depth and count has a limit, and what is returned is
built from types of the receiver's own, so no method of the sender comes along.
"""

from __future__ import annotations

import json
from typing import Any

from bareme.errors import WireError
from bareme.wire.decoder import Decoder, HandleReader, read_tree
from bareme.wire.encoder import Encoder, ObjectTable
from bareme.wire.framing import join_parts, read_frame, split_parts, write_frame
from bareme.wire.limits import Handle

__all__ = ["Handle", "decode", "encode", "read_frame", "write_frame"]


def encode(value: object, keep: ObjectTable | None = None) -> bytes:
    """Returns the bytes of a plain value.

    Args:
        value: what to send.
        keep: is asked for a handle for every object that is not plain data.

    Raises:
        WireError: the value is too deep or too large, or is not plain data and ``keep`` is None.
    """
    packer = Encoder(keep)
    tree = packer.pack(value)
    return join_parts(json.dumps(tree, allow_nan=False, separators=(",", ":")).encode("ascii"), packer.blobs)


def decode(content: bytes, resolve: HandleReader | None = None) -> Any:
    """Returns the value that the bytes stand for, built from plain types of this process.

    Args:
        content: what arrived.
        resolve: turns a handle back into its object; without it a handle stays a ``Handle``.

    Raises:
        WireError: the bytes are malformed or exceed a limit.
    """
    try:
        text, blobs = split_parts(memoryview(content))
        return Decoder(blobs, resolve).unpack(read_tree(text))
    except WireError:
        raise
    except Exception as error:  # hostile bytes reach parsers that can fail in any way
        raise WireError(f"malformed bytes ({type(error).__name__})") from error
