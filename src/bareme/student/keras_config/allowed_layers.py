"""Allow-list of layers and operations, with a rule for each of their parameters.

Operations stand among the layers of a functional model (``x + y``).

Left out on purpose: layers that hold code (``Lambda``), read files (``StringLookup``, ``TextVectorization``,
``TFSMLayer``) or wrap other frameworks (``TorchModuleWrapper``, ``JaxLayer``).
"""

from __future__ import annotations

from typing import Final

from bareme.student.keras_config.allowed_parts import (
    ACTIVATION_LAYERS,
    AXIS,
    EVERY_LAYER,
    LAYER_MODULES,
    SEED,
    read_activation,
    weights,
)
from bareme.student.keras_config.validators import (
    BrokenRule,
    Table,
    ValueRule,
    either,
    flag,
    is_one_of,
    optional,
    read_component,
    real,
    tuple_of,
    whole,
    word,
)
from bareme.wire.architecture import OPERATIONS, Component

__all__ = ["LAYERS", "WRAPPERS", "read_layer", "read_operation"]

_ALONE: Final[dict[str, ValueRule]] = {}
_AXES: Final = either(AXIS, tuple_of(AXIS))
_SIZE: Final = whole()
_SIZES: Final = either(_SIZE, tuple_of(_SIZE, 1, 3))
_SHARE: Final = real(0, 1)
_SHAPE: Final = tuple_of(optional(whole(-1)), 0, 8)
_MARGIN: Final = whole(0, 10_000)
_MARGINS: Final = either(_MARGIN, tuple_of(either(_MARGIN, tuple_of(_MARGIN, 2, 2)), 1, 3))
_NUMBERS: Final = either(real(), tuple_of(either(real(), tuple_of(real(), 1, 10_000)), 1, 10_000))
_SCALE: Final = either(real(), tuple_of(real(), 1, 10_000))

_FORMAT: Final[dict[str, ValueRule]] = {"data_format": optional(word("channels_last", "channels_first"))}
_ACTIVATION: Final[dict[str, ValueRule]] = {"activation": read_activation}
_NOISE: Final[dict[str, ValueRule]] = {"seed": SEED, "rate": _SHARE, "noise_shape": optional(_SHAPE)}
_POOLING: Final = {
    **_FORMAT,
    "pool_size": _SIZES,
    "strides": optional(_SIZES),
    "padding": word("valid", "same"),
}
_GLOBAL_POOLING: Final = {**_FORMAT, "keepdims": flag}
_WINDOW: Final = {
    **_FORMAT,
    **_ACTIVATION,
    **weights("bias"),
    "kernel_size": _SIZES,
    "strides": _SIZES,
    "padding": word("valid", "same", "causal"),
    "dilation_rate": _SIZES,
    "use_bias": flag,
}
_CONVOLUTION: Final = {**_WINDOW, **weights("kernel"), "filters": _SIZE, "groups": _SIZE}
_TRANSPOSED: Final = {**_WINDOW, **weights("kernel"), "filters": _SIZE, "output_padding": optional(_MARGINS)}
_DEPTHWISE: Final = {**_WINDOW, **weights("depthwise"), "depth_multiplier": _SIZE}
_SEPARABLE: Final = {**_DEPTHWISE, **weights("pointwise"), "filters": _SIZE}
_RECURRENT: Final = {
    **_ACTIVATION,
    **weights("kernel", "recurrent", "bias"),
    "units": _SIZE,
    "use_bias": flag,
    "dropout": _SHARE,
    "recurrent_dropout": _SHARE,
    "seed": SEED,
    "return_sequences": flag,
    "zero_output_for_mask": flag,
    "return_state": flag,
    "go_backwards": flag,
    "unroll": flag,
}
_GATED: Final = {**_RECURRENT, "recurrent_activation": read_activation}
_NORMALISATION: Final = {
    **weights("beta", "gamma"),
    "axis": _AXES,
    "epsilon": real(0, 1),
    "center": flag,
    "scale": flag,
}
_FILLING: Final = {
    "interpolation": word("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", "area"),
    "fill_mode": word("constant", "reflect", "wrap", "nearest"),
    "fill_value": real(),
}
_RANDOM: Final = {**_FORMAT, **_FILLING, "seed": SEED}
_DOT: Final = {"dropout": _SHARE, "seed": SEED, "use_scale": flag}


def _by_rank(names: str, rules: dict[str, ValueRule]) -> dict[str, dict[str, ValueRule]]:
    """Returns the rules for the classes of one, two and three dimensions."""
    return {name.replace("*", rank): rules for name in names.split() for rank in ("1D", "2D", "3D")}


_OWN: Final[dict[str, dict[str, ValueRule]]] = {
    "Activation": _ACTIVATION,
    "ActivityRegularization": {"l1": real(0), "l2": real(0)},
    "Dense": {**_ACTIVATION, **weights("kernel", "bias"), "units": _SIZE, "use_bias": flag},
    "Embedding": {**weights("embeddings"), "input_dim": _SIZE, "output_dim": _SIZE, "mask_zero": flag},
    "Flatten": _FORMAT,
    "Identity": _ALONE,
    "Masking": {"mask_value": real()},
    "Permute": {"dims": tuple_of(AXIS)},
    "RepeatVector": {"n": _SIZE},
    "Rescaling": {"scale": _SCALE, "offset": _SCALE},
    "Reshape": {"target_shape": _SHAPE},
    **dict.fromkeys(("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"), _ALONE),
    "Concatenate": {"axis": AXIS},
    "Dot": {"axes": _AXES, "normalize": flag},
    **dict.fromkeys(("Dropout", "AlphaDropout", "GaussianDropout"), _NOISE),
    "GaussianNoise": {"stddev": real(0), "seed": SEED},
    **_by_rank("SpatialDropout*", {**_NOISE, **_FORMAT}),
    **_by_rank("Conv*", _CONVOLUTION),
    **_by_rank("Conv*Transpose", _TRANSPOSED),
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D"), _DEPTHWISE),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), _SEPARABLE),
    **_by_rank("MaxPooling* AveragePooling*", _POOLING),
    **_by_rank("GlobalMaxPooling* GlobalAveragePooling*", _GLOBAL_POOLING),
    **_by_rank("ZeroPadding*", {**_FORMAT, "padding": _MARGINS}),
    **_by_rank("Cropping*", {**_FORMAT, "cropping": _MARGINS}),
    **_by_rank("UpSampling*", {**_FORMAT, "size": _SIZES, "interpolation": word("nearest", "bilinear")}),
    "Resizing": {**_FORMAT, **_FILLING, "height": _SIZE, "width": _SIZE},
    "RandomFlip": {
        **_FORMAT,
        "seed": SEED,
        "mode": word("horizontal", "vertical", "horizontal_and_vertical"),
    },
    "RandomRotation": {**_RANDOM, "factor": _SCALE},
    "RandomTranslation": {**_RANDOM, "height_factor": _SCALE, "width_factor": _SCALE},
    "RandomZoom": {**_RANDOM, "height_factor": _SCALE, "width_factor": optional(_SCALE)},
    "RandomContrast": {**_FORMAT, "seed": SEED, "factor": _SCALE, "value_range": tuple_of(real(), 2, 2)},
    "SimpleRNN": _RECURRENT,
    "LSTM": {**_GATED, "unit_forget_bias": flag},
    "GRU": {**_GATED, "reset_after": flag},
    "BatchNormalization": {
        **_NORMALISATION,
        **weights("moving_mean", "moving_variance"),
        "momentum": _SHARE,
        "renorm_momentum": real(0, 1),
    },
    "LayerNormalization": _NORMALISATION,
    "GroupNormalization": {**_NORMALISATION, "groups": whole(-1)},
    "UnitNormalization": {"axis": _AXES},
    "Normalization": {
        "axis": optional(either(AXIS, tuple_of(AXIS, 0))),
        "invert": flag,
        "mean": optional(_NUMBERS),
        "variance": optional(_NUMBERS),
    },
    "Attention": {**_DOT, "score_mode": word("dot", "concat")},
    "AdditiveAttention": _DOT,
    "MultiHeadAttention": {
        **weights("kernel", "bias"),
        "num_heads": _SIZE,
        "key_dim": _SIZE,
        "value_dim": optional(_SIZE),
        "dropout": _SHARE,
        "use_bias": flag,
        "output_shape": optional(either(_SIZE, tuple_of(_SIZE))),
        "attention_axes": optional(_AXES),
        "seed": SEED,
    },
}
LAYERS: Final[Table] = {
    "InputLayer": {
        "name": EVERY_LAYER["name"],
        "batch_shape": tuple_of(optional(whole()), 1, 8),
        "dtype": EVERY_LAYER["dtype"],
    },
    **{class_name: {**EVERY_LAYER, **rules} for class_name, rules in _OWN.items()},
    **ACTIVATION_LAYERS,
}
"""All layers except wrappers of other layers."""


def _inner(classes: tuple[str, ...]) -> ValueRule:
    """Returns the rule for the layer inside a wrapper."""
    table = {class_name: LAYERS[class_name] for class_name in classes}
    return lambda node: read_component(node, "layers", table, LAYER_MODULES)


_RNN: Final = ("SimpleRNN", "LSTM", "GRU")
_ONCE: Final = tuple(class_name for class_name in LAYERS if class_name != "InputLayer")
WRAPPERS: Final[Table] = {
    "Bidirectional": {
        **EVERY_LAYER,
        "layer": _inner(_RNN),
        "backward_layer": optional(_inner(_RNN)),
        "merge_mode": optional(word("sum", "mul", "concat", "ave")),
    },
    "TimeDistributed": {**EVERY_LAYER, "layer": _inner(_ONCE)},
}


def read_layer(node: object) -> Component:
    """Reads one serialised layer that is not a model.

    Raises:
        BrokenRule: it is not on the list, or a parameter breaks its rule.
    """
    if isinstance(node, dict) and is_one_of(node.get("module"), (_RELU_MODULE,)):
        layer = read_component(node, "layers", {"ReLU": ACTIVATION_LAYERS["ReLU"]}, (_RELU_MODULE,))
    else:
        layer = read_component(node, "layers", {**LAYERS, **WRAPPERS}, LAYER_MODULES)
    if not layer.name:
        raise BrokenRule("a layer with a name")
    return layer


_REDUCTION: Final[dict[str, ValueRule]] = {"axis": optional(_AXES), "keepdims": flag}
_OPERATION_PARAMETERS: Final[dict[str, dict[str, ValueRule]]] = {
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
_OPERATION_MODULES: Final = ("keras.src.ops.numpy", "keras.src.ops.nn")
# ``keras.activations.relu`` of a tensor is an operation with the parameters of the layer ReLU.
_RELU_MODULE: Final = "keras.src.activations.activations"
_OPERATION_RULES: Final[Table] = {
    name: {"name": EVERY_LAYER["name"], **_OPERATION_PARAMETERS.get(name, {})} for name in OPERATIONS
}


def read_operation(node: object) -> Component:
    """Reads one serialised operation of a functional model.

    Raises:
        BrokenRule: it is not on the list, or a parameter breaks its rule.
    """
    return read_component(node, "ops", _OPERATION_RULES, _OPERATION_MODULES)
