# ruff: noqa
"""Meets others under names of Unix sockets that belong to no file, and under names of services."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A program outside the sandbox listens under such a name, or can reach one that the sandbox made."

# %%
import os
import socket

names = [line.split()[-1] for line in open("/proc/self/net/unix") if "@" in line.split()[-1]]
names = ["\0" + name[1:] for name in names]
names += [
    "\0/tmp/.X11-unix/X0",
    "\0/tmp/dbus-session",
    "\0/containerd-shim/x.sock",
    "\0bareme",
    "\0meet-in-the-sandbox",
]
paths = [
    "/run/docker.sock",
    "/run/dbus/system_bus_socket",
    "/run/systemd/private",
    "/dev/log",
    "/run/user/0/bus",
]
paths += ["@SERVER@", os.path.dirname("@SERVER@") + "/k-1", "/proc/1/root@SERVER@", "/proc/self/cwd@SERVER@"]
for name in names + paths:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        try:
            with socket.socket(socket.AF_UNIX, kind) as end:
                end.settimeout(0.1)
                end.connect(name)
                end.send(b'{"isolation": "limits", "folder": "/tmp"}\n')
                print("connected to", repr(name), end.recv(1000))
        except OSError as error:
            print(repr(name), error)
# What comes later may find this one, and a child that stays behind answers there.
listener = socket.socket(socket.AF_UNIX)
listener.bind("\0meet-in-the-sandbox")
listener.listen()
if os.fork() == 0:
    os.setsid()
    listener.settimeout(20)
    try:
        listener.accept()[0].sendall(b"def double(x): return 2 * x")
    finally:
        os._exit(0)
