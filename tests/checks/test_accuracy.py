"""assert_accuracy, on counts worked by hand."""

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score

from bareme.checks import assert_accuracy

# 20 samples, 16 of class 0 and 4 of class 1.
LABELS = np.array([0] * 16 + [1] * 4)
ALL_ZERO = np.zeros(20)
# 15 of 16 and 3 of 4: accuracy 18/20, balanced (15/16 + 3/4) / 2 = 0.84375.
GOOD = np.array([1] + [0] * 16 + [1] * 3)


@pytest.mark.parametrize("predictions", [GOOD, GOOD.tolist(), GOOD.astype(bool), GOOD.astype(float)])
def test_enough_right_classes_pass_in_any_number_type(predictions):
    assert_accuracy(predictions, LABELS, at_least=0.9)


def test_the_threshold_itself_is_enough_and_more_is_not_reached():
    assert_accuracy(GOOD, LABELS, at_least=0.9, balanced=0.84375)
    with pytest.raises(AssertionError):
        assert_accuracy(GOOD, LABELS, at_least=0.91)
    with pytest.raises(AssertionError):
        assert_accuracy(GOOD, LABELS, at_least=0.9, balanced=0.85)


def test_the_balanced_accuracy_is_that_of_scikit_learn():
    rng = np.random.default_rng(1)
    labels = np.arange(300) % 3 * (np.arange(300) % 2)
    predictions = np.where(rng.uniform(size=300) < 0.7, labels, rng.integers(3, size=300))
    oracle = balanced_accuracy_score(labels, predictions)
    assert_accuracy(predictions, labels, at_least=0, balanced=oracle - 1e-9)
    with pytest.raises(AssertionError, match="balanced"):
        assert_accuracy(predictions, labels, at_least=0, balanced=oracle + 1e-9)


def test_the_message_gives_the_accuracy_the_threshold_and_the_majority():
    with pytest.raises(AssertionError) as failure:
        assert_accuracy(ALL_ZERO, LABELS, at_least=0.9)
    assert str(failure.value) == (
        "The accuracy is 80 % (16 of 20 right); at least 90 % is asked for.\n"
        "Always answering the most frequent class gives 80 %.\n"
        "Every prediction is 0: has the model learnt anything?"
    )


def test_the_balanced_message_names_the_class_that_is_missed():
    with pytest.raises(AssertionError, match="Of class 1, only 0 % is recognised"):
        assert_accuracy(ALL_ZERO, LABELS, at_least=0.8, balanced=0.6)


def test_an_accuracy_just_below_the_threshold_does_not_read_like_it():
    labels = np.zeros(30_000)
    predictions = (np.arange(30_000) < 1501).astype(int)
    with pytest.raises(AssertionError, match=r"is 94\.99 % \(28499 of 30000 right\); at least 95 %"):
        assert_accuracy(predictions, labels, at_least=0.95)


@pytest.mark.parametrize(
    ("predictions", "words"),
    [
        (1 - LABELS, "exchanged"),
        (GOOD + 1, "too large by 1"),
        (GOOD * 5, "no class of these data, such as 5"),
        (GOOD * 0.9, "whole, such as 0.9"),
        (np.eye(2)[LABELS], "argmax"),
        (LABELS[:, np.newaxis], r"not an array of shape \(20, 1\)"),
        (LABELS[:-1], r"not an array of shape \(19,\)"),
        (np.full(20, np.nan), "NaN"),
        (None, r"not nothing \(None\)"),
    ],
)
def test_what_is_wrong_with_predictions_is_said(predictions, words):
    with pytest.raises(AssertionError, match=words):
        assert_accuracy(predictions, LABELS, at_least=0.9)


@pytest.mark.parametrize(
    ("labels", "settings"),
    [
        (LABELS, {"at_least": 90}),
        (LABELS, {"at_least": np.nan}),
        (LABELS, {"at_least": 0.5, "balanced": -1}),
        ([], {"at_least": 0.5}),
        (np.eye(2), {"at_least": 0.5}),
        (["a", "b"], {"at_least": 0.5}),
    ],
)
def test_impossible_labels_and_thresholds_are_a_mistake_of_the_suite(labels, settings):
    with pytest.raises(ValueError, match=r"labels|threshold"):
        assert_accuracy(ALL_ZERO, labels, **settings)
