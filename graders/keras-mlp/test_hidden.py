"""Hidden checks of the lab "Dense networks with Keras": other sizes, choices, tables, unseen images."""

import math
from collections.abc import Mapping
from contextlib import suppress

import numpy as np
import pytest

from bareme.checks import (
    UNUSABLE,
    as_array,
    assert_choice,
    assert_claim,
    assert_close,
    assert_entries,
    assert_figure,
    assert_layers,
    assert_loss_decreases,
    assert_model,
    assert_model_accuracy,
    assert_no_import,
    assert_param_count,
    assert_probabilities,
)
from bareme.i18n import concat, localized_number, msg
from bareme.student import History

# Each lies more than three standard deviations, over seeds and of the held-out sample together, below what
# the reference reaches.
LOGISTIC = {"mini": 0.86, "full": 0.905}
DEEP = {"mini": 0.8, "full": 0.95}
USPS = {"mini": 0.8, "full": 0.89}

DEPTHS = {"mini": (1, 3), "full": (1, 2, 3)}
ACTIVATIONS = {"mini": ("relu", "sigmoid"), "full": ("relu", "tanh", "sigmoid")}
STUDY = {
    "mini": ((100, 5, 0.5), (300, 5, 0.5), (100, 10, 0.5), (100, 5, 0.1)),
    "full": (
        (300, 10, 0.5),
        (400, 10, 0.5),
        (500, 10, 0.5),
        (300, 15, 0.5),
        (300, 20, 0.5),
        (300, 10, 0.2),
        (300, 10, 0.3),
    ),
}
DEEP_PARAMETERS = 134_794
MOST_ARCHITECTURES = 20


def near(count, parameters):
    """Whether a number of parameters is the one asked for, to within 2 %."""
    return abs(count - parameters) <= 0.02 * parameters


def rows(images):
    """Images as the notebook prepares them: rows of numbers in [0, 1]."""
    largest = 255 if np.issubdtype(images.dtype, np.integer) else 1
    return images.reshape(len(images), -1) / np.float32(largest)


def architectures(value, name):
    """Returns a table whose keys are tuples of hidden sizes; at least two of them."""
    assert isinstance(value, dict), msg(
        "`%(name)s` should be a dictionary; its keys are in the statement.", name=name
    )
    assert 2 <= len(value) <= MOST_ARCHITECTURES, msg(
        "`%(name)s` should compare at least two architectures; it has %(count)s.", name=name, count=len(value)
    )
    found = {}
    for key, item in value.items():
        sizes = as_sizes(key)
        assert sizes, msg(
            "The keys of `%(name)s` should be tuples of hidden sizes, such as (64, 64), not %(key)s.",
            name=name,
            key=repr(key)[:80],
        )
        found[sizes] = item
    return found


def as_sizes(key):
    """Returns a tuple of hidden sizes as whole numbers, or None where it is none."""
    if not isinstance(key, tuple) or not 0 < len(key) <= MOST_ARCHITECTURES:
        return None
    with suppress(AssertionError):
        sizes = as_array(key, (len(key),))
        if np.all((sizes > 0) & (sizes < 1e9) & (sizes == np.floor(sizes))):
            return tuple(map(int, sizes))
    return None


def best(models, x, y):
    """The model that does best on images that the student has: the unseen ones only judge it."""
    return max(models.values(), key=lambda model: np.mean(assert_model(model).classify(rows(x), 10) == y))


def dense_layers(layers):
    """The Dense layers, also of nested models."""
    found = [dense_layers(layer.layers) if layer.layers else [layer] for layer in layers]
    return [layer for group in found for layer in group if layer.class_name == "Dense"]


def hidden_units(model):
    """The sizes of the hidden Dense layers."""
    return [layer.parameters["units"] for layer in dense_layers(assert_model(model).layers)[:-1]]


def same_layers(one, other):
    """Whether two models have the same Dense layers."""
    first, second = (
        [(layer.units, layer.activation) for layer in dense_layers(assert_model(model).layers)]
        for model in (one, other)
    )
    return first == second


def assert_trained(model, where):
    """Demands that `fit` took at least one step with a model."""
    assert assert_model(model).steps_trained, msg(
        "%(model)s was not trained: is `train` called with it?", model=where
    )


def assert_dense(model, units, activation):
    """Demands hidden Dense layers of these sizes, all with this activation, and ten outputs."""
    hidden = [("Dense", {"units": size, "activation": activation}) for size in units]
    assert_layers(model, [*hidden, ("Dense", {"units": 10, "activation": "softmax"})])


def assert_hidden(model, units, name):
    """Demands hidden Dense layers of these sizes."""
    found = hidden_units(model)
    assert found == list(units), msg(
        "The hidden layers of %(model)s have %(found)s units; %(wanted)s are asked for.",
        model=name,
        found=found,
        wanted=list(units),
    )


def assert_claims(claims, models, x, y):
    """Demands of each accuracy in a table that it is the one of the model of the same key."""
    for key, model in models.items():
        assert_claimed(claims[key], model, x, y, key)


def assert_claimed(claim, model, x, y, key=None):
    """Demands that an accuracy is the one of a model, measured in the grader."""
    measured = float(np.mean(assert_model(model).classify(rows(x), 10) == y))
    try:
        assert_claim(claim, measured, len(y))
    except AssertionError as error:
        if key is None:
            raise
        pytest.fail(concat("\n", (msg("For %(key)s:", key=repr(key)), error.args[0])))


def assert_compiled(model, step):
    """Demands SGD with this step, categorical cross-entropy and the accuracy."""
    compilation = assert_model(model).compilation
    assert compilation is not None, "The model was not compiled: call its `compile` before you return it."
    assert_close(compilation.optimizer.class_name, "SGD", name="the optimiser")
    assert not compilation.optimizer.settings.get("momentum"), (
        "The optimiser has a momentum: plain SGD is asked for."
    )
    rate = compilation.optimizer.learning_rate
    assert rate is not None, "The step (learning rate) should be the number given, not a schedule."
    assert_close(rate, step, rtol=1e-6, name="the step (learning rate)")
    loss = None if compilation.loss is None else compilation.loss.name
    assert_close(loss, "categorical_crossentropy", name="the loss")
    assert not compilation.loss.label_smoothing, (
        "The loss has a `label_smoothing`: the plain one is asked for."
    )
    # Without softmax, from_logits is right, and the layers are not.
    ends = [layer.activation for layer in assert_model(model).layers[-1:]]
    assert ends != ["softmax"] or not compilation.loss.from_logits, (
        "With `from_logits=True`, the loss applies softmax to outputs that are probabilities."
    )
    assert set(compilation.metrics) & {"accuracy", "categorical_accuracy"}, msg(
        "The metrics should have the accuracy; they are %(names)s.",
        names=", ".join(compilation.metrics) or msg("none"),
    )


# train


def assert_validated(model, history, X, T, cut):
    """Demands that the last `val_loss` is the loss of the samples from this place on."""
    found = history.metrics.get("val_loss", ())[-1:]
    assert found, "Nothing was put aside for validation: the history has no val_loss."
    aside, seen, first = (
        as_array(model.evaluate(X[part], T[part]).loss, (), name="the loss").item()
        for part in (slice(cut, None), slice(0, cut), slice(0, len(X) - cut))
    )
    assert not np.allclose(found, seen, rtol=1e-3), (
        "The network was validated on samples that it was trained on: only those put aside tell anything new."
    )
    assert not np.allclose(found, first, rtol=1e-3), (
        "The first samples were put aside: the statement asks for the last ones."
    )
    assert_close(found, (aside,), rtol=0.01, name="the val_loss of the samples put aside")


@pytest.mark.exercise("train", points=0.5, hint="fit takes the share put aside under the name of yours.")
def test_train_validation(student):
    """train puts the share asked for aside, and validates on it"""
    X = np.random.default_rng(1).normal(0, 1, (60, 5)).astype(np.float32)
    # The last samples are labelled against the rule of the others, so that their loss is another.
    T = np.eye(2)[((X[:, 0] > 0) ^ (np.arange(60) >= 42)).astype(int)]
    history = student.train(student.small_network(5, 2), X, T, 3, 10, 0.3)
    assert type(history) is History, "The function should return what `fit` returned: does it say `return`?"
    assert history.validated, "Nothing was put aside for validation: the history has no val_loss."
    assert_close(len(history.epochs), 3, name="the number of epochs")
    # 42 samples are trained on: four batches of 10, and one of 2
    assert_close(history.steps, 5, name="the number of steps of one epoch")
    # One step per epoch, whatever the order of the samples.
    model = assert_model(student.small_network(5, 2))
    history = student.train(model.handle, X, T, 3, 60, 0.3)
    assert type(history) is History, "The function should return what `fit` returned: does it say `return`?"
    assert_validated(model.built_on((5,)), history, X, T, 42)
    # The history tells of the last call of fit alone.
    assert_close(model.steps_trained, 3, name="the number of steps that the model was trained for")


# logistic


@pytest.mark.exercise(
    "logistic", points=0.5, hint="Four things: the optimiser, its step, the loss, the metric."
)
def test_logistic_compiled(student):
    """build_logistic is compiled with SGD of the given step, categorical cross-entropy and the accuracy"""
    for step in (0.5, 0.125):
        assert_compiled(student.build_logistic(784, 10, step), step)


@pytest.mark.exercise("logistic", points=0.5, hint="Was it trained on all images, for all epochs?")
def test_logistic_held_out(student, data, profile):
    """the trained logistic regression recognises images that no one has seen"""
    model = assert_model(student.logistic_model)
    assert_param_count(model, 7850)
    assert_model_accuracy(model, rows(data.x_held_out), data.y_held_out, at_least=LOGISTIC[profile])


@pytest.mark.exercise("logistic", points=0.5, hint="Measure the trained model on the test images.")
def test_logistic_claim(student, data):
    """logistic_accuracy is what is measured from your model on the test images"""
    assert_claimed(student.logistic_accuracy, student.logistic_model, data.x_test, data.y_test)


@pytest.mark.exercise("logistic", points=0.5, hint="What can be said of the ten outputs taken together?")
def test_why_softmax(student):
    """why_softmax says what the output activation is for"""
    assert_choice(student.why_softmax, "a", variable="why_softmax")


# mlp


@pytest.mark.exercise("mlp", points=0.5, hint="Use every argument: sizes, classes and activation vary.")
def test_mlp_others(student):
    """build_mlp is right for other inputs, classes, sizes and activations, and without hidden layers"""
    for inputs, classes, hidden, activation in (
        (20, 4, [7, 5], "tanh"),
        (256, 10, [9], "sigmoid"),
        (6, 3, [], "relu"),
    ):
        model = student.build_mlp(inputs, classes, hidden, activation, 0.1)
        wanted = [("Dense", {"units": units, "activation": activation}) for units in hidden]
        assert_layers(model, [*wanted, ("Dense", {"units": classes, "activation": "softmax"})])
        sample = np.random.default_rng(2).uniform(0, 1, (4, inputs)).astype(np.float32)
        assert_probabilities(model, sample, classes=classes)


@pytest.mark.exercise("mlp", points=0.5, hint="It is compiled as the logistic regression is.")
def test_mlp_compiled(student):
    """build_mlp is compiled with SGD of the given step, categorical cross-entropy and the accuracy"""
    for step in (0.1, 0.25):
        assert_compiled(student.build_mlp(784, 10, [16, 8], "relu", step), step)


# depth


@pytest.mark.exercise("depth", points=0.75, hint="The key is the number of hidden layers, each of 128 units.")
def test_depth_models(student, profile):
    """deep_models has a network with that many hidden layers of 128 under each depth"""
    for depth, model in assert_entries(student.deep_models, DEPTHS[profile], variable="deep_models").items():
        assert_hidden(model, [128] * depth, f"deep_models[{depth}]")
        assert_dense(model, [128] * depth, "relu")
        assert_trained(model, f"deep_models[{depth}]")


@pytest.mark.exercise("depth", points=0.75, hint="Were they trained on all images, for all epochs?")
def test_depth_held_out(student, data, profile):
    """the best of the deep networks recognises images that no one has seen"""
    models = assert_entries(student.deep_models, DEPTHS[profile], variable="deep_models")
    model = best(models, data.x_test, data.y_test)
    assert_model_accuracy(model, rows(data.x_held_out), data.y_held_out, at_least=DEEP[profile])


@pytest.mark.exercise(
    "depth", points=0.5, hint="Each number is of the model of the same key, on the test images."
)
def test_depth_claims(student, data, profile):
    """deep_accuracies is what is measured from your models on the test images"""
    claims = assert_entries(student.deep_accuracies, DEPTHS[profile], variable="deep_accuracies")
    models = assert_entries(student.deep_models, DEPTHS[profile], variable="deep_models")
    assert_claims(claims, models, data.x_test, data.y_test)


# wide


@pytest.mark.exercise("wide", points=0.4, hint="Each layer has a weight for each pair, and its biases.")
def test_count_others(student):
    """count_parameters is right on networks of other sizes"""
    for arguments, count in (
        ((256, [64, 32, 16, 8], 26), 16_448 + 2080 + 528 + 136 + 234),
        ((1, [1], 1), 2 + 2),
        ((10, (5, 20), 3), 55 + 120 + 63),
    ):
        given = student.count_parameters(*arguments)
        assert_close(given, count, name=f"count_parameters{arguments}")
    assert_no_import(student.count_parameters, "keras", "tensorflow")


def step_of(model):
    """Returns the step that a model is compiled with; None without one."""
    compilation = assert_model(model).compilation
    return None if compilation is None else compilation.optimizer.learning_rate


def assert_step_passed_on(student):
    """Demands that build_wide takes its step, unless the student's own build_mlp makes another of it."""
    found = step_of(student.build_wide(4, 3, 66, 0.3))
    # Whether there is a step at all was paid for where build_mlp is compiled.
    if found is None or np.isclose(found, 0.3):
        return
    with suppress(*UNUSABLE):
        if step_of(student.replica.build_mlp(4, 3, [8], "relu", 0.3)) == found:
            return
    assert_close(found, 0.3, rtol=1e-6, name="the step (learning rate)")


@pytest.mark.exercise("wide", points=0.4, hint="Solve for the units: the inputs and the classes both matter.")
def test_wide_others(student):
    """build_wide meets other numbers of parameters, inputs and classes"""
    for inputs, classes, parameters, right in (
        (256, 10, 50_000, 187),  # 49,990 / 267 = 187.2
        (30, 200, 20_000, 86),  # 19,800 / 231 = 85.7
        (4, 3, 60, 7),  # 57 / 8 = 7.1
        (4, 3, 66, 8),  # 63 / 8 = 7.9
    ):
        model = student.build_wide(inputs, classes, parameters, 0.1)
        units = hidden_units(model)
        assert len(units) == 1, msg(
            "One hidden layer is asked for; the model has %(count)s.", count=len(units)
        )
        assert units == [right], msg(
            "With %(units)s hidden units the parameters come nearest to %(wanted)s for %(inputs)s inputs and "
            "%(classes)s classes; the model has %(found)s.",
            units=right,
            wanted=localized_number(f"{parameters:,}"),
            inputs=inputs,
            classes=classes,
            found=units[0],
        )
    assert_step_passed_on(student)
    wanted = [("Dense", {"units": 8, "activation": "relu"}), ("Dense", {"units": 3, "activation": "softmax"})]
    try:
        assert_layers(model, wanted)
    except AssertionError:
        # The units are right: the rest may come from a build_mlp that is wrong, and paid for there.
        with suppress(*UNUSABLE):
            layers = student.replica.build_mlp(4, 3, [8], "relu", 0.1)
            if same_layers(layers, model):
                return
        raise


@pytest.mark.exercise(
    "wide", points=0.3, hint="Compare the number of its parameters with that of the deepest."
)
def test_wide_model(student):
    """wide_model has one hidden layer and as many parameters as the deepest network, to within 2 %"""
    model = assert_model(student.wide_model)
    units = hidden_units(model)
    assert len(units) == 1, msg("One hidden layer is asked for; the model has %(count)s.", count=len(units))
    assert_dense(model, units, "relu")
    count = model.count_params()
    assert near(count, DEEP_PARAMETERS), msg(
        "The model has %(count)s parameters, and the network with three hidden layers %(wanted)s.",
        count=localized_number(f"{count:,}"),
        wanted=localized_number(f"{DEEP_PARAMETERS:,}"),
    )
    assert_trained(model, "wide_model")


@pytest.mark.exercise("wide", points=0.3, hint="Measure the trained model on the test images.")
def test_wide_claim(student, data):
    """wide_accuracy is what is measured from your model on the test images"""
    assert_claimed(student.wide_accuracy, student.wide_model, data.x_test, data.y_test)


@pytest.mark.exercise(
    "wide", points=0.3, hint="Both accuracies have an error, and the sign says which is better."
)
def test_compare_others(student):
    """compare is right on other accuracies and numbers of samples, either way round"""
    for first, second, samples in (
        (0.5, 0.55, 300),  # 2 s = 0.081
        (0.5, 0.55, 3000),  # 2 s = 0.026
        (0.999, 0.99, 1000),  # 2 s = 0.0066
        (0.9, 0.9, 5000),
        (0.931, 0.925, 2007),  # 2 s = 0.0163
        (0.8, 0.83, 2000),  # 2 s = 0.0245; the sum of both errors, twice, would be 0.0347
        (0.5, 0.53, 1500),  # 2 s = 0.0365; the error of one alone, twice, would be 0.0258
        (0.8, 0.83, 1300),  # 2 s = 0.0304; without one of the four factors it would be smaller or larger
        (0.8, 0.83, 1400),  # 2 s = 0.0293
    ):
        s = math.sqrt(first * (1 - first) / samples + second * (1 - second) / samples)
        for one, other, better in ((first, second, "first"), (second, first, "second")):
            if abs(first - second) <= 2 * s:
                answer = "no difference"
            else:
                answer = better if first > second else {"first": "second", "second": "first"}[better]
            assert_close(
                student.compare(one, other, samples), answer, name=f"compare({one}, {other}, {samples})"
            )


# Two numbers that nobody measured prove nothing, whatever follows from them.
@pytest.mark.exercise(
    "wide",
    points=0.3,
    hint="Ask your `compare` about the two accuracies that you measured.",
    needs=["test_depth_claims", "test_wide_claim"],
)
def test_which_is_better(student, data):
    """which_is_better follows from the accuracies that you measured"""
    answer = student.which_is_better
    answer = answer.strip().lower() if isinstance(answer, str) else ""
    assert answer in ("deep", "wide", "no difference"), (
        '`which_is_better` should be "deep", "wide" or "no difference", in quotes.'
    )
    deep = assert_entries(student.deep_accuracies, (3,), variable="deep_accuracies")[3]
    deep = as_array(deep, (), name="deep_accuracies[3]").item()
    wide = as_array(student.wide_accuracy, (), name="wide_accuracy").item()
    for value, name in ((deep, "deep_accuracies[3]"), (wide, "wide_accuracy")):
        assert 0 <= value <= 1, msg("`%(name)s` should be from 0 to 1.", name=name)
    s = math.sqrt((deep * (1 - deep) + wide * (1 - wide)) / len(data.y_test))
    right = "no difference" if abs(deep - wide) <= 2 * s else "deep" if deep > wide else "wide"
    if answer != right:
        # It may follow from a `compare` that is wrong, and paid for there.
        with suppress(*UNUSABLE):
            right = own_comparison(student, deep, wide, len(data.y_test)) or right
    assert answer == right, msg(
        "You measured %(deep)s for the deep and %(wide)s for the wide network, with 2 s = %(twice)s: "
        '"%(answer)s" does not follow.',
        deep=format(deep, ".4f"),
        wide=format(wide, ".4f"),
        twice=format(2 * s, ".4f"),
        answer=answer,
    )


def own_comparison(student, deep, wide, samples):
    """Returns what the student's own `compare` says, None where it does not depend on the accuracies."""
    given = student.replica.compare(deep, wide, samples)
    other = student.replica.compare(wide, deep, samples)
    if type(given) is not str or type(other) is not str:
        return None
    if given == other == "no difference" and student.replica.compare(0.9, 0.1, 10_000) == "first":
        return given
    if {given, other} != {"first", "second"}:
        return None
    return "deep" if given == "first" else "wide"


# activations


@pytest.mark.exercise(
    "activations", points=0.75, hint="Three hidden layers of 128, all with the one activation."
)
def test_activation_models(student, profile):
    """activation_models has three hidden layers of 128 with the activation of each name"""
    models = assert_entries(student.activation_models, ACTIVATIONS[profile], variable="activation_models")
    for activation, model in models.items():
        assert_dense(model, [128] * 3, activation)
        assert_trained(model, f"activation_models[{activation!r}]")


@pytest.mark.exercise("activations", points=0.5, hint="Each number is of the model of the same key.")
def test_activation_claims(student, data, profile):
    """activation_accuracies is what is measured from your models on the test images"""
    claims = assert_entries(
        student.activation_accuracies, ACTIVATIONS[profile], variable="activation_accuracies"
    )
    models = assert_entries(student.activation_models, ACTIVATIONS[profile], variable="activation_models")
    assert_claims(claims, models, data.x_test, data.y_test)


@pytest.mark.exercise(
    "activations", points=0.75, hint="The slope of s(z) is s(z) (1 - s(z)) for one of them."
)
def test_largest_slopes(student):
    """largest_slopes has the steepest slope of each activation"""
    slopes = assert_entries(student.largest_slopes, ("relu", "tanh", "sigmoid"), variable="largest_slopes")
    for name, right in (("relu", 1.0), ("tanh", 1.0), ("sigmoid", 0.25)):
        assert_close(slopes[name], right, rtol=1e-3, name=f"largest_slopes[{name!r}]")


# usps


@pytest.mark.exercise("usps", points=0.5, hint="256 pixels, ten classes, and the hidden sizes of the key.")
def test_usps_models(student):
    """usps_models compares two or more networks, each with the hidden layers of its key"""
    for key, model in architectures(student.usps_models, "usps_models").items():
        assert_hidden(model, key, f"usps_models[{key}]")
        assert_trained(model, f"usps_models[{key}]")


@pytest.mark.exercise("usps", points=0.75, hint="More epochs or smaller batches: USPS has few images.")
def test_usps_held_out(student, datasets, profile):
    """the best of your networks for USPS recognises images that no one has seen"""
    usps = datasets["usps"]
    models = architectures(student.usps_models, "usps_models")
    model = best(models, usps.x_test, usps.y_test)
    assert_model_accuracy(model, rows(usps.x_held_out), usps.y_held_out, at_least=USPS[profile])


@pytest.mark.exercise(
    "usps", points=0.5, hint="Each number is of the model of the same key, on the test images."
)
def test_usps_claims(student, datasets):
    """usps_accuracies is what is measured from your models on the test images of USPS"""
    models = architectures(student.usps_models, "usps_models")
    claims = assert_entries(student.usps_accuracies, models, variable="usps_accuracies")
    assert_claims(claims, models, datasets["usps"].x_test, datasets["usps"].y_test)


@pytest.mark.exercise("usps", points=0.25, hint="Keep what `train` returns, and let it put a share aside.")
def test_usps_histories(student):
    """usps_histories has what train returned, with validation, and a loss that falls"""
    for key, history in architectures(student.usps_histories, "usps_histories").items():
        # What Keras keeps in `history.history` tells as much.
        metrics = history.metrics if type(history) is History else history
        assert isinstance(metrics, Mapping), msg(
            "usps_histories[%(key)s] should be what `train` returned.", key=key
        )
        assert "val_loss" in metrics, msg(
            "usps_histories[%(key)s] has no val_loss: nothing was put aside.", key=key
        )
        assert_loss_decreases(metrics.get("loss"), by=0.1)


# curves


def assert_panels(figure, history):
    """Demands a panel for the losses and another for the accuracies, whose legends say what is what."""
    places, labels = {}, {}
    figures = figure if isinstance(figure, list) else [figure]
    for place, axes in enumerate(axes for one in figures for axes in one.axes):
        for curve in axes.curves:
            for name, values in history.items():
                if curve.y is not None and curve.y.shape == (len(values),) and np.allclose(curve.y, values):
                    places[name] = place
                    assert_label(curve.label.lower(), name)
                    same = labels.setdefault((place, curve.label), name)
                    assert same == name or not curve.label, msg(
                        "The curves of %(one)s and %(other)s have the same label.", one=same, other=name
                    )
    losses, accuracies = (
        {place for name, place in places.items() if name.endswith(end)} for end in ("loss", "accuracy")
    )
    apart = not losses & accuracies and max(len(losses), len(accuracies)) <= 1
    assert apart, "Draw the losses in one panel, and the accuracies in another."


def assert_label(label, name):
    """Demands that a label does not take training for validation, nor validation for training."""
    validation = name.startswith("val_")
    wrong = "val" not in label and ("train" in label or "appr" in label) if validation else "val" in label
    assert not wrong, msg("The curve of %(name)s has the label %(label)s.", name=name, label=repr(label[:40]))


@pytest.mark.exercise(
    "curves", points=0.5, hint="Draw what is in the history, labelled, each quantity in a panel of its own."
)
def test_curves_without_validation(student):
    """plot_curves draws a history of any length in two panels, also without validation"""
    for history in (
        {
            "val_accuracy": [0.3, 0.45, 0.55],
            "loss": [2.0, 1.4, 1.0],
            "val_loss": [2.1, 1.6, 1.3],
            "accuracy": [0.25, 0.5, 0.65],
        },
        {"accuracy": [0.2, 0.5, 0.6, 0.65, 0.7, 0.72], "loss": [2.2, 1.8, 1.3, 1.1, 0.95, 0.9]},
    ):
        figure = student.plot_curves(history)
        assert_figure(figure, curves=list(history.values()))
        assert_panels(figure, history)


# study


def own_compilation(student, step):
    """Returns how the student's own build_logistic compiles; None where there is none to compare with."""
    with suppress(*UNUSABLE):
        return assert_model(student.replica.build_logistic(784, 10, step)).compilation
    return None


@pytest.mark.exercise(
    "study", points=0.75, hint="A fresh model for each setting, and all three of its numbers."
)
def test_study_models(student, data, profile):
    """study_models has a logistic regression trained with each setting"""
    samples = len(data.y_train)
    for setting, model in assert_entries(
        student.study_models, STUDY[profile], variable="study_models"
    ).items():
        batch_size, epochs, step = setting
        assert_param_count(model, 7850)
        try:
            assert_compiled(model, step)
        except AssertionError as error:
            # Where build_logistic compiles in the same wrong way, it is paid for there.
            if assert_model(model).compilation != own_compilation(student, step):
                pytest.fail(concat("\n", (msg("For %(key)s:", key=repr(setting)), error.args[0])))
        wanted = epochs * math.ceil(samples / batch_size)
        # A share may have been put aside for validation.
        least = epochs * math.ceil(0.7 * samples / batch_size)
        taken = assert_model(model).steps_trained or 0
        assert least <= taken <= wanted, msg(
            "The model for %(setting)s took %(taken)s steps; %(epochs)s epochs in batches of %(size)s are "
            "%(wanted)s.",
            setting=setting,
            taken=localized_number(f"{taken:,}"),
            epochs=epochs,
            size=batch_size,
            wanted=localized_number(f"{wanted:,}"),
        )


@pytest.mark.exercise("study", points=0.75, hint="Each number is of the model of the same key.")
def test_study_claims(student, data, profile):
    """study_accuracies is what is measured from your models on the test images"""
    claims = assert_entries(student.study_accuracies, STUDY[profile], variable="study_accuracies")
    models = assert_entries(student.study_models, STUDY[profile], variable="study_models")
    assert_claims(claims, models, data.x_test, data.y_test)


@pytest.mark.exercise("study", points=0.5, hint="How many batches are there in an epoch?")
def test_larger_batch(student):
    """larger_batch says what larger batches change"""
    assert_choice(student.larger_batch, "b", variable="larger_batch")
