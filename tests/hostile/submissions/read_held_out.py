# ruff: noqa
"""Looks for the held-out data and for whatever the grader keeps on disk."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "The held-out part must not be found on any path."

# %%
import os
from pathlib import Path

import numpy as np

for folder in ("@DATA_FOLDER@", "@OUT@", os.environ.get("BAREME_SANDBOX_DATA", "/data")):
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file():
            print(path.name, path.read_bytes()[-200:])
try:
    held_out = np.load("@DATA_FOLDER@/x_held_out.npy")
except OSError:
    held_out = np.zeros(3)


def double(x):
    return x


def mean(x):
    return held_out.mean()
