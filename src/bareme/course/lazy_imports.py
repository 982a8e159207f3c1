"""Lazy imports of Keras and TensorFlow.

The reference solution of a Keras lab imports Keras at its top level. The grader compares numbers and seldom
needs Keras, whose import takes seconds.
"""

from __future__ import annotations

import builtins
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, Final

__all__ = ["make_lazy_builtins", "set_tensorflow_env"]

_HEAVY: Final = ("keras", "tensorflow")
# As in the sandboxes: no log on the terminal, and the same arithmetic.
# oneDNN sums in another order.
_SETTINGS: Final = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}


def set_tensorflow_env() -> None:
    """Sets the environment variables of TensorFlow as in a sandbox.

    TensorFlow reads them when it is imported, so this must come before.
    """
    for variable, value in _SETTINGS.items():
        # Whoever has set the variable has a reason.
        os.environ.setdefault(variable, value)


class _LazyModule(ModuleType):
    """Imports a package on the first access to one of its attributes."""

    def __init__(self, wanted: str) -> None:
        # `import keras.layers` binds `keras`.
        super().__init__(wanted.split(".")[0])
        self.__dict__["_wanted"] = wanted

    def __getattr__(self, name: str) -> Any:
        set_tensorflow_env()
        importlib.import_module(self.__dict__["_wanted"])
        return getattr(sys.modules[self.__name__], name)


def make_lazy_builtins() -> dict[str, object]:
    """Returns builtins whose ``__import__`` delays Keras and TensorFlow.

    With them, ``import keras`` costs nothing until Keras is used. ``from keras import layers`` imports at
    once, since it accesses an attribute of the package.
    """
    return {**vars(builtins), "__import__": _import}


def _import(
    name: str,
    namespace: Mapping[str, object] | None = None,
    local: Mapping[str, object] | None = None,
    wanted: Sequence[str] = (),
    level: int = 0,
) -> ModuleType:
    # A relative import is none of these packages, and one with names needs them at once.
    if level == 0 and not wanted and name.split(".")[0] in _HEAVY:
        return _LazyModule(name)
    return builtins.__import__(name, namespace, local, wanted or (), level)
