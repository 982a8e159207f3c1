# ruff: noqa
"""Writes into every directory and every file that lets itself be opened."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = (
    "A file outside the scratch changes, in the course, the results, the interpreter or anybody's home."
)

# %%
import os
import time

end = time.monotonic() + 2
first = [
    "@OUT@",
    "@OUT@/..",
    "@DATA_FOLDER@",
    *map(os.path.dirname, "@COURSE_FILES@".split("|")),
    os.environ["HOME"],
]
first += [
    os.path.dirname("@SERVER@"),
    "/var",
    "/run",
    "/etc",
    "/srv",
    "/opt",
    "/root",
    "/home",
    "/data",
    "/dev/shm",
    "/tmp",
    "/",
]
wrote = []
for top in first:
    for folder, folders, files in os.walk(top):
        # Of devices and of the settings of the kernel there is one for the whole machine.
        folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys", "/dev")]
        for name in ["owned.py", *files]:
            path = os.path.join(folder, name)
            try:
                with open(path, "ab") as file:
                    file.write(b"\n# owned\n")
                wrote.append(path)
            except OSError:
                pass
        if time.monotonic() > end:
            break
print(len(wrote), wrote[:200])
