# ruff: noqa
"""Fills 1.5 GiB of shared memory and takes each page out of sight again, where it stays in use."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The sandbox keeps more memory than the limit because no process has the pages before its eyes."
SAYS = "Operation not permitted"

# %%
import mmap
import time

blocks = []


def fill():
    for _ in range(12):
        block = mmap.mmap(-1, 2**26)
        block.write(b"x" * 2**26)
        # A private page would be given back; a shared one stays, and is counted for no process.
        block.madvise(mmap.MADV_DONTNEED)
        blocks.append(block)
    print([line for line in open("/proc/self/status") if line.startswith(("VmRSS", "RssShmem"))])


fill()
# %%
fill()
time.sleep(0.5)
