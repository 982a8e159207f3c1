# ruff: noqa
"""Reads the keys of the session and leaves a message for the next sandbox in a keyring of the user."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A key can be read, or one sandbox leaves something to another."

# %%
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
ADD_KEY, REQUEST_KEY, KEYCTL = (248, 249, 250) if platform.machine() == "x86_64" else (217, 218, 219)
text = ctypes.create_string_buffer(4096)
for keyring in (-1, -2, -3, -4, -5):
    print("add", libc.syscall(ADD_KEY, b"user", b"meet", b"def double(x): return 2 * x", 27, keyring))
    identity = libc.syscall(KEYCTL, 0, keyring, 1)
    print("describe", identity, libc.syscall(KEYCTL, 6, keyring, text, len(text)), text.value)
    print("read", libc.syscall(KEYCTL, 11, keyring, text, len(text)), text.raw[:40])
found = libc.syscall(REQUEST_KEY, b"user", b"meet", None, -4)
if found > 0 and libc.syscall(KEYCTL, 11, found, text, len(text)) > 0:
    exec(text.value.decode())
print("request", found, os.strerror(ctypes.get_errno()))
for path in ("/proc/keys", "/proc/key-users"):
    try:
        print(open(path).read())
    except OSError as error:
        print(error)
