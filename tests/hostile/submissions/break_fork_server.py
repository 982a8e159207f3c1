# ruff: noqa
"""Takes the place of the fork server, to open the sandboxes of classmates itself and answer in them."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "The sandbox of another submission is opened by this one."

# %%
import glob
import json
import os
import socket
import tempfile
import time

places = {
    "@SERVER@",
    *glob.glob(os.path.join(tempfile.gettempdir(), "bareme-*", "server")),
    *glob.glob("/tmp/bareme-*/server"),
}
for place in places:
    for act in (lambda: os.rename(place, place + "-aside"), lambda: os.unlink(place)):
        try:
            act()
            print("removed", place)
        except OSError as error:
            print(error)
    if os.fork() == 0:
        os.setsid()
        try:
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(place)
            listener.listen()
            listener.settimeout(10)
            end = time.monotonic() + 10
            while time.monotonic() < end:
                connection, _ = listener.accept()
                print(connection.recv(4096))
                mine, theirs = socket.socketpair()
                socket.send_fds(
                    connection, [json.dumps({"pid": os.getpid()}).encode() + b"\n"], [theirs.fileno()]
                )
        finally:
            os._exit(0)
for folder in map(os.path.dirname, places):
    for name in ("server.log", "k-1", "k-2", "k-3", "k-4"):
        for path in glob.glob(os.path.join(folder, "**", name), recursive=True):
            try:
                os.unlink(path)
                print("removed", path)
            except OSError as error:
                print(error)
