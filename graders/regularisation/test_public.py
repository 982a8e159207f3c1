"""Public checks of the lab "Validation and regularisation".

Run them on your own file with ``bareme check regularisation.ipynb``. Every expected value below was worked by
hand.
"""

import numpy as np
import pytest

from bareme.checks import (
    as_array,
    assert_close,
    assert_figure,
    assert_layers,
    assert_loss_decreases,
    assert_model,
    assert_param_count,
    assert_values,
)
from bareme.i18n import localized_number, msg
from bareme.student import History


def dense_layers(layers):
    """The Dense layers, also of nested models."""
    found = [dense_layers(layer.layers) if layer.layers else [layer] for layer in layers]
    return [layer for group in found for layer in group if layer.class_name == "Dense"]


def assert_compiled(model):
    """Demands what `compiled` sets: SGD with momentum, the loss for whole numbers, and the accuracy."""
    compilation = assert_model(model).compilation
    assert compilation is not None, "The model was not compiled: end with `return compiled(model)`."
    optimizer, loss = compilation.optimizer, compilation.loss
    rates = [optimizer.learning_rate or 0.0, optimizer.settings.get("momentum") or 0.0]
    alike = (
        optimizer.class_name == "SGD"
        and np.allclose(rates, [0.02, 0.9], rtol=1e-5)
        and loss is not None
        and (loss.name, loss.from_logits) == ("sparse_categorical_crossentropy", False)
        and set(compilation.metrics) & {"accuracy", "sparse_categorical_accuracy"}
    )
    assert alike, "The model is compiled in another way than those that it is compared with: use `compiled`."


def assert_label(figure, values, wrong, but):
    """Demands that the curve of these values is not called by the name of the other."""
    labels = [
        curve.label.lower()
        for one in (figure if isinstance(figure, list) else [figure])
        for curve in one.curves
        if curve.y is not None and curve.y.shape == (len(values),) and np.allclose(curve.y, values)
    ]
    told = any(wrong in label and but not in label for label in labels)
    assert not told, "The names of the two curves are exchanged."


def assert_together(figure, length):
    """Demands that curves of this length begin at the same epoch, whatever its number is."""
    curves = [curve for one in (figure if isinstance(figure, list) else [figure]) for curve in one.curves]
    epochs = [curve.x for curve in curves if curve.x is not None and curve.x.shape == (length,)]
    # Some draw the training loss half an epoch earlier, since it is a mean over the epoch.
    apart = any(np.abs(one - epochs[0]).max() > 0.5 for one in epochs)
    assert not apart, "The two curves do not begin at the same epoch: give both the same abscissas."


def assert_penalties(model, units, l1, l2):
    """Demands Dense layers of these units, each with these factors of |w| and of w squared in its penalty."""
    layers = dense_layers(assert_model(model).layers)
    assert_close([layer.units for layer in layers], units, name="the sizes of the Dense layers")
    for place, layer in enumerate(layers, 1):
        kernel = layer.regularisers.get("kernel")
        factors = {} if kernel is None else kernel.parameters
        assert_close(
            factors.get("l1", 0.0),
            l1,
            rtol=1e-5,
            name=msg(
                "the factor of |w| in the penalty of Dense layer %(place)s of %(count)s",
                place=place,
                count=len(layers),
            ),
        )
        assert_close(
            factors.get("l2", 0.0),
            l2,
            rtol=1e-5,
            name=msg(
                "the factor of w squared in the penalty of Dense layer %(place)s of %(count)s",
                place=place,
                count=len(layers),
            ),
        )
        assert layer.regularisers.keys() <= {"kernel"}, msg(
            "Only the weights should have a penalty; Dense layer %(place)s has another one as well.",
            place=place,
        )


@pytest.mark.exercise("split", points=0.75, hint="Which part does Keras train on, and how large is it?")
def test_split_by_hand(student):
    """validation_split cuts ten samples at the right place"""
    x, t = np.arange(20.0).reshape(10, 2), np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3])
    fit, val = assert_values(student.validation_split(x, t, 0.3), "(x_fit, t_fit)", "(x_val, t_val)")
    x_fit, t_fit = assert_values(fit, "x_fit", "t_fit")
    x_val, t_val = assert_values(val, "x_val", "t_val")
    assert_close(x_fit, np.arange(14.0).reshape(7, 2), name="x_fit")
    assert_close(t_fit, np.array([3, 1, 4, 1, 5, 9, 2]), name="t_fit")
    assert_close(x_val, np.array([[14.0, 15.0], [16.0, 17.0], [18.0, 19.0]]), name="x_val")
    assert_close(t_val, np.array([6, 5, 3]), name="t_val")


@pytest.mark.exercise("train", points=0.75, hint="fit takes the epochs, the size of a batch and the share.")
def test_train_history(student):
    """train trains for so many epochs of so many steps, and validates"""
    t = np.arange(50) % 3
    x = np.stack([t == 1, t == 2], axis=1).astype(float)
    model = assert_model(student.softmax_regression(2, 3))
    history = student.train(model.handle, x, t, 4, 10)
    assert type(history) is History, "train should return what `fit` returned."
    assert_close(list(history.epochs), [0, 1, 2, 3], name="the epochs of the history")
    # 35 samples are trained on: three batches of 10, and one of 5
    assert_close(history.steps, 4, name="the number of steps of one epoch")
    assert history.validated, "Nothing was put aside for validation: the history has no val_loss."
    assert_loss_decreases(history, by=0.05)


@pytest.mark.exercise(
    "architectures", points=0.5, hint="One layer for each number in the list, then one more."
)
def test_mlp_layers(student):
    """build_mlp has one hidden layer of ReLU for each size, and ends with softmax"""
    model = student.build_mlp(6, [5, 4], 3)
    assert_layers(
        model,
        [
            ("Dense", {"units": 5, "activation": "relu"}),
            ("Dense", {"units": 4, "activation": "relu"}),
            ("Dense", {"units": 3, "activation": "softmax"}),
        ],
    )
    assert_compiled(model)


@pytest.mark.exercise("architectures", points=0.5, hint="What is left when the list of sizes is empty?")
def test_mlp_parameters(student):
    """build_mlp has the right number of parameters, for one, three and no hidden layers"""
    for hidden, count in (([5], 43), ([5, 6, 7], 4 * 5 + 5 + 5 * 6 + 6 + 6 * 7 + 7 + 7 * 3 + 3), ([], 15)):
        assert_param_count(student.build_mlp(4, hidden, 3), count)


@pytest.mark.exercise(
    "curves", points=0.5, hint="Two curves, a label at each axis, and what tells them apart."
)
def test_plot_curves(student):
    """plot_curves draws both losses, and says which is which"""
    losses, val_losses = [2.0, 1.0, 0.5, 0.25, 0.125], [2.1, 1.3, 0.9, 0.95, 1.2]
    figure = student.plot_curves(losses, val_losses)
    assert_figure(figure, curves=[losses, val_losses])
    assert_label(figure, losses, "val", "train")
    assert_label(figure, val_losses, "train", "val")
    assert_together(figure, len(losses))


@pytest.mark.exercise("penalties", points=0.5, hint="Does a negative weight cost as much as a positive one?")
def test_l1_by_hand(student):
    """l1_penalty is right on two layers worked by hand"""
    weights = [np.array([[1.0, -2.0], [0.0, 3.0]]), np.array([[-4.0], [0.5]])]
    assert_close(student.l1_penalty(weights, 0.2), 2.1, name="l1_penalty")  # 0.2 * 10.5


@pytest.mark.exercise(
    "penalties", points=0.5, hint="Compare your formula with that of the text, sign by sign."
)
def test_l2_by_hand(student):
    """l2_penalty is right on two layers worked by hand"""
    weights = [np.array([[1.0, -2.0], [0.0, 3.0]]), np.array([[-4.0], [0.5]])]
    assert_close(student.l2_penalty(weights, 0.2), 3.025, name="l2_penalty")  # 0.1 * 30.25


@pytest.mark.exercise("regularised", points=0.5, hint="Which regulariser goes with a sum of absolute values?")
def test_l1_layers(student):
    """build_l1 has the L1 penalty of the right strength on every layer"""
    assert_penalties(student.build_l1(6, [5, 4], 3, 0.02), [5, 4, 3], l1=0.02, l2=0.0)


@pytest.mark.exercise(
    "regularised", points=0.5, hint="What does Keras multiply the squares by, and the formula?"
)
def test_l2_layers(student):
    """build_l2 has the L2 penalty of the right strength on every layer"""
    assert_penalties(student.build_l2(6, [5, 4], 3, 0.02), [5, 4, 3], l1=0.0, l2=0.01)


@pytest.mark.exercise(
    "dropout", points=0.5, hint="What is left of each number, and what must it be divided by?"
)
def test_dropout_by_hand(student):
    """apply_dropout is right on six units worked by hand"""
    a = np.array([[1.0, 2.0, 3.0], [4.0, -5.0, 6.0]])
    kept = np.array([[True, False, True], [False, True, True]])
    expected = np.array([[1.25, 0.0, 3.75], [0.0, -6.25, 7.5]])
    assert_close(student.apply_dropout(a, kept, 0.2, True), expected, name="apply_dropout while training")


@pytest.mark.exercise(
    "dropout", points=0.5, hint="What is the argument of Keras's layer: what goes, or what stays?"
)
def test_dropout_layers(student):
    """build_dropout switches the right share off after each hidden layer"""
    for rate in (0.1, 0.35):
        model = assert_model(student.build_dropout(6, [5, 4], 3, rate))
        assert_layers(
            model,
            [
                ("Dense", {"units": 5, "activation": "relu"}),
                ("Dropout", {"rate": rate}),
                ("Dense", {"units": 4, "activation": "relu"}),
                ("Dropout", {"rate": rate}),
                ("Dense", {"units": 3, "activation": "softmax"}),
            ],
        )
        assert_param_count(model, 74)  # 7 * 5 + 6 * 4 + 5 * 3
        assert model.compilation is not None, "The model was not compiled: end with `return compiled(model)`."


@pytest.mark.exercise("dropout", points=0.5, hint="About how many units of ten stay with a rate of 10 %?")
def test_draw_kept(student):
    """draw_kept keeps about the right share of the units, others for each seed"""
    for rate in (0.1, 0.4):
        drawn = student.draw_kept((300, 200), rate, 1)
        first = as_array(drawn, (300, 200), name="what draw_kept returns")
        assert np.asarray(drawn).dtype == bool, "draw_kept should return True and False only."
        # of 60,000 draws the share deviates by 0.2 % at most; five such deviations are allowed
        assert abs(first.mean() - (1 - rate)) < 0.01, msg(
            "With the rate %(rate)s, draw_kept keeps %(share)s %% of the units.",
            rate=rate,
            share=localized_number(format(100 * first.mean(), ".1f")),
        )
        shares = np.concatenate([first.mean(axis=0), first.mean(axis=1)])
        assert 0 < shares.min() < shares.max() < 1, (
            "draw_kept switches whole rows or columns: draw each number by itself."
        )
        other = as_array(student.draw_kept((300, 200), rate, 2), (300, 200), name="what draw_kept returns")
        assert (other != first).any(), "draw_kept draws the same for another seed."
        again = as_array(student.draw_kept((300, 200), rate, 1), (300, 200), name="what draw_kept returns")
        assert (again == first).all(), (
            "draw_kept draws something else each time: give the seed to the generator."
        )
    counts = [as_array(student.draw_kept((10, 10), 0.4, seed), (10, 10)).sum() for seed in range(12)]
    assert len(set(counts)) > 1, "draw_kept always keeps as many units: each should be drawn by itself."
