"""Compares predictions with labels, in the grader: classes, accuracy, mean loss.

The losses follow Keras: cross-entropies use natural logarithms, and probabilities are clipped to
[1e-7, 1 - 1e-7].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bareme.i18n import N_, localized_number, msg, nmsg
from bareme.student.keras_config.compilation import LossSettings

__all__ = ["Evaluation", "as_classes", "confidences", "describe_problem", "evaluate", "sum_to_one"]

LabelArray = NDArray[np.float64]

_EPSILON: Final = 1e-7
_SUM_TOLERANCE: Final = 1e-3


@dataclass(frozen=True)
class Evaluation:
    """The quality of the predictions for some samples.

    ``accuracy`` is the share of right classes, None if the model predicts no classes. ``loss`` is the mean of
    the loss that the model was compiled with, None if bareme does not know that loss.
    """

    samples: int
    accuracy: float | None
    loss: float | None


def describe_problem(
    predictions: object, samples: int, classes: int | None = None, exact: bool = True
) -> str | None:
    """Returns why predictions cannot be compared with labels, or None.

    Args:
        predictions: the predictions of one output.
        samples: the number of samples that were passed in.
        classes: the number of values expected for each sample, if known; one value suffices for 2 classes.
        exact: whether more than ``classes`` values are an error.
    """
    if isinstance(predictions, list | dict):
        return msg("The model has %(count)d outputs; one is expected.", count=len(predictions))
    array = np.asarray(predictions)
    if array.dtype.kind not in "biuf":
        return N_("The predictions of the model are not numbers.")
    if array.ndim == 0 or len(array) != samples:
        return msg(
            "The model predicts an array of shape %(shape)s for %(samples)d samples.",
            shape=str(array.shape),
            samples=samples,
        )
    if array.ndim > 2:
        return msg(
            "The model predicts an array of shape %(shape)s for each sample, not a row of numbers.",
            shape=str(array.shape[1:]),
        )
    width = array.shape[1] if array.ndim == 2 else 1
    wanted = classes or max(width, 1)
    # One output is enough for two classes: the probability of the second.
    if (width != wanted if exact else width < wanted) and not (width == 1 and wanted == 2):
        return _describe_width(array, width, wanted)
    return _describe_broken(array)


def _describe_width(array: NDArray[Any], width: int, classes: int) -> str:
    if width == 1 and (array == np.round(array)).all():
        return msg(
            "The model predicts class numbers; %(classes)s probabilities are expected for each sample.",
            classes=classes,
        )
    return nmsg(
        "The model predicts one number for each sample; one for each of %(classes)s classes is expected.",
        "The model predicts %(number)d numbers for each sample; one for each of %(classes)s classes is "
        "expected.",
        width,
        classes=classes,
    )


def _describe_broken(array: NDArray[Any]) -> str | None:
    broken = ~np.isfinite(array)
    if broken.any():
        kind = "NaN" if np.isnan(array).any() else msg("infinite")
        share = broken.reshape(len(array), -1).any(axis=1).mean()
        return msg(
            "The model predicts %(kind)s for %(share)s%% of the samples. Training diverges where the "
            "learning rate is too large; log(0) and 0/0 give NaN.",
            kind=kind,
            share=localized_number(format(100 * share, ".0f")),
        )
    return None


def sum_to_one(probabilities: object) -> str | None:
    """Returns why rows are not probabilities over classes, or None."""
    array = np.asarray(probabilities, np.float64)
    sums = array.reshape(len(array), -1).sum(axis=1)
    worst = int(np.abs(sums - 1).argmax())
    if (array < -_SUM_TOLERANCE).any():
        return msg(
            "The model predicts negative numbers, such as %(value)s, instead of probabilities. Is softmax "
            "the activation of its last layer?",
            value=format(array.min(), ".4g"),
        )
    if abs(sums[worst] - 1) > _SUM_TOLERANCE:
        return msg(
            "The probabilities that the model predicts for a sample sum to %(sum)s instead of 1. Is "
            "softmax the activation of its last layer?",
            sum=format(sums[worst], ".4g"),
        )
    return None


def as_classes(predictions: ArrayLike, logits: bool) -> NDArray[np.int64]:
    """Returns the class of each sample.

    That is the argmax of several values; a single value is compared with 0.5, a single logit with 0.
    """
    array = np.asarray(predictions, np.float64)
    if array.ndim == 2 and array.shape[1] > 1:
        return np.asarray(array.argmax(axis=1), np.int64)
    return (array.reshape(len(array)) > (0.0 if logits else 0.5)).astype(np.int64)


def confidences(predictions: ArrayLike, logits: bool) -> NDArray[np.float64]:
    """Returns the predicted probability of each sample's class, in [0, 1]."""
    array = np.asarray(predictions, np.float64)
    if array.ndim == 2 and array.shape[1] > 1:
        shares = np.exp(_log_softmax(array, logits=True)) if logits else array
        return np.asarray(np.clip(shares.max(axis=1), 0, 1), np.float64)
    # exp overflows for large negative logits, and the quotient is then 0, as it should be.
    with np.errstate(over="ignore"):
        share = 1 / (1 + np.exp(-array.reshape(len(array)))) if logits else array.reshape(len(array))
    return np.asarray(np.clip(np.maximum(share, 1 - share), 0, 1), np.float64)


def evaluate(
    predictions: ArrayLike, labels: ArrayLike, *, logits: bool, loss: LossSettings | None
) -> Evaluation:
    """Compares the predictions of one output with labels.

    Args:
        predictions: shape (N, C) for C classes; (N, 1) or (N,) for two classes or a number.
        labels: class numbers of shape (N,) or (N, 1), one-hot rows of shape (N, C), or numbers.
        logits: whether softmax or sigmoid must still be applied to the predictions.
        loss: the loss that the model was compiled with.

    Raises:
        ValueError: the labels do not fit the predictions.
    """
    array, truth = np.asarray(predictions, np.float64), np.asarray(labels, np.float64)
    array = array.reshape(-1, 1) if array.ndim == 1 else array
    truth = truth.reshape(-1, 1) if truth.ndim == 1 else truth
    classes, name = array.shape[1], loss.name if loss is not None else ""
    whole = bool((truth == np.round(truth)).all())
    if len(truth) != len(array) or (truth.shape[1] != 1 and truth.shape[1] != classes):
        raise ValueError(f"labels of shape {truth.shape} for predictions of shape {array.shape}")
    if classes > 1 and truth.shape[1] == 1 and whole and not name.startswith("mean_"):
        truth = _one_hot(truth[:, 0], classes)
    binary = classes == 1 and bool(np.isin(truth, (0, 1)).all()) and "mean_" not in name
    accuracy = None
    if truth.shape[1] > 1 and bool(((truth == 0) | (truth == 1)).all()):
        accuracy = float((as_classes(array, logits) == truth.argmax(axis=1)).mean())
    elif binary:
        accuracy = float((as_classes(array, logits) == truth[:, 0]).mean())
    return Evaluation(len(array), accuracy, _mean_loss(array, truth, name, logits))


def _one_hot(classes: LabelArray, count: int) -> LabelArray:
    if classes.min() < 0 or classes.max() >= count:
        raise ValueError(f"labels from {classes.min():g} to {classes.max():g} for {count} classes")
    return np.eye(count)[classes.astype(np.int64)]


def _mean_loss(predictions: LabelArray, truth: LabelArray, name: str, logits: bool) -> float | None:
    match name:
        case "categorical_crossentropy" | "sparse_categorical_crossentropy" if truth.shape[1] > 1:
            return float(-(truth * _log_softmax(predictions, logits)).sum(axis=1).mean())
        case "binary_crossentropy":
            probability = 1 / (1 + np.exp(-predictions)) if logits else predictions
            kept = np.clip(probability, _EPSILON, 1 - _EPSILON)
            return float(-(truth * np.log(kept) + (1 - truth) * np.log(1 - kept)).mean())
        case "mean_squared_error":
            return float(((predictions - truth) ** 2).mean())
        case "mean_absolute_error":
            return float(np.abs(predictions - truth).mean())
    return None


def _log_softmax(predictions: LabelArray, logits: bool) -> Any:
    if not logits:
        scaled = predictions / predictions.sum(axis=1, keepdims=True)
        return np.log(np.clip(scaled, _EPSILON, 1 - _EPSILON))
    shifted = predictions - predictions.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
