# ruff: noqa
"""Walks frames, modules and all objects in memory in search of the solution and the suite."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "The memory of the sandbox must hold nothing of the suite or the solution."

# %%
import gc
import sys
from types import FunctionType, ModuleType

MARK = "MARK" + "ER-"
found = {}
frame = sys._getframe()
while frame:
    for value in (*frame.f_locals.values(), *frame.f_globals.values()):
        if isinstance(value, str) and MARK in value and len(value) < 500:
            print(value)
    frame = frame.f_back
for thing in gc.get_objects():
    if isinstance(thing, FunctionType) and thing.__name__ in ("double", "mean"):
        found[thing.__name__] = thing
    elif isinstance(thing, ModuleType) and thing.__name__ in (
        "reference",
        "test_hidden",
        "test_public",
        "solution",
    ):
        print(vars(thing).keys())
    elif isinstance(thing, dict):
        for value in list(thing.values()):
            if isinstance(value, str) and MARK in value and value != MARK:
                print(value)
with open("/proc/self/maps") as maps:
    regions = [line.split()[0].split("-") for line in maps if "rw-p" in line and "heap" in line]
try:
    with open("/proc/self/mem", "rb") as memory:
        for start, end in regions:
            memory.seek(int(start, 16))
            block = memory.read(min(int(end, 16) - int(start, 16), 2**26))
            at = block.find(MARK.encode() + b"S")
            if at >= 0:
                print(block[at : at + 60])
except OSError as error:
    print(error)


def double(x):
    return found["double"](x) if found.get("double") is not double else x


def mean(x):
    return 0.0
