# ruff: noqa
"""Writes one file of 300 MiB, and then removes it while it goes on to hold its place."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The disk of whoever grades fills up."
SAYS = "MiB"

# %%
import os

file = open("large", "wb", 0)
os.unlink("large")
for _ in range(300):
    file.write(bytes(2**20))
if file.tell() >= 300 * 2**20:
    os.fsync(file.fileno())
