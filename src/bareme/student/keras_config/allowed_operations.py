"""Allow-list of the operations of functional models (``x + y``)."""

from __future__ import annotations

from typing import Final

from bareme.student.keras_config.allowed_parts import AXIS, EVERY_LAYER
from bareme.student.keras_config.components import Table, read_component
from bareme.student.keras_config.validators import ValueRule, either, flag, optional, tuple_of, whole
from bareme.wire.architecture import OPERATIONS, Component

__all__ = ["read_operation"]

_AXES: Final = either(AXIS, tuple_of(AXIS))
_REDUCTION: Final[dict[str, ValueRule]] = {"axis": optional(_AXES), "keepdims": flag}
_RULES: Final[dict[str, dict[str, ValueRule]]] = {
    "Any": _REDUCTION,
    "Argmax": {"axis": optional(AXIS), "keepdims": flag},
    "Concatenate": {"axis": AXIS},
    "Max": _REDUCTION,
    "Mean": _REDUCTION,
    "Reshape": {"newshape": tuple_of(optional(whole(-1)), 0, 8)},
    "Softmax": {"axis": _AXES},
    "Sum": _REDUCTION,
    "Transpose": {"axes": optional(_AXES)},
}
"""Rules of the operations that have parameters."""
_MODULES: Final = ("keras.src.ops.numpy", "keras.src.ops.nn")
_OPERATION_RULES: Final[Table] = {
    name: {"name": EVERY_LAYER["name"], **_RULES.get(name, {})} for name in OPERATIONS
}


def read_operation(node: object) -> Component:
    """Reads one serialised operation of a functional model.

    Raises:
        BrokenRule: it is not on the list, or a parameter breaks its rule.
    """
    return read_component(node, "ops", _OPERATION_RULES, _MODULES)
