"""In the sandbox: which activation functions are Keras's own, or TensorFlow's equal of one.

A configuration names a function without its module, so a student's own ``relu`` would pass for Keras's,
and TensorFlow's ``softmax``, which has another name inside, for the student's own. Here the function counts.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from typing import Any, Final

__all__ = ["as_keras_activations", "is_layer", "own_activation"]

_PARAMETERS: Final = ("activation", "recurrent_activation")
_HOMES: Final = (("keras", "activations"), ("keras", "ops"), ("tensorflow", "nn"), ("tensorflow", "math"))
_OTHERWISE_NAMED: Final = {"tensorflow": {"exp": "exponential", "identity": "linear"}}
_UNLIKE: Final = (("keras", "ops", "gelu"),)
"""Approximates by default, unlike the activation of that name."""


def is_layer(value: object) -> bool:
    """Tells whether a value is a layer of Keras, or of a class made from one."""
    kind = getattr(sys.modules.get("keras"), "Layer", None)
    # The type is asked, since the value can lie about its class.
    return isinstance(kind, type) and issubclass(type(value), kind)


def _name_of(function: object) -> str | None:
    """Returns Keras's name for a function that is one of its activations; None for any other."""
    activations = getattr(sys.modules.get("keras"), "activations", None)
    names = [name for name in dir(activations) if not name.startswith("_")]
    for package, part in _HOMES:
        home = getattr(sys.modules.get(package), part, None)
        for name in names:
            if getattr(home, name, None) is function and (package, part, name) not in _UNLIKE:
                return name
    for package, others in _OTHERWISE_NAMED.items():
        for name, keras_name in others.items():
            if getattr(sys.modules.get(package), name, None) is function:
                return keras_name
    return None


def own_activation(layer: object) -> str:
    """Returns what an activation of a layer is that is not Keras's; empty where all are."""
    for _, function in _functions(layer):
        if _name_of(function) is None:
            name = getattr(function, "__name__", None)
            if name == "<lambda>":
                return "a lambda"
            return f"the function {name}" if name else f"an object of the class {type(function).__name__}"
    return ""


@contextlib.contextmanager
def as_keras_activations(layers: Iterable[object]) -> Iterator[None]:
    """Has Keras's own activations in the place of their equals for as long as the context lasts."""
    with contextlib.ExitStack() as stack:
        for layer in layers:
            for parameter, function in _functions(layer):
                name = _name_of(function)
                keras_own = getattr(sys.modules["keras"].activations, name or "", function)
                if keras_own is not function:
                    stack.callback(setattr, layer, parameter, function)
                    setattr(layer, parameter, keras_own)
        yield


def _functions(layer: Any) -> Iterator[tuple[str, object]]:
    """Yields the activations that a layer itself holds, by parameter; one that is a layer is none."""
    for parameter in _PARAMETERS:
        function = vars(layer).get(parameter)
        if function is not None and not is_layer(function):
            yield parameter, function
