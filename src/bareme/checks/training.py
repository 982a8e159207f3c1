"""Assertions on training: accuracy on hidden labels, and falling losses."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bareme.checks.measurements import Measurement, binomial_standard_error, record_measurement
from bareme.checks.numeric import assert_shape
from bareme.checks.value_words import conversion_advice, describe_kind, fail, number, numbers
from bareme.i18n.catalogs import N_
from bareme.i18n.messages import localized_number, msg
from bareme.student.history import History
from bareme.student.recorder import Classified, Losses, record

__all__ = ["assert_accuracy", "assert_loss_decreases"]

ROUNDING: Final = 1e-12
"""By rounding, the mean of exact fractions may be this much below a threshold."""
MAX_LOSSES: Final = 1_000_000

_LESS: Final = N_(
    "The loss should fall by at least %(by)s; it goes from %(first)s to %(last)s in %(size)d values."
)
_NO_LESS: Final = N_("The loss should fall; it goes from %(first)s to %(last)s in %(size)d values.")


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
    record(Classified(classes, truth))
    right = classes == truth
    accuracy = int(right.sum()) / truth.size
    values, counts = np.unique(truth, return_counts=True)
    found = np.array([int(right[truth == value].sum()) for value in values])
    _record_accuracy(N_("accuracy"), at_least, right.sum(), truth.size)
    if balanced is not None:
        _record_accuracy(N_("balanced accuracy"), balanced, found, counts)
    if accuracy < at_least:
        fail(
            msg(
                "The accuracy is %(accuracy)s (%(right)s of %(size)s right); at least %(at_least)s is asked "
                "for.",
                accuracy=_percent(accuracy),
                right=int(right.sum()),
                size=truth.size,
                at_least=_percent(at_least),
            ),
            msg(
                "Always answering the most frequent class gives %(share)s.",
                share=_percent(counts.max() / truth.size),
            ),
            _explain(classes, truth, at_least),
        )
    recalls = found / counts
    if balanced is not None and recalls.mean() < balanced - ROUNDING:
        fail(*_describe_unbalanced(values, recalls, accuracy, balanced), _explain(classes, truth, at_least))


def _describe_unbalanced(
    values: NDArray[np.generic], recalls: NDArray[np.float64], accuracy: float, balanced: float
) -> tuple[str, str]:
    worst = int(recalls.argmin())
    return (
        msg(
            "The balanced accuracy, the mean share of each class that is recognised, is %(mean)s; at "
            "least %(balanced)s is asked for.",
            mean=_percent(recalls.mean()),
            balanced=_percent(balanced),
        ),
        msg(
            "Of class %(value)s, only %(recall)s is recognised (the plain accuracy is %(accuracy)s).",
            value=number(values[worst]),
            recall=_percent(recalls[worst]),
            accuracy=_percent(accuracy),
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
    error = binomial_standard_error(right, of)
    record_measurement(Measurement(quantity, value, threshold, int(np.sum(of)), error))


def _classes(predictions: object, count: int) -> NDArray[np.generic]:
    given = numbers(predictions)
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
    if given is None or given.dtype.kind == "c":
        fail(N_("The predictions should be class numbers, not complex numbers."))
    if not np.isfinite(given.astype(np.float64)).all():
        fail(N_("The predictions should be class numbers; some are NaN or infinite."))
    values = given.astype(np.float64)
    fractional = values != np.round(values)
    if fractional.any():
        example = number(values[fractional][0])
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
    if np.unique(classes).size == 1:
        return msg("Every prediction is %(value)s: has the model learnt anything?", value=number(classes[0]))
    given, wanted = classes.astype(np.float64), truth.astype(np.float64)
    if np.isin(wanted, (0, 1)).all() and (given == 1 - wanted).mean() >= at_least:
        return N_("It looks as if the two classes are exchanged.")
    if (given - 1 == wanted).mean() >= at_least:
        return N_("It looks as if the class numbers are too large by 1.")
    if (given + 1 == wanted).mean() >= at_least:
        return N_("It looks as if the class numbers are too small by 1.")
    unknown = ~np.isin(given, wanted)
    if unknown.any():
        example = number(classes[unknown][0])
        return msg(
            "%(count)d predictions are no class of these data, such as %(example)s.",
            count=int(unknown.sum()),
            example=example,
        )
    return None


def assert_loss_decreases(losses: object, *, by: float = 0.0) -> None:
    """Asserts that the last loss is lower than the first.

    Args:
        losses: one loss for each step or epoch, in order; at least two, all finite. Or the history that
            ``fit`` of Keras returned.
        by: the smallest fall, as a share of the first loss, in [0, 1].

    Raises:
        AssertionError: the loss does not fall that much, or the losses cannot be read.
        ValueError: ``by`` is out of its range.
    """
    if not 0 <= by <= 1:
        raise ValueError(f"the fall of a loss is a share between 0 and 1, not {by!r}")
    if type(losses) is History:
        losses = losses.losses
    given = numbers(losses)
    if given is None or given.ndim != 1 or given.dtype.kind == "c":
        fail(
            msg(
                "The losses should be a list of real numbers, one for each step, not %(kind)s.",
                kind=describe_kind(losses),
            ),
            conversion_advice(losses),
        )
    if given.size > MAX_LOSSES:
        fail(
            msg(
                "The list of losses should have one value for each step or epoch; it has %(size)s values, "
                "and at most %(most)s are read.",
                size=given.size,
                most=MAX_LOSSES,
            )
        )
    values = given.astype(np.float64)
    record(Losses(values, losses))
    if values.size < 2:
        fail(msg("The list of losses should have at least two values, it has %(size)s.", size=values.size))
    broken = ~np.isfinite(values)
    if broken.any():
        index = int(broken.argmax())
        fail(
            msg("The loss is %(value)s at index %(index)s.", value=number(values[index]), index=index),
            N_("Training diverges where the step is too large; log(0) makes a loss infinite."),
        )
    first, last = float(values[0]), float(values[-1])
    if not last < first or first - last < by * abs(first) - ROUNDING * abs(first):
        fail(
            msg(
                _LESS if by else _NO_LESS,
                by=_percent(by),
                first=number(first),
                last=number(last),
                size=values.size,
            ),
            _explain_losses(values),
        )


def _explain_losses(values: NDArray[np.float64]) -> str:
    if (values == values[0]).all():
        return N_("It never changes: are the parameters updated?")
    if values[-1] > values[0]:
        return N_("It rises: is the gradient subtracted, and is the step small enough?")
    if values[-1] == values[0]:
        return N_("At the end it is no lower than at the start: is the step small enough?")
    return N_("It falls too slowly: are there enough steps, and is the step large enough?")


def _percent(share: float) -> str:
    """Formats a share in percent, rounded down.

    So a share below a threshold never reads like the threshold.
    """
    return msg("%(value)s %%", value=localized_number(format(math.floor(1e4 * share + 1e-7) / 100, "g")))
