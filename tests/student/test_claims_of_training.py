"""Compile settings and histories are read as hostile data."""

import pytest

from bareme.errors import StudentRaised
from bareme.student.keras_config.compilation import LossSettings, read_compilation
from bareme.student.kinds.history_kind import read_history


def compiled(**content):
    return read_compilation({"optimizer": {"class_name": "Adam", "config": {}}, **content})


@pytest.mark.parametrize(
    ("loss", "name"),
    [
        ("mse", "mean_squared_error"),
        ("categorical_crossentropy", "categorical_crossentropy"),
        ({"class_name": "SparseCategoricalCrossentropy", "config": {}}, "sparse_categorical_crossentropy"),
        ({"class_name": "MeanSquaredError", "config": {}}, "mean_squared_error"),
        ({"class_name": "KLDivergence", "config": {}}, "kl_divergence"),
        (
            {"module": "builtins", "class_name": "function", "config": "binary_crossentropy"},
            "binary_crossentropy",
        ),
        ({"own": "the function mine"}, "the function mine"),
    ],
)
def test_a_loss_has_one_name_however_it_was_given(loss, name):
    assert compiled(loss=loss).loss == LossSettings(name)
    assert compiled(metrics=[loss]).metrics == (name,)


def test_logits_are_known_from_the_loss():
    node = {"class_name": "BinaryCrossentropy", "config": {"from_logits": True}}
    assert compiled(loss=node).loss == LossSettings("binary_crossentropy", from_logits=True)
    node = {"class_name": "CategoricalCrossentropy", "config": {"label_smoothing": 0.1}}
    assert compiled(loss=node).loss == LossSettings("categorical_crossentropy", label_smoothing=0.1)
    for forged in ("0.1", [0.1], True, float("inf")):
        node["config"] = {"label_smoothing": forged}
        assert compiled(loss=node).loss == LossSettings("categorical_crossentropy")


def test_a_learning_rate_is_what_was_written_and_not_what_32_bits_make_of_it():
    node = {"class_name": "SGD", "config": {"learning_rate": 0.009999999776482582, "momentum": 0.9}}
    optimizer = compiled(optimizer=node).optimizer
    assert (optimizer.class_name, optimizer.learning_rate) == ("SGD", 0.01)
    assert optimizer.settings == {"momentum": 0.9}


def test_a_schedule_is_named_with_its_first_rate():
    rate = {"class_name": "ExponentialDecay", "config": {"initial_learning_rate": 0.1}}
    optimizer = compiled(optimizer={"class_name": "SGD", "config": {"learning_rate": rate}}).optimizer
    assert (optimizer.schedule, optimizer.learning_rate) == ("ExponentialDecay", 0.1)


@pytest.mark.parametrize("content", [None, "adam", [], 3])
def test_no_settings_are_none(content):
    assert read_compilation(content) is None


@pytest.mark.parametrize("junk", [None, 3, [], {}, {"class_name": 3, "config": 4}, "x" * 10**6, {"own": []}])
def test_settings_that_make_no_sense_are_left_out_and_cut(junk):
    read = read_compilation({"optimizer": junk, "loss": junk, "metrics": [junk, *[junk] * 10_000]})
    assert len(repr(read)) < 30_000


def told(**content):
    return read_history({"metrics": {"loss": [2.0, 1.0]}, "epochs": [0, 1], "steps": 5, **content})


def test_a_history_has_its_curves():
    history = told(metrics={"loss": [2.0, 1.0], "val_loss": [3.0, 2.5]})
    assert history.losses == (2.0, 1.0)
    assert history.metrics["val_loss"] == (3.0, 2.5)
    assert history.validated
    assert not told().validated


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        {},
        {"metrics": [], "epochs": []},
        {"metrics": {"loss": 3}, "epochs": []},
        {"metrics": {"loss": [None]}, "epochs": []},
        {"metrics": {"loss": ["1"]}, "epochs": []},
        {"metrics": {3: [1.0]}, "epochs": []},
        {"metrics": {"x" * 10_000: [1.0]}, "epochs": []},
        {"metrics": {"loss": [1.0]}, "epochs": ["0"]},
    ],
)
def test_what_is_no_history_is_refused(content):
    with pytest.raises(StudentRaised, match="cannot be read"):
        read_history(content)
