# ruff: noqa
"""Reads one byte in each 2 MiB of a mapping of 768 GiB: the pages are one and the same, their tables are not."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The sandbox makes the kernel keep 1.5 GiB of tables that are counted for nobody."
SAYS = "MiB of memory"

# %%
import mmap
import time

SIZE, NO_RESERVE = 768 * 2**30, 0x4000
space = mmap.mmap(-1, SIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NO_RESERVE, mmap.PROT_READ)
space.madvise(mmap.MADV_NOHUGEPAGE)
for place in range(0, SIZE // 2, 2**21):
    space[place]
# %%
for place in range(SIZE // 2, SIZE, 2**21):
    space[place]
print([line for line in open("/proc/self/status") if line.startswith(("VmRSS", "VmPTE"))])
time.sleep(10)
