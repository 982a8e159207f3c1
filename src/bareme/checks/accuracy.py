"""Assertions on accuracy and predictions."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bareme.checks.measurements import Measurement, compute_binomial_error, record_measurement
from bareme.checks.model_structure import assert_model, fail_on_refusal
from bareme.checks.numeric import assert_shape
from bareme.checks.value_words import (
    describe_kind,
    fail,
    format_number,
    format_percent,
    read_numbers,
    suggest_conversion,
)
from bareme.i18n import N_, localized_number, msg
from bareme.student.evaluation import sum_to_one
from bareme.student.model import Model
from bareme.student.recorder import Classified, record

__all__ = [
    "assert_accuracy",
    "assert_claim",
    "assert_model_accuracy",
    "assert_probabilities",
    "compute_wilson_interval",
]

_ROUNDING: Final = 1e-12
"""By rounding, the mean of exact fractions may be this much below a threshold."""
# The rounding of single precision, in which networks compute.
_PROBABILITY_TOLERANCE: Final = 1e-3
# One honest report in a thousand is refused by chance.
_CONFIDENCE: Final = 0.999


def assert_accuracy(
    predictions: object, labels: ArrayLike, *, at_least: float, balanced: float | None = None
) -> None:
    """Asserts that enough predicted classes are right.

    Args:
        predictions: class numbers or booleans of shape (N,).
        labels: the right classes, whole numbers or booleans of shape (N,).
        at_least: the smallest share of right predictions, in [0, 1].
        balanced: the smallest mean of the recalls of all classes, in [0, 1].

    Raises:
        AssertionError: too few are right, or the predictions are not classes.
        ValueError: the labels or a threshold cannot be used.
    """
    truth = _read_labels(labels, at_least, 0.0 if balanced is None else balanced)
    classes = _classes(predictions, truth.size)
    # Before the verdict: the page shows the predictions of a model that failed.
    record(Classified(classes, truth))
    right = classes == truth
    accuracy = int(right.sum()) / truth.size
    values, counts = np.unique(truth, return_counts=True)
    found = np.array([int(right[truth == value].sum()) for value in values])
    # Before the verdict: calibration needs the values of mistakes, which fail.
    _record_accuracy(N_("accuracy"), at_least, right.sum(), truth.size)
    if balanced is not None:
        _record_accuracy(N_("balanced accuracy"), balanced, found, counts)
    if accuracy < at_least:
        fail(
            msg(
                "The accuracy is %(accuracy)s (%(right)s of %(size)s right); at least %(at_least)s is asked "
                "for.",
                accuracy=format_percent(accuracy),
                right=int(right.sum()),
                size=truth.size,
                at_least=format_percent(at_least),
            ),
            msg(
                "Always answering the most frequent class gives %(share)s.",
                share=format_percent(counts.max() / truth.size),
            ),
            _explain(classes, truth, at_least),
        )
    recalls = found / counts
    if balanced is not None and recalls.mean() < balanced - _ROUNDING:
        fail(*_describe_unbalanced(values, recalls, accuracy, balanced), _explain(classes, truth, at_least))


def _describe_unbalanced(
    values: NDArray[np.generic], recalls: NDArray[np.float64], accuracy: float, balanced: float
) -> tuple[str, str]:
    worst = int(recalls.argmin())
    return (
        msg(
            "The balanced accuracy, the mean share of each class that is recognised, is %(mean)s; at "
            "least %(balanced)s is asked for.",
            mean=format_percent(recalls.mean()),
            balanced=format_percent(balanced),
        ),
        msg(
            "Of class %(value)s, only %(recall)s is recognised (the plain accuracy is %(accuracy)s).",
            value=format_number(values[worst]),
            recall=format_percent(recalls[worst]),
            accuracy=format_percent(accuracy),
        ),
    )


def _read_labels(labels: ArrayLike, *thresholds: float) -> NDArray[np.generic]:
    """Returns the labels as an array.

    Raises:
        ValueError: these are not labels, or a threshold is impossible.
    """
    truth = np.asarray(labels)
    if truth.ndim != 1 or not truth.size or truth.dtype.kind not in "biuf":
        raise ValueError("the labels must be a non-empty sequence of class numbers")
    for threshold in thresholds:
        if not 0 <= threshold <= 1:
            raise ValueError(f"a threshold of accuracy lies between 0 and 1, not {threshold!r}")
    return truth


def _record_accuracy(quantity: str, threshold: float, right: ArrayLike, of: ArrayLike) -> None:
    """Records the mean of one share, or of one for each class."""
    value = float(np.mean(np.divide(right, of)))
    error = compute_binomial_error(right, of)
    record_measurement(Measurement(quantity, value, threshold, int(np.sum(of)), error))


def _classes(predictions: object, count: int) -> NDArray[np.generic]:
    given = read_numbers(predictions)
    # Before `assert_shape`, which would only say that the shape is wrong.
    if given is not None and given.ndim == 2 and given.shape[0] == count and given.shape[1] > 1:
        fail(
            msg(
                "The predictions should be %(count)s class numbers, not %(numbers)s numbers for each sample.",
                count=count,
                numbers=given.shape[1],
            ),
            N_("Take the class of the largest one (argmax along axis 1)."),
        )
    assert_shape(predictions, (count,), name=N_("the predictions"))
    # None does not occur after `assert_shape`, which mypy does not know.
    if given is None or given.dtype.kind == "c":
        fail(N_("The predictions should be class numbers, not complex numbers."))
    if not np.isfinite(given.astype(np.float64)).all():
        fail(N_("The predictions should be class numbers; some are NaN or infinite."))
    values = given.astype(np.float64)
    fractional = values != np.round(values)
    if fractional.any():
        example = format_number(values[fractional][0])
        fail(
            msg(
                "The predictions should be class numbers; some are not whole, such as %(example)s.",
                example=example,
            ),
            N_("Probabilities become classes by a decision: y >= 0.5, or the argmax over the classes."),
        )
    return given


def _explain(classes: NDArray[np.generic], truth: NDArray[np.generic], at_least: float) -> str | None:
    """Explains a low accuracy."""
    # First, since a constant answer can also agree with one of the shifts below.
    if np.unique(classes).size == 1:
        return msg(
            "Every prediction is %(value)s: has the model learnt anything?", value=format_number(classes[0])
        )
    given, wanted = classes.astype(np.float64), truth.astype(np.float64)
    if np.isin(wanted, (0, 1)).all() and (given == 1 - wanted).mean() >= at_least:
        return N_("It looks as if the two classes are exchanged.")
    if (given - 1 == wanted).mean() >= at_least:
        return N_("It looks as if the class numbers are too large by 1.")
    if (given + 1 == wanted).mean() >= at_least:
        return N_("It looks as if the class numbers are too small by 1.")
    unknown = ~np.isin(given, wanted)
    if unknown.any():
        example = format_number(classes[unknown][0])
        return msg(
            "%(count)d predictions are no class of these data, such as %(example)s.",
            count=int(unknown.sum()),
            example=example,
        )
    return None


@fail_on_refusal()
def assert_probabilities(model: object, inputs: Any, *, classes: int) -> None:
    """Asserts that a model predicts a probability for each class.

    Args:
        model: the student's value.
        inputs: as for ``Model.predict``.
        classes: their number; one output value suffices for 2 classes.

    Raises:
        AssertionError: the predictions are not probabilities, or it is not a Keras model.
    """
    given = assert_model(model)
    given.classify(inputs, classes)
    predictions = np.asarray(given.predict(inputs), np.float64)
    wide = predictions.ndim > 1 and predictions.shape[1] > 1
    if wide and (problem := sum_to_one(predictions)) is not None:
        fail(problem)
    if predictions.min() < -_PROBABILITY_TOLERANCE or predictions.max() > 1 + _PROBABILITY_TOLERANCE:
        extreme = predictions.min() if predictions.min() < 0 else predictions.max()
        fail(
            msg(
                "The model predicts %(extreme)s; a probability lies between 0 and 1.",
                extreme=format(extreme, ".4g"),
            ),
            msg("Is %(name)s the activation of its last layer?", name="softmax" if wide else "sigmoid"),
        )


@fail_on_refusal()
def assert_model_accuracy(
    model: object, inputs: Any, labels: ArrayLike, *, at_least: float, balanced: float | None = None
) -> None:
    """Asserts that a model reaches an accuracy.

    The labels stay in the grader.

    Args:
        model: the student's value.
        inputs: as for ``Model.predict``.
        labels: class numbers of shape (N,), or one-hot rows of shape (N, C).
        at_least: the smallest accuracy, in [0, 1].
        balanced: the smallest mean of the recalls of all classes, in [0, 1].

    Raises:
        AssertionError: the accuracy is lower, with a likely cause, or the predictions are not classes.
    """
    given = assert_model(model)
    truth = np.asarray(labels)
    # A single column holds class numbers; its argmax would be 0 everywhere.
    truth = truth.argmax(axis=1) if truth.ndim == 2 and truth.shape[1] > 1 else truth.reshape(-1)
    classes = int(truth.max()) + 1
    try:
        assert_accuracy(given.classify(inputs, classes), truth, at_least=at_least, balanced=balanced)
    except AssertionError as error:
        fail(error.args[0], _explain_model(given, inputs, truth, at_least))


def _explain_model(model: Model, inputs: Any, truth: NDArray[Any], at_least: float) -> str | None:
    """Explains a low accuracy: no training, or pixels of another scale."""
    # First, since no other cause matters for a model that was never trained.
    if model.steps_trained == 0:
        return N_(
            "The model was never trained: its optimiser has not taken a single step. Is `fit` called on it?"
        )
    if model.compilation is None:
        return N_("The model was never compiled, so `fit` cannot have trained it. Are both called on it?")
    if not isinstance(inputs, np.ndarray) or not inputs.size or inputs.dtype.kind not in "uif":
        return None
    scaled = inputs.max() <= 1
    # Other ranges are no grey levels, so a factor of 255 explains nothing.
    if inputs.min() < 0 or inputs.max() > 255:
        return None
    other = inputs * np.float32(255) if scaled else inputs / np.float32(255)
    if (model.classify(other) == truth).mean() < at_least:
        return None
    if scaled:
        return N_(
            "On pixels from 0 to 255 it does well: it was trained on unscaled pixels. Divide them by 255."
        )
    return N_(
        "On pixels from 0 to 1 it does well: it was trained on scaled pixels, and is asked with others."
    )


def assert_claim(claimed: object, measured: float, samples: int) -> None:
    """Asserts that a reported accuracy agrees with the measured one.

    It must lie in the 99.9 % score interval of a binomial share around the measured one (E. B. Wilson,
    Journal of the American Statistical Association 22, 1927, pages 209 to 212).

    Args:
        claimed: the accuracy that the student reports, in [0, 1].
        measured: the share of right classes, in [0, 1].
        samples: the number of samples that it was measured on.

    Raises:
        AssertionError: they do not agree, or the claim is not a share.
        ValueError: the measured accuracy or the number of samples is impossible.
    """
    if not 0 <= measured <= 1 or samples < 1:
        raise ValueError(f"an accuracy of {measured!r} cannot be measured on {samples!r} samples")
    given = read_numbers(claimed)
    if given is None or given.ndim or given.dtype.kind not in "iuf" or not math.isfinite(given):
        fail(
            msg(
                "The accuracy you report should be a number from 0 to 1, not %(kind)s.",
                kind=describe_kind(claimed),
            ),
            suggest_conversion(claimed),
        )
    value = float(given)
    low, high = compute_wilson_interval(measured, samples)
    if low <= value <= high:
        return
    # Only if the claim is right as a percentage: otherwise the advice would hide a wrong claim.
    percent = low <= value / 100 <= high
    fail(
        msg(
            "You report an accuracy of %(value)s. Measured on %(samples)s samples it is %(measured)s, and"
            " between %(low)s and %(high)s with the chance in such a sample allowed for.",
            value=format(value, ".6g"),
            samples=localized_number(format(samples, ",")),
            measured=format(measured, ".4f"),
            low=format(low, ".4f"),
            high=format(high, ".4f"),
        ),
        msg(
            "It looks as if you report percent: %(value)s %% is %(share)s.",
            value=format(value, ".6g"),
            share=format(value / 100, ".6g"),
        )
        if percent
        else None,
    )


def compute_wilson_interval(share: float, samples: int) -> tuple[float, float]:
    """Returns the 99.9 % score interval of a binomial share."""
    z = NormalDist().inv_cdf(0.5 + _CONFIDENCE / 2)
    spread = z * math.sqrt(share * (1 - share) / samples + z**2 / (4 * samples**2))
    scale = 1 + z**2 / samples
    middle = share + z**2 / (2 * samples)
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
