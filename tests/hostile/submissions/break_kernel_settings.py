# ruff: noqa
"""Opens every setting of the kernel for writing; what opens is closed again without a word."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A setting opens that holds for more than the sandbox."

# %%
import os

opened = []
for top in ("/proc/sys", "/proc/self/", "/proc/1/", "/sys"):
    for folder, _, files in os.walk(top):
        for name in files:
            path = os.path.join(folder, name)
            try:
                os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
                opened.append(path)
            except OSError:
                pass
for path in (
    "/proc/sysrq-trigger",
    "/proc/kcore",
    "/proc/kmsg",
    "/dev/mem",
    "/dev/kmsg",
    "/dev/sda",
    "/dev/fuse",
    "/dev/kvm",
    "/dev/net/tun",
):
    for way in (os.O_WRONLY, os.O_RDONLY):
        try:
            os.close(os.open(path, way | os.O_NONBLOCK))
            opened.append(path)
        except OSError:
            pass
print(len(opened), opened[:300])
