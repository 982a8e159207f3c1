# ruff: noqa
"""Takes what the kernel has once for the machine or for a user: terminals, semaphores, requests, timers."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "Another sandbox or the grader finds none left, or something of it stays."

# %%
import ctypes
import mmap
import os
import platform
import socket
import time

libc = ctypes.CDLL(None, use_errno=True)


def until_refused(name, act, most=5000):
    count = 0
    try:
        while count < most:
            if act() == -1:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
            count += 1
    except OSError as error:
        print(name, count, error)
    else:
        print(name, count)


contexts = [ctypes.c_ulong() for _ in range(5000)]
timers = [ctypes.c_void_p() for _ in range(5000)]
requests = {"x86_64": 206, "aarch64": 0}[platform.machine()]
until_refused("semaphores", lambda: libc.semget(0, 32000, 0o1600))
until_refused("requests", lambda: libc.syscall(requests, 1000, ctypes.byref(contexts.pop())))
until_refused("terminals", lambda: os.openpty() and 0)
until_refused("timers", lambda: libc.timer_create(0, None, ctypes.byref(timers.pop())))
until_refused("rule sets", lambda: libc.syscall(444, ctypes.byref(ctypes.c_uint64(1)), 8, 0), 200)
pages = mmap.mmap(-1, 2**24, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
print("locked memory", libc.mlockall(3))

# %%
# Descriptors on their way through sockets, from many processes at a time.
for _ in range(20):
    if os.fork() == 0:
        try:
            one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
            while True:
                socket.send_fds(one, [b"x"], [0] * 250)
        except OSError as error:
            print(error)
        os._exit(0)
# Pipes as large as they can be.
grown = 0
for _ in range(100):
    reading, writing = os.pipe()
    grown += libc.fcntl(writing, 1031, 2**20) > 0
print("pipes", grown)
time.sleep(1)
