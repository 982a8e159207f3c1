# ruff: noqa
"""Fills 20,000 message queues of the kernel with 16 KiB each."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The messages stay after the sandbox has gone, or another sandbox can read them."

# %%
import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
CREATE, NO_WAIT = 0o1000 | 0o600, 0o4000


class Message(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_long), ("text", ctypes.c_char * 8192)]


message, sent = Message(1, b"def double(x): return 2 * x"), 0
for key in range(1, 20_001):
    queue = libc.msgget(key, CREATE)
    if queue < 0:
        print(key, os.strerror(ctypes.get_errno()))
        break
    if libc.msgrcv(queue, ctypes.byref(message), 8192, 0, NO_WAIT) > 0:
        exec(message.text.decode())
    for _ in range(2):
        sent += libc.msgsnd(queue, ctypes.byref(message), 8192, NO_WAIT) == 0
print(sent)
time.sleep(0.5)
