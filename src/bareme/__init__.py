"""bareme grades programming labs in machine learning.

Student code never shares a process with tests, expected values or grades: suites, expected values and the
reference solution stay in the grader, student code runs in a sandbox, and only plain data crosses between
them.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable

__all__ = ["__version__", "import_on_use"]

__version__ = "0.1.0"


def import_on_use(package: str, *modules: str) -> Callable[[str], object]:
    """Returns a ``__getattr__`` that imports public names when first used.

    A package whose modules import heavy libraries takes it, since importing one of its modules imports the
    package first.

    Args:
        package: the name of the package; its ``__all__`` lists the names.
        modules: the modules that have them.
    """

    def find(name: str) -> object:
        namespace = vars(sys.modules[package])
        if name in namespace["__all__"]:
            for module in modules:
                found = vars(importlib.import_module(f"{package}.{module}"))
                if name in found["__all__"]:
                    return namespace.setdefault(name, found[name])
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return find
