"""Code for both sides of the wall between grader and sandbox.

- the codec: plain values to bytes and back, the only thing that crosses (``encode``, ``decode``);
- descriptions of objects as plain data: ``keras_export``, ``keras_activations``, ``architecture``,
  ``figure_export``, with their kinds and limits in ``objects``;
- ``instruction_count``: counts the instructions of a call.

The codec writes structure as JSON, and arrays as ``.npy`` bytes without pickle. A value that JSON lacks is
an object with one tag as its key. A plain ``dict`` is itself tagged, so nothing can be mistaken for a tag::

    1.5  "text"  [1, 2]                     themselves
    (1, 2)                                  {"tuple": [1, 2]}
    {"a": nan}                              {"dict": [["a", {"float": "nan"}]]}
    numpy.zeros(3)                          {"array": 0}       the index of a blob
    anything else                           {"handle": 7, "type": "Model"}

Bytes from a sandbox are hostile: every size, depth and count has a limit, and decoded values are built from
the receiver's own types, so no method of the sender comes along.
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
        keep: returns the handle for an object that is not plain data.

    Raises:
        WireError: the value is too deep or too large, or is not plain data and ``keep`` is None.
    """
    packer = Encoder(keep)
    tree = packer.pack(value)
    return join_parts(json.dumps(tree, allow_nan=False, separators=(",", ":")).encode("ascii"), packer.blobs)


def decode(content: bytes, resolve: HandleReader | None = None) -> Any:
    """Decodes a value, built from plain types of this process.

    Args:
        content: what arrived.
        resolve: returns the object of a handle; without it, handles stay ``Handle`` values.

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
