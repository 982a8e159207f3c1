"""Evidence of checks and of training, both without held-out samples."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from bareme.checks.array_diff import Difference
from bareme.datasets import GraderData
from bareme.errors import StudentRaised, StudentTimeout
from bareme.grading.check_evidence import CheckRun, build_evidence, build_training_evidence
from bareme.grading.variable_snapshot import VariableSnapshot
from bareme.results.evidence import SourceLocation
from bareme.student.kinds.history_kind import History
from bareme.student.observations import Call, VariableRead
from bareme.student.recorder import (
    Classified,
    Losses,
    Predicted,
    record,
    start_recording_evidence,
    take_records,
)

LABELS = np.array([0, 1, 1, 0])
IMAGES = np.zeros((4, 2, 2), np.uint8)
DATA = GraderData("digits", IMAGES[:0], LABELS[:0], IMAGES, LABELS, IMAGES[:3], LABELS[:3])
HISTORY = History({"loss": (2.0, 1.0)}, (0, 1), 5)
MODEL = object()


def seen(*shown, status="passed", error=None, observations=()):
    return CheckRun(status, error, shown, observations, [DATA])


def predicted(labels=LABELS, model=MODEL):
    guesses = 1 - labels
    return Predicted(guesses, model, lambda: np.ones(len(labels))), Classified(guesses, labels)


def kinds(evidence):
    return [(one.kind, one.name) for one in evidence]


def test_a_model_in_a_variable_is_shown_on_the_visible_samples():
    check = seen(*predicted(), observations=[VariableRead("model", MODEL)])
    assert kinds(build_training_evidence(check)) == [("confusion", "model")]
    assert build_evidence(check) == ()


def test_of_held_out_samples_there_is_no_evidence_of_either_kind():
    for observations in ([VariableRead("model", MODEL)], []):
        check = seen(*predicted(LABELS[:3]), observations=observations)
        assert build_training_evidence(check) == build_evidence(check) == ()


def test_a_model_that_a_call_returned_is_no_training_evidence_since_the_check_chose_the_arguments():
    check = seen(*predicted(), observations=[Call("build", (), {}, MODEL)])
    assert build_training_evidence(check) == ()
    assert kinds(build_evidence(check)) == [("confusion", "")]


def test_classes_that_no_model_predicted_are_evidence_of_their_check():
    check = seen(Classified(1 - LABELS, LABELS), status="failed")
    assert kinds(build_evidence(check)) == [("confusion", "")]
    assert build_training_evidence(check) == ()


def test_a_history_in_a_variable_is_training_evidence_and_one_that_a_call_returned_is_evidence_of_the_check():
    assert kinds(build_training_evidence(seen(observations=[VariableRead("history", HISTORY)]))) == [
        ("curves", "history")
    ]
    called = seen(observations=[Call("train", (), {}, (MODEL, HISTORY))])
    assert build_training_evidence(called) == ()
    assert kinds(build_evidence(called)) == [("curves", "train")]


def test_the_losses_of_a_history_are_not_drawn_twice():
    losses = Losses(np.array(HISTORY.losses), HISTORY.losses)
    called = seen(losses, observations=[Call("train", (), {}, HISTORY)])
    assert [one.about for one in build_evidence(called)] == ["training"]


def test_losses_in_a_variable_are_training_evidence():
    values = [3.0, 2.0]
    check = seen(Losses(np.array(values), values), observations=[VariableRead("losses", values)])
    assert kinds(build_training_evidence(check)) == [("curves", "losses")]
    assert build_evidence(check) == ()


@pytest.mark.parametrize("status", ["passed", "error", "timeout", "undetermined", "not_attempted"])
def test_a_comparison_is_evidence_of_a_failure_alone(status):
    wrong = np.array([True, True])
    difference = Difference(np.zeros(2), np.ones(2), wrong, wrong, "y")
    assert build_evidence(seen(difference, status=status)) == ()
    assert kinds(build_evidence(seen(difference, status="failed"))) == [("comparison", "y")]


@pytest.mark.parametrize("kind", [StudentRaised, StudentTimeout])
def test_where_the_students_code_stopped_comes_first(kind):
    places = (SourceLocation(cell=2, line=1), SourceLocation(cell=1, line=3, function="f"))
    assert build_evidence(seen(status="error", error=kind("no", places))) == places


def test_there_are_four_pieces_of_evidence_at_most():
    calls = [Call("train", (), {}, HISTORY)] * 9
    assert len(build_evidence(seen(observations=calls))) == 4


def test_what_is_shown_outside_of_a_check_is_kept_by_nobody_and_what_was_shown_is_taken_once():
    losses = Losses(np.zeros(2), None)
    take_records()
    record(losses)
    assert take_records() == ()
    start_recording_evidence()
    for _ in range(20):
        record(losses)
    assert len(take_records()) == 8
    assert take_records() == ()


def test_a_history_whose_curves_were_reordered_after_the_first_hidden_check_is_not_drawn():
    """The order of many curves could encode hidden inputs."""
    holds = History({"loss": (2.0, 1.0), "accuracy": (0.5, 0.6), "auc": (0.5, 0.7)}, (0, 1), None)
    snapshot = VariableSnapshot()
    snapshot.take(SimpleNamespace(history=holds), ["history"])
    assert snapshot.is_untouched(VariableRead("history", replace(holds)))
    turned = replace(holds, metrics=dict(reversed(holds.metrics.items())))
    assert turned == holds
    assert not snapshot.is_untouched(VariableRead("history", turned))
