"""Compile settings of a model.

They are compared and never built, so they only have to be plain values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeGuard

__all__ = ["Compilation", "LossSettings", "Optimizer", "read_compilation"]

_MAX_NAME: Final = 100
_MAX_METRICS: Final = 100
_MAX_SETTING: Final = 1e18
_ABBREVIATIONS: Final = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh",
    "acc": "accuracy",
}


@dataclass(frozen=True)
class Optimizer:
    """An optimiser, named by its class (``SGD``).

    ``schedule`` is the class of a learning-rate schedule; ``learning_rate`` is then the initial one.
    """

    class_name: str
    learning_rate: float | None = None
    schedule: str = ""
    settings: Mapping[str, float | bool | str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class LossSettings:
    """A loss, by Keras's name of its function (``categorical_crossentropy``)."""

    name: str
    from_logits: bool = False
    label_smoothing: float = 0.0


@dataclass(frozen=True)
class Compilation:
    """Compile settings of a model.

    ``loss`` is None if there is none, or one for each output.
    """

    optimizer: Optimizer
    loss: LossSettings | None
    metrics: tuple[str, ...]


def read_compilation(content: object) -> Compilation | None:
    """Reads hostile compile settings, without those that make no sense."""
    if not isinstance(content, dict):
        return None
    metrics = content.get("metrics")
    listed = metrics if isinstance(metrics, list | tuple) else [] if metrics is None else [metrics]
    names = [_read_loss(metric) for metric in listed[:_MAX_METRICS]]
    return Compilation(
        optimizer=_read_optimizer(content.get("optimizer")),
        loss=_read_loss(content.get("loss")),
        metrics=tuple(metric.name for metric in names if metric is not None),
    )


def _read_optimizer(content: object) -> Optimizer:
    if not isinstance(content, dict):
        return Optimizer(_clip(content))
    config = content.get("config")
    config = config if isinstance(config, dict) else {}
    rate, schedule = config.get("learning_rate"), ""
    if isinstance(rate, dict):
        schedule = _clip(rate.get("class_name"))
        inner = rate.get("config")
        rate = inner.get("initial_learning_rate") if isinstance(inner, dict) else None
    settings = {
        key[:_MAX_NAME]: _clip(value) if isinstance(value, str) else value
        for key, value in config.items()
        if isinstance(key, str) and key not in ("learning_rate", "name") and _is_setting(value)
    }
    return Optimizer(_clip(content.get("class_name")), _number(rate), schedule, settings)


def _read_loss(content: object) -> LossSettings | None:
    """Reads a loss or metric: a name, a function or an object."""
    if isinstance(content, str):
        return LossSettings(_canonical(content))
    if not isinstance(content, dict):
        return None
    if "own" in content:
        return LossSettings(_clip(content["own"]))
    config = content.get("config")
    class_name = content.get("class_name")
    if not isinstance(class_name, str):
        return None
    if class_name == "function" and isinstance(config, str):
        return LossSettings(_canonical(config))
    settings = config if isinstance(config, dict) else {}
    smoothing = _number(settings.get("label_smoothing")) or 0.0
    return LossSettings(_canonical(_clip(class_name)), settings.get("from_logits") is True, smoothing)


def _canonical(name: str) -> str:
    """Returns Keras's function name for a class name or an abbreviation."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name[:_MAX_NAME]).lower()
    return _ABBREVIATIONS.get(words, words)


def _clip(value: object) -> str:
    return str(value[:_MAX_NAME]) if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    """Returns a rate as written, although Keras stores it in 32 bits."""
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > _MAX_SETTING:
        return None
    return float(f"{value:.7g}")


def _is_setting(value: object) -> TypeGuard[bool | int | float | str | None]:
    """Returns True if a value is plain, and float arithmetic can take it."""
    if isinstance(value, int):
        return abs(value) <= _MAX_SETTING
    return isinstance(value, float | str | None)
