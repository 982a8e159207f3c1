# ruff: noqa
"""Answers with millions of empty lists, of which each takes far more room than its two characters."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader takes many times the memory of the answer, or hangs over it."

# %%
import sys

import bareme.guest.probe as probe
from bareme import wire


def answer(item):
    number = sys._getframe(2).f_locals["request"]["number"]
    head = b'{"dict":[["number",%d],["value",[' % number
    text = head + b",".join([item] * ((8 * 2**20 - 200) // (len(item) + 1))) + b"]]]}"
    wire.write_frame(probe._socket.sendall, b"bRm1" + bytes(4) + len(text).to_bytes(8, "big") + text)


def double(x):
    answer(b"[]")


def mean(x):
    answer(b'{"tuple":[]}')
