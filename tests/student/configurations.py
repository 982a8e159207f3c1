"""Configurations of layers and models, in the form that Keras gives them."""

from __future__ import annotations

from typing import Any

TENSOR = "__keras_tensor__"


def layer(class_name: str, /, *, module: str | None = "keras.layers", **config: object) -> dict[str, Any]:
    """Returns a serialised layer."""
    config = {"name": class_name.lower(), "trainable": True, "dtype": "float32", **config}
    return {"module": module, "class_name": class_name, "config": config, "registered_name": None}


def dense(units: object = 10, **config: object) -> dict[str, Any]:
    """Returns a serialised dense layer, with all that Keras writes of one."""
    return layer(
        "Dense",
        **{
            "units": units,
            "activation": "linear",
            "use_bias": True,
            "kernel_initializer": part("initializers", "GlorotUniform", seed=None, input_axes=None),
            "bias_initializer": part("initializers", "Zeros"),
            "kernel_regularizer": None,
            "bias_regularizer": None,
            "kernel_constraint": None,
            "bias_constraint": None,
            "quantization_config": None,
            **config,
        },
    )


def part(group: str, class_name: str, **config: object) -> dict[str, Any]:
    """Returns a serialised initialiser, regulariser or constraint."""
    return {"module": f"keras.{group}", "class_name": class_name, "config": config, "registered_name": None}


def entry(*shape: int, name: str = "input") -> dict[str, Any]:
    """Returns a serialised input."""
    config = {"batch_shape": [None, *shape], "dtype": "float32", "sparse": False, "name": name}
    return {"module": "keras.layers", "class_name": "InputLayer", "config": config, "registered_name": None}


def sequential(*layers: object, name: object = "sequential") -> dict[str, Any]:
    """Returns the configuration of a sequential model."""
    return {"name": name, "trainable": True, "layers": list(layers), "build_input_shape": [None, 784]}


def use(*sources: tuple[str, int, int], **keywords: object) -> dict[str, Any]:
    """Returns one use of a layer, on outputs of others."""
    return {
        "args": [{"class_name": TENSOR, "config": {"keras_history": list(source)}} for source in sources],
        "kwargs": keywords,
    }


def connected(node: dict[str, Any], *uses: object) -> dict[str, Any]:
    """Returns a serialised layer with its connections."""
    return {**node, "name": node["config"]["name"], "inbound_nodes": list(uses)}


def functional(*layers: object, inputs: object, outputs: object) -> dict[str, Any]:
    """Returns the configuration of a functional model."""
    return {"name": "functional", "trainable": True, "layers": list(layers), "input_layers": inputs} | {
        "output_layers": outputs
    }
