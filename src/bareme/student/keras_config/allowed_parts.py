"""Allow-list of the parts of layers: initialisers, regularisers, constraints, activations, dtypes.

A parameter without a rule is dropped if it is None or False; otherwise the model is refused.
"""

from __future__ import annotations

from typing import Final

from bareme.student.keras_config.validators import (
    Table,
    ValueRule,
    either,
    flag,
    name,
    optional,
    read_component,
    read_head,
    real,
    tuple_of,
    whole,
    word,
)
from bareme.wire.architecture import Value

__all__ = ["ACTIVATION_LAYERS", "AXIS", "EVERY_LAYER", "LAYER_MODULES", "SEED", "read_activation", "weights"]

LAYER_MODULES: Final = ("keras.layers",)
ACTIVATIONS: Final = (
    "celu",
    "elu",
    "exponential",
    "gelu",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "swish",
    "tanh",
    "tanh_shrink",
    "threshold",
)

AXIS: Final = whole(-8, 8)
SEED: Final = optional(whole(-(2**31), 2**63))

_RANDOM: Final[dict[str, ValueRule]] = {"seed": SEED}
_INITIALISERS: Final[Table] = {
    **dict.fromkeys(
        ("GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform"), _RANDOM
    ),
    "Constant": {"value": real()},
    "Identity": {"gain": real()},
    "Ones": {},
    "Orthogonal": {"gain": real(), "seed": SEED},
    "RandomNormal": {"mean": real(), "stddev": real(), "seed": SEED},
    "RandomUniform": {"minval": real(), "maxval": real(), "seed": SEED},
    "TruncatedNormal": {"mean": real(), "stddev": real(), "seed": SEED},
    "VarianceScaling": {
        "scale": real(0),
        "mode": word("fan_in", "fan_out", "fan_avg"),
        "distribution": word("normal", "truncated_normal", "untruncated_normal", "uniform"),
        "seed": SEED,
    },
    "Zeros": {},
}
_REGULARISERS: Final[Table] = {
    "L1": {"l1": real(0)},
    "L2": {"l2": real(0)},
    "L1L2": {"l1": real(0), "l2": real(0)},
    "OrthogonalRegularizer": {"factor": real(0), "mode": word("rows", "columns")},
}
_CONSTRAINT_AXIS: Final = either(AXIS, tuple_of(AXIS))
_CONSTRAINTS: Final[Table] = {
    "MaxNorm": {"max_value": real(0), "axis": _CONSTRAINT_AXIS},
    "MinMaxNorm": {"min_value": real(0), "max_value": real(0), "rate": real(0, 1), "axis": _CONSTRAINT_AXIS},
    "NonNeg": {},
    "UnitNorm": {"axis": _CONSTRAINT_AXIS},
}

_initialiser: Final = optional(
    lambda node: read_component(node, "initializers", _INITIALISERS, ("keras.initializers",))
)
_regulariser: Final = optional(
    lambda node: read_component(node, "regularizers", _REGULARISERS, ("keras.regularizers",))
)
_constraint: Final = optional(
    lambda node: read_component(node, "constraints", _CONSTRAINTS, ("keras.constraints",))
)


def read_dtype(value: object) -> str:
    """Reads a dtype, given by name or as a Keras dtype policy.

    Raises:
        BrokenRule: it is another dtype.
    """
    if isinstance(value, dict):
        _, config = read_head(value, ("keras", "keras.dtype_policies"))
        value = config.get("name")
    types = word("float16", "float32", "float64", "bfloat16", "mixed_float16", "int32", "int64", "uint8")
    return str(types(value))


def read_activation(value: object) -> Value:
    """Reads an activation: a built-in name or an activation layer.

    Raises:
        BrokenRule: it is the student's own function, or anything else.
    """
    if value is None or isinstance(value, str):
        return optional(word(*ACTIVATIONS))(value)
    return read_component(value, "layers", ACTIVATION_LAYERS, LAYER_MODULES)


def weights(*names: str) -> dict[str, ValueRule]:
    """Returns the rules of the parameters that configure these weights."""
    kinds = {"initializer": _initialiser, "regularizer": _regulariser, "constraint": _constraint}
    return {f"{weight}_{kind}": rule for weight in names for kind, rule in kinds.items()}


EVERY_LAYER: Final[dict[str, ValueRule]] = {
    "name": name,
    "trainable": flag,
    "dtype": read_dtype,
    "activity_regularizer": _regulariser,
}
ACTIVATION_LAYERS: Final[Table] = {
    "ELU": {**EVERY_LAYER, "alpha": real()},
    "LeakyReLU": {**EVERY_LAYER, "negative_slope": real()},
    "PReLU": {**EVERY_LAYER, **weights("alpha"), "shared_axes": optional(tuple_of(AXIS))},
    "ReLU": {**EVERY_LAYER, "max_value": optional(real()), "negative_slope": real(), "threshold": real()},
    "Softmax": {**EVERY_LAYER, "axis": either(AXIS, tuple_of(AXIS))},
}
"""Layers that may also be the activation of another layer."""
