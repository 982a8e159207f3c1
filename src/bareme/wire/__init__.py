"""Code for both sides of the wall between grader and sandbox.

- ``codec``: encodes and decodes plain values, the only thing that crosses; ``npy``: its arrays;
  ``collision_budget``: bounds its dictionaries and sets; ``framing``: messages on a stream;
- ``kinds``: describes the objects of a library as plain data, within the limits of ``objects``; models need
  ``keras_activations`` and ``architecture``;
- ``instruction_count``: counts the instructions of a call;
- ``statements``: recognises those that only define something.
"""

from __future__ import annotations

from bareme.wire.codec import Handle, decode, encode
from bareme.wire.framing import read_frame, write_frame

__all__ = ["Handle", "decode", "encode", "read_frame", "write_frame"]
