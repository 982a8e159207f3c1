# ruff: noqa
"""Plants .pth files, which Python runs line by line at its start, in every folder of packages."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "No folder of packages must be writable, and no planted line must run anywhere else."

# %%
import os
import site
import sys
import sysconfig
from pathlib import Path

LINE = "import sys; sys.modules['bareme.checks.numeric'] = sys.modules['numpy.testing'] = None\n"
folders = {*site.getsitepackages(), site.getusersitepackages(), *sysconfig.get_paths().values(), *sys.path}
written = []
for folder in folders:
    for name in ("zzz.pth", "_editable_impl_bareme.pth", "distutils-precedence.pth"):
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            os.chmod(folder, 0o777)
        except OSError:
            pass
        try:
            Path(folder, name).write_text(LINE)
            written.append(folder)
        except OSError:
            pass
print("written to", sorted(set(written)))
for folder in written:
    site.addsitedir(folder)


def double(x):
    return x


def mean(x):
    return 0.0
