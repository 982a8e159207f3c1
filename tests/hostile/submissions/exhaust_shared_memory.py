# ruff: noqa
"""Takes 2 GiB of memory that its processes share."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "Shared memory is counted for nobody."
SAYS = "Operation not permitted"

# %%
import mmap
import os
import time

blocks = []
for _ in range(32):
    blocks.append(mmap.mmap(-1, 2**26))
    if os.fork() == 0:
        for block in blocks[-1:]:
            block.write(b"x" * 2**26)
        time.sleep(10)
        os._exit(0)
    time.sleep(0.03)
time.sleep(1)
