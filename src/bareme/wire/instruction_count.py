"""Counts the bytecode instructions that a call executes.

A loop over samples shows in the count; a vectorised call does not depend on their number.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

__all__ = ["count_instructions"]


def count_instructions(call: Callable[[], object]) -> int:
    """Returns the number of Python instructions executed by a call.

    An exception of the call propagates.
    """
    steps = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal steps
        # Set for each frame, and lines are skipped, since only instructions count.
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        if event == "opcode":
            steps += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        # A debugger or the measurement of coverage may have been there before.
        sys.settrace(before)
    return steps
