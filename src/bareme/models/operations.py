"""The allow-list of operations that stand among the layers of a functional model, such as ``x + y``."""

from __future__ import annotations

from typing import Final

from bareme.models.architecture import Component
from bareme.models.components import Table, read_component
from bareme.models.parts import AXIS, EVERY_LAYER
from bareme.models.rules import Rule, either, flag, optional, tuple_of, whole

__all__ = ["OPERATIONS", "read_operation"]

_NONE: Final[dict[str, Rule]] = {}
_AXES: Final = either(AXIS, tuple_of(AXIS))
_REDUCTION: Final[dict[str, Rule]] = {"axis": optional(_AXES), "keepdims": flag}
_OPERATIONS: Final[dict[str, tuple[str, dict[str, Rule]]]] = {
    **{
        name: (function, _NONE)
        for name, function in {
            "Absolute": "absolute",
            "Add": "add",
            "Divide": "divide",
            "Exp": "exp",
            "Log": "log",
            "Matmul": "matmul",
            "Maximum": "maximum",
            "Minimum": "minimum",
            "Multiply": "multiply",
            "Negative": "negative",
            "NotEqual": "not_equal",
            "Power": "power",
            "Relu": "relu",
            "Sigmoid": "sigmoid",
            "Sqrt": "sqrt",
            "Square": "square",
            "Subtract": "subtract",
            "Tanh": "tanh",
            "TrueDivide": "true_divide",
        }.items()
    },
    "Any": ("any", _REDUCTION),
    "Argmax": ("argmax", {"axis": optional(AXIS), "keepdims": flag}),
    "Concatenate": ("concatenate", {"axis": AXIS}),
    "Max": ("max", _REDUCTION),
    "Mean": ("mean", _REDUCTION),
    "Reshape": ("reshape", {"newshape": tuple_of(optional(whole(-1)), 0, 8)}),
    "Softmax": ("softmax", {"axis": _AXES}),
    "Sum": ("sum", _REDUCTION),
    "Transpose": ("transpose", {"axes": optional(_AXES)}),
}
OPERATIONS: Final = {name: function for name, (function, _) in _OPERATIONS.items()}
"""The function of ``keras.ops`` behind each class."""
_MODULES: Final = ("keras.src.ops.numpy", "keras.src.ops.nn")
_OPERATION_RULES: Final[Table] = {
    name: {"name": EVERY_LAYER["name"], **rules} for name, (_, rules) in _OPERATIONS.items()
}


def read_operation(node: object) -> Component:
    """Reads one serialised operation of a functional model.

    Raises:
        BrokenRule: it is not on the list, or a parameter breaks its rule.
    """
    return read_component(node, "ops", _OPERATION_RULES, _MODULES)
