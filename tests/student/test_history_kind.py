"""Learning curves of a history, worked by hand."""

from __future__ import annotations

from bareme.student.kinds.history_kind import History, HistoryKind


def history(**metrics):
    return History(metrics, tuple(range(len(metrics["loss"]))), 10)


def test_a_history_gives_the_loss_and_the_accuracy_each_with_its_validation():
    told = history(
        lr=(1.0, 1.0), accuracy=(0.5, 0.75), loss=(2.0, 1.0), val_loss=(2.5, 3.0), val_accuracy=(0.25, 0.5)
    )
    loss, accuracy = HistoryKind().draw(told, "history")
    assert [curve.name for curve in loss.curves] == ["loss", "val_loss"]
    assert [curve.name for curve in accuracy.curves] == ["accuracy", "val_accuracy"]
    assert loss.x == (1.0, 2.0)
    assert accuracy.curves[1].values == (0.25, 0.5)


def test_a_history_of_one_epoch_or_of_ragged_metrics_is_not_drawn():
    assert HistoryKind().draw(history(loss=(1.0,)), "history") == ()
    ragged = History({"loss": (1.0, 2.0, 3.0), "accuracy": (0.5,)}, (0, 1, 2), None)
    assert [one.curves[0].name for one in HistoryKind().draw(ragged, "history")] == ["loss"]


def test_a_history_of_a_thousand_epochs_and_metrics_keeps_within_bounds():
    metrics = {f"{'x' * 300}{k}": tuple(float(e) for e in range(1000)) for k in range(50)}
    drawn = HistoryKind().draw(
        History({"loss": (float("nan"),) * 1000, **metrics}, tuple(range(1000)), 1), "h" * 300
    )
    assert len(drawn) == 2
    assert {len(one.x) for one in drawn} == {200}
    assert set(drawn[0].curves[0].values) == {None}
