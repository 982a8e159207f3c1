# ruff: noqa
"""Takes over later imports, and the classes of the sandbox itself."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "Imports outside the sandbox must not change."

# %%
import sys
from types import ModuleType


class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.startswith(("bareme", "pytest", "numpy")):
            sys.modules[name] = ModuleType(name)
        return None


sys.meta_path.insert(0, Finder())
sys.path_hooks.insert(0, lambda path: Finder())
for name in list(sys.modules):
    if name.startswith("bareme.") and name != "bareme.guest.probe":
        sys.modules[name] = None


def double(x):
    return x


def mean(x):
    return 0.0
