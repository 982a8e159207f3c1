# ruff: noqa
"""Answers with as many bytes as may just cross, from a sandbox that never holds them."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader takes many times the memory of the answer."

# %%
import io
import sys

import bareme.guest.probe as probe
from numpy.lib import format as npy

COUNT = 2**25 - 2**10


def double(x):
    number = sys._getframe(1).f_locals["request"]["number"]
    text = b'{"dict":[["number",%d],["value",{"array":0}]]}' % number
    stream = io.BytesIO()
    npy.write_array_header_1_0(stream, {"shape": (COUNT,), "fortran_order": False, "descr": "<f8"})
    size = stream.tell() + 8 * COUNT
    head = b"bRm1" + (1).to_bytes(4, "big") + len(text).to_bytes(8, "big") + size.to_bytes(8, "big") + text
    probe._socket.sendall((len(head) + size).to_bytes(8, "big") + head + stream.getvalue())
    block = bytes(2**20)
    for _ in range(8 * COUNT // 2**20):
        probe._socket.sendall(block)
    probe._socket.sendall(bytes(8 * COUNT % 2**20))
    raise SystemExit
