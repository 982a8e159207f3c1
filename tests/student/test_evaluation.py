"""Predictions against labels, with figures worked by hand or by scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import log_loss

from bareme.student.evaluation import as_classes, confidences, describe_problem, evaluate, sum_to_one
from bareme.student.keras_config.compilation import LossSettings

LABELS = np.array([0, 1, 2, 2])
# Right, right, wrong, right.
PROBABILITIES = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.5, 0.3, 0.2], [0.1, 0.3, 0.6]])
CATEGORICAL = LossSettings("categorical_crossentropy")


@pytest.mark.parametrize("labels", [LABELS, LABELS[:, None], np.eye(3)[LABELS], LABELS.astype(float)])
def test_the_accuracy_and_cross_entropy_of_probabilities(labels):
    result = evaluate(PROBABILITIES, labels, logits=False, loss=CATEGORICAL)
    assert result.accuracy == 0.75
    assert result.loss == pytest.approx(log_loss(LABELS, PROBABILITIES, labels=[0, 1, 2]))


@pytest.mark.parametrize("shift", [0, 7, -2000, 2000])
def test_logits_give_the_same_as_their_probabilities(shift):
    result = evaluate(np.log(PROBABILITIES) + shift, LABELS, logits=True, loss=CATEGORICAL)
    assert result.accuracy == 0.75
    assert result.loss == pytest.approx(log_loss(LABELS, PROBABILITIES, labels=[0, 1, 2]))


@pytest.mark.parametrize("shape", [(4,), (4, 1)])
def test_one_number_tells_two_classes_apart(shape):
    probability = np.array([0.2, 0.9, 0.6, 0.4])
    labels = np.array([0, 1, 0, 0])
    loss = LossSettings("binary_crossentropy")
    result = evaluate(probability.reshape(shape), labels, logits=False, loss=loss)
    assert result.accuracy == 0.75
    assert result.loss == pytest.approx(log_loss(labels, probability))
    scores = np.log(probability / (1 - probability)).reshape(shape)
    assert evaluate(scores, labels, logits=True, loss=loss).loss == pytest.approx(result.loss)
    assert evaluate(scores, labels, logits=True, loss=loss).accuracy == 0.75


def test_numbers_have_a_mean_error_and_no_accuracy():
    predictions, truth = np.array([[1.0], [2.5], [3.0]]), np.array([1.0, 2.0, 5.0])
    squared = evaluate(predictions, truth, logits=False, loss=LossSettings("mean_squared_error"))
    assert (squared.accuracy, squared.loss) == (None, pytest.approx(4.25 / 3))
    assert evaluate(
        predictions, truth, logits=False, loss=LossSettings("mean_absolute_error")
    ).loss == pytest.approx(2.5 / 3)


def test_one_hot_rows_have_a_squared_error_and_an_accuracy():
    result = evaluate(PROBABILITIES, np.eye(3)[LABELS], logits=False, loss=LossSettings("mean_squared_error"))
    assert result.accuracy == 0.75
    assert result.loss == pytest.approx(((PROBABILITIES - np.eye(3)[LABELS]) ** 2).mean())


def test_an_unknown_loss_is_not_guessed():
    assert evaluate(PROBABILITIES, LABELS, logits=False, loss=LossSettings("the function mine")).loss is None
    assert evaluate(PROBABILITIES, LABELS, logits=False, loss=None).accuracy == 0.75


@pytest.mark.parametrize("labels", [np.array([0, 1, 2, 3]), np.array([0, 1, -1, 2]), np.eye(4), np.zeros(3)])
def test_labels_that_do_not_fit_are_a_mistake_of_the_suite(labels):
    with pytest.raises(ValueError, match="labels"):
        evaluate(PROBABILITIES, labels, logits=False, loss=CATEGORICAL)


@pytest.mark.parametrize(
    ("predictions", "classes", "exact", "words"),
    [
        (np.full((4, 3), np.nan), 3, True, "NaN for 100% of the samples"),
        (np.array([[1.0, 0], [np.inf, 0], [0, 0], [0, 0]]), 2, True, "infinite for 25% of the samples"),
        (np.zeros((3, 3)), 3, True, r"shape \(3, 3\) for 4 samples"),
        (np.zeros((4, 5)), 3, True, "5 numbers for each sample; one for each of 3 classes"),
        (np.zeros((4, 2)), 3, False, "2 numbers for each sample"),
        (np.array([0.0, 3.0, 9.0, 2.0]), 10, False, "class numbers; 10 probabilities"),
        (np.array([[0], [3], [9], [2]]), 10, True, "class numbers; 10 probabilities"),
        (np.array([0.5, 3.0, 9.0, 2.0]), 10, True, "one number for each sample"),
        (np.zeros((4, 2, 2)), None, True, r"shape \(2, 2\) for each sample"),
        ([np.zeros(4), np.zeros(4)], 2, True, "2 outputs; one is expected"),
        (np.array(["a", "b", "c", "d"]), None, True, "not numbers"),
        (np.float64(3), None, True, "for 4 samples"),
    ],
)
def test_what_is_wrong_with_predictions_is_said(predictions, classes, exact, words):
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(describe_problem(predictions, 4, classes, exact))


@pytest.mark.parametrize(
    ("predictions", "classes", "exact"),
    [
        (PROBABILITIES, 3, True),
        (PROBABILITIES, 2, False),
        (np.zeros(4), 2, True),
        (np.zeros((4, 1)), 1, True),
    ],
)
def test_predictions_of_use_have_no_problem(predictions, classes, exact):
    assert describe_problem(predictions, 4, classes, exact) is None


def test_probabilities_sum_to_one_and_are_not_negative():
    assert sum_to_one(PROBABILITIES) is None
    assert sum_to_one(PROBABILITIES.astype(np.float16)) is None
    assert "sum to 1.4 instead of 1" in sum_to_one(PROBABILITIES * [[1], [1], [1.4], [1]])
    assert "negative numbers, such as -0.3" in sum_to_one(
        PROBABILITIES - [[0.3, 0, 0], [0, 0, 0], [0.8, 0, 0], [0, 0, 0]]
    )


def test_the_class_is_the_largest_or_the_side_of_the_middle():
    assert as_classes(PROBABILITIES, False).tolist() == [0, 1, 0, 2]
    assert as_classes([0.4, 0.6], False).tolist() == [0, 1]
    assert as_classes([[-0.1], [0.1]], True).tolist() == [0, 1]


def test_how_sure_a_model_is_of_the_classes_it_predicts():
    assert confidences(PROBABILITIES, logits=False) == pytest.approx([0.7, 0.8, 0.5, 0.6])
    assert confidences(np.log(PROBABILITIES) + 7, logits=True) == pytest.approx([0.7, 0.8, 0.5, 0.6])
    # 1 / (1 + exp(-ln 3)) = 3/4; sure of class 0 where the number is small
    assert confidences(np.log([3, 1 / 3]), logits=True) == pytest.approx([0.75, 0.75])
    assert confidences([0.1, 0.9], logits=False) == pytest.approx([0.9, 0.9])


def test_how_sure_a_model_is_lies_between_0_and_1_whatever_it_predicts():
    wild = np.array([[1e300, -1e300], [3.0, -7.0], [0.0, 0.0]])
    for logits in (True, False):
        for predictions in (wild, wild[:, 0], wild[:, :1]):
            found = confidences(predictions, logits)
            assert found.shape == (3,)
            assert ((found >= 0) & (found <= 1)).all()
