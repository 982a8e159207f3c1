"""Recognises activation functions of Keras, and TensorFlow's equal ones.

A configuration names a function without its module. By name, a student's ``relu`` would pass for Keras's,
and TensorFlow's ``softmax``, whose ``__name__`` is another, for the student's. So functions are compared by
identity.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from typing import Any, Final

__all__ = ["as_keras_activations", "describe_own_activation", "is_layer"]

_PARAMETERS: Final = ("activation", "recurrent_activation")
_HOMES: Final = (("keras", "activations"), ("keras", "ops"), ("tensorflow", "nn"), ("tensorflow", "math"))
_OTHERWISE_NAMED: Final = {"tensorflow": {"exp": "exponential", "identity": "linear"}}
_UNLIKE: Final = (("keras", "ops", "gelu"),)
"""``keras.ops.gelu`` approximates by default, unlike the activation."""


def is_layer(value: object) -> bool:
    """Returns True for a layer of Keras or of a subclass."""
    kind = getattr(sys.modules.get("keras"), "Layer", None)
    # type(), since the value can lie about __class__.
    return isinstance(kind, type) and issubclass(type(value), kind)


def _name_of(function: object) -> str | None:
    """Returns Keras's name of an activation function, or None."""
    activations = getattr(sys.modules.get("keras"), "activations", None)
    names = [name for name in dir(activations) if not name.startswith("_")]
    # From `sys.modules`, since nothing may be imported for a question about a value.
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


def describe_own_activation(layer: object) -> str:
    """Describes the first activation of a layer that is not Keras's.

    Empty if there is none.
    """
    for _, function in _functions(layer):
        if _name_of(function) is None:
            name = getattr(function, "__name__", None)
            if name == "<lambda>":
                return "a lambda"
            return f"the function {name}" if name else f"an object of the class {type(function).__name__}"
    return ""


@contextlib.contextmanager
def as_keras_activations(layers: Iterable[object]) -> Iterator[None]:
    """Replaces activations by Keras's equal ones while the context lasts."""
    with contextlib.ExitStack() as stack:
        for layer in layers:
            for parameter, function in _functions(layer):
                name = _name_of(function)
                keras_own = getattr(sys.modules["keras"].activations, name or "", function)
                if keras_own is not function:
                    # The model is the student's, and later calls must find it as it was.
                    stack.callback(setattr, layer, parameter, function)
                    setattr(layer, parameter, keras_own)
        yield


def _functions(layer: Any) -> Iterator[tuple[str, object]]:
    """Yields (parameter, function) for the activations of a layer.

    An activation that is itself a layer is skipped.
    """
    for parameter in _PARAMETERS:
        function = vars(layer).get(parameter)
        if function is not None and not is_layer(function):
            yield parameter, function
