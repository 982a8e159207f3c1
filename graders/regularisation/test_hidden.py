"""Hidden checks of the lab "Validation and regularisation": other inputs, choices, the trained networks."""

from collections.abc import Mapping
from contextlib import suppress
from itertools import groupby, pairwise

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
    assert_model,
    assert_model_accuracy,
    assert_not_mutated,
    assert_param_count,
    assert_values,
)
from bareme.i18n import msg
from bareme.student import History

# Of the held-out images: more than three standard deviations, over seeds and of the sample together, below
# what the reference reaches.
ACCURACY = {"mini": 0.70, "full": 0.80}
ARCHITECTURES = {
    "mini": {"none": [], "three": [128, 128, 128]},
    "full": {"none": [], "one": [128], "three": [128, 128, 128]},
}
# (penalty, strength): of each penalty from the weakest to the strongest
STUDY = {
    "mini": (("none", 0.0), ("l2", 0.01), ("l2", 0.1), ("l1", 0.01)),
    "full": (("none", 0.0), ("l2", 0.01), ("l2", 0.1), ("l1", 0.001), ("l1", 0.01)),
}


def prepared(images):
    """Returns images as the notebook prepares them."""
    return images.reshape(len(images), -1) / 255


def validation_set(data):
    """Returns the samples that Keras puts aside of those that the notebook takes."""
    x, t = prepared(data.x_train[:5000]), data.y_train[:5000]
    cut = int(len(x) * 0.7)
    return x[cut:], t[cut:]


def assert_claims(models, claims, data):
    """Compares reported accuracies with those measured on the validation set."""
    x, t = validation_set(data)
    for key, model in models.items():
        # Whether its outputs are probabilities is paid for where the network is built.
        measured = float(np.mean(assert_model(model).classify(x, 10) == t))
        assert_claim(claims[key], measured, len(t))


def dense(units, **parameters):
    """Returns what is to be of the Dense layers of a network with these hidden layers."""
    hidden = [("Dense", {"units": size, "activation": "relu", **parameters}) for size in units]
    return [*hidden, ("Dense", {"units": 10, "activation": "softmax", **parameters})]


def dense_layers(layers):
    """Returns the Dense layers, also of nested models."""
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


def assert_compiled_alike(models):
    """Demands of networks that are compared that they were compiled in the same way."""
    first, *others = (assert_model(model).compilation for model in models.values())
    assert all(other == first for other in others), (
        "These networks are compiled in different ways: then nobody knows what a difference comes from."
    )


def penalties(model):
    """Returns the factors of |w| and of w squared for each Dense layer of a model."""
    layers = dense_layers(assert_model(model).layers)
    kernels = [layer.regularisers.get("kernel") for layer in layers]
    factors = [{} if kernel is None else kernel.parameters for kernel in kernels]
    return np.array([[factor.get("l1", 0.0), factor.get("l2", 0.0)] for factor in factors], float)


# split


@pytest.mark.exercise("split", points=0.75, hint="The order stays, nothing is lost, and x and t go together.")
def test_split_random(student):
    """validation_split is right on random samples and other shares, also where share times N is not whole"""
    random = np.random.default_rng(1)
    for samples, share, trained_on in ((1000, 0.3, 700), (7, 0.5, 3), (11, 0.25, 8), (2, 0.5, 1)):
        x, t = random.normal(0, 1, (samples, 3)), random.integers(0, 10, samples)
        fit, val = assert_values(student.validation_split(x, t, share), "(x_fit, t_fit)", "(x_val, t_val)")
        x_fit, t_fit = assert_values(fit, "x_fit", "t_fit")
        x_val, t_val = assert_values(val, "x_val", "t_val")
        assert_close(
            x_fit,
            x[:trained_on],
            name=msg(
                "%(part)s for %(samples)s samples and the share %(share)s",
                part="x_fit",
                samples=samples,
                share=share,
            ),
        )
        assert_close(
            t_fit,
            t[:trained_on],
            name=msg(
                "%(part)s for %(samples)s samples and the share %(share)s",
                part="t_fit",
                samples=samples,
                share=share,
            ),
        )
        assert_close(
            x_val,
            x[trained_on:],
            name=msg(
                "%(part)s for %(samples)s samples and the share %(share)s",
                part="x_val",
                samples=samples,
                share=share,
            ),
        )
        assert_close(
            t_val,
            t[trained_on:],
            name=msg(
                "%(part)s for %(samples)s samples and the share %(share)s",
                part="t_val",
                samples=samples,
                share=share,
            ),
        )


@pytest.mark.exercise("split", points=0.5, hint="Does Keras shuffle before it cuts, or after?")
def test_samples_put_aside(student):
    """samples_put_aside says which samples Keras takes for validation"""
    assert_choice(student.samples_put_aside, "c", variable="samples_put_aside")


# train


def descend(x, t, classes, steps):
    """Returns W and b after gradient descent with momentum on all samples, from 0, by the formulas."""
    T = np.eye(classes)[t]
    W, b = np.zeros((x.shape[1], classes)), np.zeros(classes)
    speed_W, speed_b = np.zeros_like(W), np.zeros_like(b)
    for _ in range(steps):
        z = x @ W + b
        error = (np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) - T) / len(x)
        speed_W, speed_b = 0.9 * speed_W - 0.02 * x.T @ error, 0.9 * speed_b - 0.02 * error.sum(axis=0)
        W, b = W + speed_W, b + speed_b
    return W, b


def assert_validated(model, history, x, t, cut):
    """Demands that the last `val_loss` is the loss of the samples from this place on."""
    found = history.metrics.get("val_loss", ())[-1:]
    assert found, "Nothing was put aside for validation: the history has no val_loss."
    aside, seen, first = (
        as_array(model.evaluate(x[part], t[part]).loss, (), name="the loss").item()
        for part in (slice(cut, None), slice(0, cut), slice(0, len(x) - cut))
    )
    assert not np.allclose(found, seen, rtol=1e-3), (
        "The network was validated on samples that it was trained on: only those put aside tell anything new."
    )
    assert not np.allclose(found, first, rtol=1e-3), (
        "The first samples were put aside: the statement asks for the last ones."
    )
    assert_close(found, (aside,), rtol=0.01, name="the val_loss of the samples put aside")


@pytest.mark.exercise("train", points=0.75, hint="Which samples may change the weights, and how often?")
def test_train_predictions(student):
    """train moves the weights as gradient descent on the first 70 % of the samples does"""
    random = np.random.default_rng(2)
    x, t = random.normal(0, 2, (20, 3)), np.arange(20) % 4
    model = assert_model(student.softmax_regression(3, 4))
    history = student.train(model.handle, x, t, 3, 14)
    assert type(history) is History, "train should return what `fit` returned."
    assert_validated(model.built_on((3,)), history, x, t, 14)
    # a batch that holds all 14 samples trained on: one step per epoch, whatever their order
    W, b = descend(x[:14], t[:14], 4, 3)
    corners = np.concatenate([np.zeros((1, 3)), 3 * np.eye(3)])
    z = corners @ W + b
    expected = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    predictions = model.built_on((3,)).predict(corners)
    assert_close(predictions, expected, rtol=1e-3, atol=1e-5, name="what the trained model predicts")


# architectures


@pytest.mark.exercise("architectures", points=0.75, hint="Each has its own layers, and each must be trained.")
def test_networks(student, data, profile):
    """networks has the architectures, trained so that they recognise images that no one has seen"""
    wanted = ARCHITECTURES[profile]
    models = assert_entries(student.networks, wanted, variable="networks")
    assert_compiled_alike(models)
    for key, model in models.items():
        layers = dense_layers(assert_model(model).layers)
        assert_close(
            [layer.units for layer in layers], [*wanted[key], 10], name="the sizes of the Dense layers"
        )
        assert_model_accuracy(model, prepared(data.x_held_out), data.y_held_out, at_least=ACCURACY[profile])


@pytest.mark.exercise(
    "architectures", points=0.75, hint="Take the last val_accuracy of each history, as it is."
)
def test_validation_accuracies(student, data, profile):
    """validation_accuracies are the accuracies of your networks on the validation set"""
    claims = assert_entries(
        student.validation_accuracies, ARCHITECTURES[profile], variable="validation_accuracies"
    )
    assert_claims(assert_entries(student.networks, ARCHITECTURES[profile], variable="networks"), claims, data)


# Numbers that nobody measured prove nothing, whatever follows from them.
@pytest.mark.exercise(
    "architectures",
    points=0.5,
    hint="It is the name of the largest number in your own table.",
    needs="test_validation_accuracies",
)
def test_best_architecture(student, profile):
    """best_architecture is the name of the best by your own numbers on the validation set"""
    given, names = student.best_architecture, list(ARCHITECTURES[profile])
    best = given if isinstance(given, str) else ""
    assert best in names, "`best_architecture` should be the name of an architecture, in quotes."
    claims = assert_entries(student.validation_accuracies, names, variable="validation_accuracies")
    claims = {
        name: as_array(claim, (), name="each number of validation_accuracies").item()
        for name, claim in claims.items()
    }
    assert claims[best] == max(claims.values()), (
        "By your own numbers another architecture is better on the validation set."
    )


@pytest.mark.exercise(
    "architectures", points=0.5, hint="Which images have had no part in the choice, nor in the training?"
)
def test_accuracy_to_report(student):
    """accuracy_to_report says by what to choose, and what to report"""
    assert_choice(student.accuracy_to_report, "c", variable="accuracy_to_report")


# curves


@pytest.mark.exercise("curves", points=0.5, hint="Call your function with the history of this network.")
def test_curves_drawn(student, data):
    """a figure shows the losses of your network "three" """
    history = assert_entries(student.histories, ["three"], variable="histories")["three"]
    # What Keras keeps in `history.history` tells as much.
    metrics = history.metrics if type(history) is History else history
    assert isinstance(metrics, Mapping), '`histories["three"]` should be what `train` returned.'
    curves = assert_entries(dict(metrics), ["loss", "val_loss"], variable='histories["three"]')
    losses, val_losses = map(as_curve, curves.values())
    # A history is a claim: what it ends with must be the loss of the network.
    network = assert_entries(student.networks, ["three"], variable="networks")["three"]
    measured = assert_model(network).evaluate(*validation_set(data)).loss
    if measured is not None:
        assert_close(
            val_losses[-1], measured, rtol=0.25, atol=0.05, name='the last val_loss of histories["three"]'
        )
    assert_figure(student.figures, curves=[losses, val_losses])


def as_curve(curve):
    """Returns one number for each of at most 10,000 epochs."""
    several = isinstance(curve, list | tuple) or (isinstance(curve, np.ndarray) and curve.ndim == 1)
    assert several, "A history has lists of numbers, one for each epoch."
    assert 0 < len(curve) <= 10_000, "A history has lists of numbers, one for each epoch."
    return as_array(curve, (len(curve),), name='each curve of histories["three"]')


# penalties


def random_weights(seed):
    """Yields weights of networks with one to four layers."""
    random = np.random.default_rng(seed)
    for sizes in ((4, 1), (784, 128, 10), (3, 5, 2, 7, 4)):
        yield [random.normal(0, 1, shape) for shape in pairwise(sizes)]


@pytest.mark.exercise("penalties", points=0.5, hint="A sum over all weights of all layers, however many.")
def test_l1_random(student):
    """l1_penalty is right for one to four layers, and for the strength 0"""
    for weights in random_weights(3):
        for strength in (0.0, 0.3, 2.0):
            norm = np.linalg.norm(np.concatenate([W.ravel() for W in weights]), 1)
            value = assert_not_mutated(student.l1_penalty, weights, strength)
            assert_close(value, strength * norm, name="l1_penalty")


@pytest.mark.exercise("penalties", points=0.5, hint="A sum over all weights of all layers, however many.")
def test_l2_random(student):
    """l2_penalty is right for one to four layers, and for the strength 0"""
    for weights in random_weights(4):
        for strength in (0.0, 0.3, 2.0):
            norm = np.linalg.norm(np.concatenate([W.ravel() for W in weights]))
            value = assert_not_mutated(student.l2_penalty, weights, strength)
            assert_close(value, strength * norm**2 / 2, name="l2_penalty")


# regularised


@pytest.mark.exercise("regularised", points=0.5, hint="Each layer, for any number of them and any strength.")
def test_l1_other(student):
    """build_l1 is right for one, three and no hidden layers, and for other strengths"""
    for hidden, strength in (([], 0.5), ([8], 0.003), ([4, 5, 6], 1.0)):
        model = student.build_l1(7, hidden, 10, strength)
        assert_layers(model, dense(hidden))
        assert_param_count(model, sum((before + 1) * after for before, after in pairwise([7, *hidden, 10])))
        assert_compiled(model)
        expected = np.tile([strength, 0.0], (len(hidden) + 1, 1))
        assert_close(penalties(model), expected, rtol=1e-5, name="the factors of |w| and w squared by layer")


@pytest.mark.exercise("regularised", points=0.5, hint="Each layer, for any number of them and any strength.")
def test_l2_other(student):
    """build_l2 is right for one, three and no hidden layers, and for other strengths"""
    for hidden, strength in (([], 0.5), ([8], 0.003), ([4, 5, 6], 1.0)):
        model = student.build_l2(7, hidden, 10, strength)
        assert_layers(model, dense(hidden))
        assert_param_count(model, sum((before + 1) * after for before, after in pairwise([7, *hidden, 10])))
        assert_compiled(model)
        expected = np.tile([0.0, strength / 2], (len(hidden) + 1, 1))
        assert_close(penalties(model), expected, rtol=1e-5, name="the factors of |w| and w squared by layer")


# dropout


@pytest.mark.exercise("dropout", points=0.25, hint="Each unit by itself, whatever the shape and the rate.")
def test_dropout_random(student):
    """apply_dropout is right on random activations, and keeps their mean"""
    random = np.random.default_rng(5)
    for shape, rate in (((40, 30), 0.1), ((1, 6), 0.5), ((500, 20), 0.8)):
        a, kept = random.uniform(1, 2, shape), random.random(shape) >= rate
        expected = a.copy()
        expected[~kept] = 0.0
        expected[kept] /= 1 - rate
        value = assert_not_mutated(student.apply_dropout, a, kept, rate, True)
        assert_close(value, expected, name="apply_dropout while training")


@pytest.mark.exercise(
    "dropout", points=0.5, hint="How many units are switched off when the network predicts?"
)
def test_dropout_prediction(student):
    """apply_dropout leaves the activations as they are when the network predicts"""
    random = np.random.default_rng(6)
    a, kept = random.normal(0, 1, (9, 5)), random.random((9, 5)) >= 0.3
    assert_close(
        student.apply_dropout(a, kept, 0.3, False), a, name="apply_dropout when the network predicts"
    )
    # the same call while training, so that a function without the two cases is not right by chance
    expected = np.where(kept, a / 0.7, 0.0)
    assert_close(student.apply_dropout(a, kept, 0.3, True), expected, name="apply_dropout while training")


@pytest.mark.exercise("dropout", points=0.75, hint="Three hidden layers, a dropout after each, and train it.")
def test_dropout_network(student, data, profile):
    """dropout_network switches 10 % off, and recognises images that no one has seen"""
    hidden, output = dense([128] * 3)[:-1], dense([])[0]
    wanted = [layer for one in hidden for layer in (one, ("Dropout", {"rate": 0.1}))]
    assert_layers(student.dropout_network, [*wanted, output])
    assert_model_accuracy(
        student.dropout_network, prepared(data.x_held_out), data.y_held_out, at_least=ACCURACY[profile]
    )


# study


def squares_between_classes(model, inputs):
    """Returns the sum of the squared weights of a softmax regression, less the mean of each input's weights.

    What all classes have in common changes no prediction. The rest shows in the predictions: the logarithms
    of those for a single input of 1, less those for zeros, are its weights but for what these have in common.
    """
    corners = np.concatenate([np.zeros((1, inputs)), np.eye(inputs)])
    predictions = as_array(model.predict(corners), (inputs + 1, 10), name="what the network predicts")
    logarithms = np.log(np.maximum(predictions, 1e-30))
    W = logarithms[1:] - logarithms[0]
    return float(np.square(W - W.mean(axis=1, keepdims=True)).sum())


def assert_penalty(student, model, penalty, strength):
    """Demands this penalty of this strength, or what the student's own function makes of it."""
    factors = {"none": [0.0, 0.0], "l1": [strength, 0.0], "l2": [0.0, strength / 2]}[penalty]
    found, expected = penalties(model), np.array([factors])
    if penalty != "none" and not np.allclose(found, expected, rtol=1e-5):
        # A wrong factor in build_l1 or build_l2 is paid for there.
        with suppress(*UNUSABLE):
            expected = own_penalties(student, penalty, strength)
    where = msg("the factors of |w| and w squared for %(setting)s", setting=(penalty, strength))
    assert_close(found, expected, rtol=1e-5, name=where)


def own_penalties(student, penalty, strength):
    """Returns the factors of the student's own build_l1 or build_l2, which must follow the strength."""
    build = student.replica.build_l1 if penalty == "l1" else student.replica.build_l2
    own, other = (as_array(penalties(build(784, [], 10, factor * strength)), (1, 2)) for factor in (1, 2))
    if np.allclose(own, other, rtol=1e-3, atol=0.0):
        raise AssertionError
    return own


def assert_squares(claim, least, setting):
    """Demands that a reported sum of squared weights agrees with what the predictions tell of them."""
    claim = as_array(claim, (), name="each number of squared_weights").item()
    # what all classes have in common, and random initial weights bring in about 2 of it
    assert 0.98 * least - 0.01 <= claim <= 1.02 * least + 4, msg(
        "For %(setting)s you report %(claim)s; the weights of your network have squares that add up to "
        "%(least)s at least.",
        setting=setting,
        claim=format(claim, ".4g"),
        least=format(least, ".4g"),
    )


@pytest.mark.exercise(
    "study", points=1.25, hint="A network for each setting, and the squares of its weights."
)
def test_studied(student, data, profile):
    """studied has networks with the penalties asked for, whose squared_weights fall as the strength grows"""
    settings = STUDY[profile]
    models = assert_entries(student.studied, settings, variable="studied")
    assert_compiled_alike(models)
    sums = {}
    for setting, model in models.items():
        assert_layers(model, dense([]))
        assert_penalty(student, model, *setting)
        sums[setting] = squares_between_classes(model, data.x_train[0].size)
    first, *others = sums.items()
    for _, group in groupby(others, key=lambda item: item[0][0]):
        for (weaker, before), (stronger, after) in pairwise([first, *group]):
            assert before > 1.1 * after, msg(
                "The weights should become smaller as the strength grows: from %(weaker)s to %(stronger)s "
                "the sum of their squares goes from %(before)s to %(after)s.",
                weaker=weaker,
                stronger=stronger,
                before=format(before, ".4g"),
                after=format(after, ".4g"),
            )
    claims = assert_entries(student.squared_weights, settings, variable="squared_weights")
    for setting, least in sums.items():
        assert_squares(claims[setting], least, setting)


@pytest.mark.exercise("study", points=0.75, hint="Take the last val_accuracy of each history, as it is.")
def test_studied_accuracies(student, data, profile):
    """studied_accuracies are the accuracies of your networks on the validation set"""
    claims = assert_entries(student.studied_accuracies, STUDY[profile], variable="studied_accuracies")
    assert_claims(assert_entries(student.studied, STUDY[profile], variable="studied"), claims, data)
