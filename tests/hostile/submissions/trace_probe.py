# ruff: noqa
"""Traces the probe, to read expected values from its frames and to change its answers."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "No expected value must be found in the frames of the probe."

# %%
import sys
import threading

found = []


def trace(frame, event, argument):
    for name in ("expected", "reference", "reply", "request", "answer"):
        if name in frame.f_locals:
            found.append(name)
            value = frame.f_locals[name]
            if isinstance(value, dict):
                value.update(value=True, status="passed", score=1.0, passed=True)
    return trace


def double(x):
    threading.settrace(trace)
    sys.settrace(trace)
    sys.setprofile(trace)
    frame = sys._getframe()
    while frame:
        frame.f_trace = trace
        frame = frame.f_back
    return x


mean = double
