# ruff: noqa
"""Searches all memory that the process inherited, region by region, through raw pointers."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "Bytes of the suite, the solution or the held-out data lie in memory that came from the grader."

# %%
import ctypes
import os

# Put together while it runs, so that the search does not find itself.
MARK = bytes([77, 65, 82, 75, 69, 82, 45])


def search(report):
    left = 2**29
    for line in open("/proc/self/maps"):
        start, end = (int(part, 16) for part in line.split()[0].split("-"))
        if line.split()[1].startswith("rw-p") and 0 < end - start <= left:
            left -= end - start
            block = ctypes.string_at(start, end - start)
            at = block.find(MARK)
            while at >= 0:
                os.write(report, block[at : at + 24] + b"\n")
                at = block.find(MARK, at + 1)


# A page that cannot be read costs a child its life, and not this process.
end, report = os.pipe()
if os.fork() == 0:
    try:
        search(report)
    finally:
        os._exit(0)
os.close(report)
os.wait()
print(os.read(end, 10_000))
