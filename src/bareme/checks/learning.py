"""What training reached: accuracy on labels that the student does not see, and falling losses."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bareme.checks.numeric import assert_shape
from bareme.checks.values import advice, fail, kind_of, number, numbers
from bareme.measuring import Measurement, announce, share_error
from bareme.models.history import History

__all__ = ["assert_accuracy", "assert_loss_decreases"]

# Means of exact fractions may fall short of a threshold by rounding alone.
ROUNDING = 1e-12


def assert_accuracy(
    predictions: object, labels: ArrayLike, *, at_least: float, balanced: float | None = None
) -> None:
    """Demands that enough predicted classes are right.

    Args:
        predictions: class numbers or booleans of shape (N,).
        labels: the right classes, whole numbers or booleans of shape (N,).
        at_least: the smallest share of right predictions, in [0, 1].
        balanced: the smallest mean over the classes of the share recognised (recall), in [0, 1].

    Raises:
        AssertionError: too few are right, or the predictions are not classes.
        ValueError: the labels or a threshold cannot be used.
    """
    truth = np.asarray(labels)
    if truth.ndim != 1 or not truth.size or truth.dtype.kind not in "biuf":
        raise ValueError("the labels must be a non-empty sequence of class numbers")
    for threshold in (at_least, 0.0 if balanced is None else balanced):
        if not 0 <= threshold <= 1:
            raise ValueError(f"a threshold of accuracy lies between 0 and 1, not {threshold!r}")
    classes = _classes(predictions, truth.size)
    right = classes == truth
    accuracy = int(right.sum()) / truth.size
    values, counts = np.unique(truth, return_counts=True)
    found = np.array([int(right[truth == value].sum()) for value in values])
    recalls = found / counts
    _announce("accuracy", at_least, right.sum(), truth.size)
    if balanced is not None:
        _announce("balanced accuracy", balanced, found, counts)
    if accuracy < at_least:
        fail(
            f"The accuracy is {_percent(accuracy)} ({int(right.sum())} of {truth.size} right); "
            f"at least {_percent(at_least)} is asked for.",
            f"Always answering the most frequent class gives {_percent(counts.max() / truth.size)}.",
            _explain(classes, truth, at_least),
        )
    if balanced is not None and recalls.mean() < balanced - ROUNDING:
        worst = int(recalls.argmin())
        fail(
            f"The balanced accuracy, the mean share of each class that is recognised, is "
            f"{_percent(recalls.mean())}; at least {_percent(balanced)} is asked for.",
            f"Of class {number(values[worst])}, only {_percent(recalls[worst])} is recognised "
            f"(the plain accuracy is {_percent(accuracy)}).",
            _explain(classes, truth, at_least),
        )


def _announce(quantity: str, threshold: float, right: ArrayLike, of: ArrayLike) -> None:
    """Tells what is reached: the mean of shares, which are one for each class or a single one."""
    value = float(np.mean(np.divide(right, of)))
    announce(Measurement(quantity, value, threshold, int(np.sum(of)), share_error(right, of)))


def _classes(predictions: object, count: int) -> NDArray[np.generic]:
    given = numbers(predictions)
    if given is not None and given.ndim == 2 and given.shape[0] == count and given.shape[1] > 1:
        fail(
            f"The predictions should be {count} class numbers, not {given.shape[1]} numbers for each sample.",
            "Take the class of the largest one (argmax along axis 1).",
        )
    assert_shape(predictions, (count,), name="the predictions")
    if given is None or given.dtype.kind == "c":
        fail("The predictions should be class numbers, not complex numbers.")
    if not np.isfinite(given.astype(np.float64)).all():
        fail("The predictions should be class numbers; some are NaN or infinite.")
    values = given.astype(np.float64)
    fractional = values != np.round(values)
    if fractional.any():
        example = number(values[fractional][0])
        fail(
            f"The predictions should be class numbers; some are not whole, such as {example}.",
            "Probabilities become classes by a decision: y >= 0.5, or the argmax over the classes.",
        )
    return given


def _explain(classes: NDArray[np.generic], truth: NDArray[np.generic], at_least: float) -> str | None:
    """Says what a low accuracy suggests."""
    if np.unique(classes).size == 1:
        return f"Every prediction is {number(classes[0])}: has the model learnt anything?"
    given, wanted = classes.astype(np.float64), truth.astype(np.float64)
    if np.isin(wanted, (0, 1)).all() and (given == 1 - wanted).mean() >= at_least:
        return "It looks as if the two classes are exchanged."
    for shift in (1, -1):
        if (given - shift == wanted).mean() >= at_least:
            return f"It looks as if the class numbers are {'too large' if shift > 0 else 'too small'} by 1."
    unknown = ~np.isin(given, wanted)
    if unknown.any():
        example = number(classes[unknown][0])
        return f"{int(unknown.sum())} predictions are no class of these data, such as {example}."
    return None


def assert_loss_decreases(losses: object, *, by: float = 0.0) -> None:
    """Demands that the last loss lies below the first.

    Args:
        losses: one loss for each step or epoch, in order; at least two, all finite. Or the history that
            Keras's ``fit`` returned.
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
            f"The losses should be a list of real numbers, one for each step, not {kind_of(losses)}.",
            advice(losses),
        )
    values = given.astype(np.float64)
    if values.size < 2:
        fail(f"The list of losses should have at least two values, it has {values.size}.")
    broken = ~np.isfinite(values)
    if broken.any():
        index = int(broken.argmax())
        fail(
            f"The loss is {number(values[index])} at index {index}.",
            "Training diverges where the step is too large; log(0) makes a loss infinite.",
        )
    first, last = float(values[0]), float(values[-1])
    if not last < first or first - last < by * abs(first) - ROUNDING * abs(first):
        asked = f" by at least {_percent(by)}" if by else ""
        fail(
            f"The loss should fall{asked}; it goes from {number(first)} to {number(last)} "
            f"in {values.size} values.",
            _explain_losses(values),
        )


def _explain_losses(values: NDArray[np.float64]) -> str:
    if (values == values[0]).all():
        return "It never changes: are the parameters updated?"
    if values[-1] > values[0]:
        return "It rises: is the gradient subtracted, and is the step small enough?"
    if values[-1] == values[0]:
        return "At the end it is no lower than at the start: is the step small enough?"
    return "It falls too slowly: are there enough steps, and is the step large enough?"


def _percent(share: float) -> str:
    """Rounds down, so that a share below a threshold never reads like the threshold."""
    return f"{math.floor(1e4 * share + 1e-7) / 100:g} %"
