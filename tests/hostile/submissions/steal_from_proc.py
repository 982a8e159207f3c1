# ruff: noqa
"""Reads the whole of /proc and /sys for paths, names and secrets of the machine that grades."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "The kernel's files name a file of the course, another process or an open socket of the grader."

# %%
import os
import socket

COURSE = os.path.dirname("@OUT@")
texts = {}
for top in ("/proc", "/proc/self/", "/proc/self/net/", "/sys"):
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if not name.isdigit()]
        for name in files:
            path = os.path.join(folder, name)
            try:
                # Some of these files wait for events instead of ending.
                descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
                texts[path] = os.read(descriptor, 10_000).decode(errors="replace")
                os.close(descriptor)
            except OSError:
                pass
for path, text in texts.items():
    if COURSE in text or "MARK" + "ER-" in text:
        print(path, text[:300])
print(texts.get("/proc/self/net/unix"), texts.get("/proc/keys"), texts.get("/proc/self/net/tcp"))
for line in texts.get("/proc/self/net/unix", "").splitlines():
    name = line.split()[-1]
    if name[:1] in "@/":
        with socket.socket(socket.AF_UNIX) as connection:
            try:
                connection.connect("\0" + name[1:] if name[0] == "@" else name)
                print("connected to", name)
            except OSError as error:
                print(name, error)
