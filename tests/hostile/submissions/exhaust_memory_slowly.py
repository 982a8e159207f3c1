# ruff: noqa
"""Takes memory in steps of 50 MiB, each by another process, so that none of them has much."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The processes of a sandbox together keep more memory than the limit."
SAYS = "MiB of memory"

# %%
import os
import time

for _ in range(40):
    if os.fork() == 0:
        block = bytearray(os.urandom(2**20) * 50)
        time.sleep(10)
        os._exit(0)
    time.sleep(0.05)
time.sleep(1)
