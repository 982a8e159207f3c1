"""Hidden checks of the lab "Validation and regularisation": other inputs, a choice, the trained networks."""

from itertools import pairwise

import numpy as np
import pytest

from bareme.checks import (
    assert_claim,
    assert_close,
    assert_figure,
    assert_layers,
    assert_model,
    assert_model_accuracy,
    assert_shape,
)
from bareme.models.history import History

# Of the held-out images: more than three standard deviations, over seeds and of the sample together, below
# what the reference reaches.
ACCURACY = {"mini": 0.70, "full": 0.80}
ARCHITECTURES = {"none": [], "one": [128], "three": [128, 128, 128]}
STRENGTHS = [0.0, 0.01, 0.1]


def parts(value, *names):
    """Unpacks what a function that returns several values gave, or says how it should look."""
    wanted = f"({', '.join(names)})"
    assert isinstance(value, (tuple, list)), (
        f"The function should return {len(names)} values, {wanted}, but it returned "
        f"{'nothing: does it end with `return`?' if value is None else 'a single one.'}"
    )
    assert len(value) == len(names), (
        f"The function should return {len(names)} values, {wanted}, but it returned {len(value)}."
    )
    return value


def table(value, keys, name):
    """Returns the values of a dict with these keys, in their order, or says what is missing."""
    assert isinstance(value, dict), f"`{name}` should be a dict."
    for key in keys:
        assert key in value, f"`{name}` has no entry for {key!r}."
    return [value[key] for key in keys]


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
    for model, claim in zip(models, claims, strict=True):
        measured = assert_model(model).evaluate(x, t).accuracy
        assert measured is not None, "The network predicts no classes, so it has no accuracy."
        assert_claim(claim, measured, len(t))


def dense(units, **parameters):
    """Returns what is to be of the Dense layers of a network with these hidden layers."""
    hidden = [("Dense", {"units": size, "activation": "relu", **parameters}) for size in units]
    return [*hidden, ("Dense", {"units": 10, "activation": "softmax", **parameters})]


def penalties(model):
    """Returns the factors of |w| and of w squared for each Dense layer of a model."""
    layers = [layer for layer in assert_model(model).layers if layer.class_name == "Dense"]
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
        fit, val = parts(student.validation_split(x, t, share), "(x_fit, t_fit)", "(x_val, t_val)")
        x_fit, t_fit = parts(fit, "x_fit", "t_fit")
        x_val, t_val = parts(val, "x_val", "t_val")
        assert_close(x_fit, x[:trained_on], name=f"x_fit for {samples} samples and the share {share}")
        assert_close(t_fit, t[:trained_on], name=f"t_fit for {samples} samples and the share {share}")
        assert_close(x_val, x[trained_on:], name=f"x_val for {samples} samples and the share {share}")
        assert_close(t_val, t[trained_on:], name=f"t_val for {samples} samples and the share {share}")


@pytest.mark.exercise("split", points=0.5, hint="Does Keras shuffle before it cuts, or after?")
def test_samples_put_aside(student):
    """samples_put_aside says which samples Keras takes for validation"""
    given = student.samples_put_aside
    letter = given.strip().lower() if isinstance(given, str) else ""
    assert letter in list("abcd"), "`samples_put_aside` should be one of the letters a to d, in quotes."
    assert letter == "c", f'`samples_put_aside` is "{letter}", which is not the answer.'


# train


def descend(x, t, classes, steps):
    """Returns W and b after gradient descent with momentum on all samples, from 0, by the formulas."""
    T = np.eye(classes)[t]
    W, b = np.zeros((x.shape[1], classes)), np.zeros(classes)
    speed_W, speed_b = np.zeros_like(W), np.zeros_like(b)
    for _ in range(steps):
        z = x @ W + b
        error = (np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) - T) / len(x)
        speed_W, speed_b = 0.9 * speed_W - 0.05 * x.T @ error, 0.9 * speed_b - 0.05 * error.sum(axis=0)
        W, b = W + speed_W, b + speed_b
    return W, b


@pytest.mark.exercise("train", points=0.75, hint="Which samples may change the weights, and how often?")
def test_train_predictions(student):
    """train moves the weights as gradient descent on the first 70 % of the samples does"""
    random = np.random.default_rng(2)
    x, t = random.normal(0, 2, (20, 3)), np.arange(20) % 4
    model = assert_model(student.softmax_regression(3, 4))
    history = student.train(model.handle, x, t, 8, 14)
    assert type(history) is History, "train should return what `fit` returned."
    # a batch that holds all 14 samples trained on: one step per epoch, whatever their order
    W, b = descend(x[:14], t[:14], 4, 8)
    corners = np.concatenate([np.zeros((1, 3)), 3 * np.eye(3)])
    z = corners @ W + b
    expected = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    predictions = model.built_on((3,)).predict(corners)
    assert_close(predictions, expected, rtol=1e-3, atol=1e-5, name="what the trained model predicts")


# architectures


@pytest.mark.exercise("architectures", points=1, hint="Each has its own layers, and each must be trained.")
def test_networks(student, data, profile):
    """networks has the three architectures, trained so that they recognise images that no one has seen"""
    for model, hidden in zip(
        table(student.networks, ARCHITECTURES, "networks"), ARCHITECTURES.values(), strict=True
    ):
        layers = [layer for layer in assert_model(model).layers if layer.class_name == "Dense"]
        assert_close([layer.units for layer in layers], [*hidden, 10], name="the sizes of the Dense layers")
        assert_model_accuracy(model, prepared(data.x_held_out), data.y_held_out, at_least=ACCURACY[profile])


@pytest.mark.exercise("architectures", points=1, hint="Take the last val_accuracy of each history, as it is.")
def test_validation_accuracies(student, data):
    """validation_accuracies are the accuracies of your networks on the validation set"""
    claims = table(student.validation_accuracies, ARCHITECTURES, "validation_accuracies")
    assert_claims(table(student.networks, ARCHITECTURES, "networks"), claims, data)


@pytest.mark.exercise(
    "architectures", points=0.5, hint="It is the name of the largest number in your own table."
)
def test_best_architecture(student):
    """best_architecture is the name of the best by your own numbers"""
    given = student.best_architecture
    best = given if isinstance(given, str) else ""
    names = ", ".join(f'"{name}"' for name in ARCHITECTURES)
    assert best in ARCHITECTURES, f"`best_architecture` should be one of {names}."
    claims = table(student.validation_accuracies, ARCHITECTURES, "validation_accuracies")
    numbers = dict(zip(ARCHITECTURES, claims, strict=True))
    for claim in claims:
        assert_shape(claim, (), name="each number of validation_accuracies")
    assert numbers[best] == max(claims), (
        f'By your own numbers, "{best}" is not the best on the validation set.'
    )


# curves


@pytest.mark.exercise("curves", points=0.5, hint="Call your function with the history of this network.")
def test_curves_drawn(student):
    """a figure shows the losses of your network "three" """
    (history,) = table(student.histories, ["three"], "histories")
    assert type(history) is History, '`histories["three"]` should be what `train` returned.'
    losses, val_losses = history.losses, history.metrics.get("val_loss", ())
    assert losses, "The history has no loss."
    assert val_losses, "The history has no val_loss."
    assert_figure(student.figures, curves=[losses, val_losses])


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
            assert_close(student.l1_penalty(weights, strength), strength * norm, name="l1_penalty")


@pytest.mark.exercise("penalties", points=0.5, hint="A sum over all weights of all layers, however many.")
def test_l2_random(student):
    """l2_penalty is right for one to four layers, and for the strength 0"""
    for weights in random_weights(4):
        for strength in (0.0, 0.3, 2.0):
            norm = np.linalg.norm(np.concatenate([W.ravel() for W in weights]))
            assert_close(student.l2_penalty(weights, strength), strength * norm**2 / 2, name="l2_penalty")


# regularised


@pytest.mark.exercise("regularised", points=0.5, hint="Each layer, for any number of them and any strength.")
def test_l1_other(student):
    """build_l1 is right for one, three and no hidden layers, and for other strengths"""
    for hidden, strength in (([], 0.5), ([8], 0.003), ([4, 5, 6], 1.0)):
        model = student.build_l1(7, hidden, 10, strength)
        assert_layers(model, dense(hidden))
        expected = np.tile([strength, 0.0], (len(hidden) + 1, 1))
        assert_close(penalties(model), expected, rtol=1e-5, name="the factors of |w| and w squared by layer")


@pytest.mark.exercise("regularised", points=0.5, hint="Each layer, for any number of them and any strength.")
def test_l2_other(student):
    """build_l2 is right for one, three and no hidden layers, and for other strengths"""
    for hidden, strength in (([], 0.5), ([8], 0.003), ([4, 5, 6], 1.0)):
        model = student.build_l2(7, hidden, 10, strength)
        assert_layers(model, dense(hidden))
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
        assert_close(
            student.apply_dropout(a, kept, rate, True), expected, name="apply_dropout while training"
        )


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
    predictions = model.predict(corners)
    assert_shape(predictions, (inputs + 1, 10), name="what the network predicts")
    logarithms = np.log(np.maximum(np.asarray(predictions, float), 1e-30))
    W = logarithms[1:] - logarithms[0]
    return float(np.square(W - W.mean(axis=1, keepdims=True)).sum())


def studied_models(student):
    """Returns the three models, once their layers are as they should be."""
    models = table(student.studied, STRENGTHS, "studied")
    for model in models:
        assert_layers(model, dense([]))
    return models


@pytest.mark.exercise("study", points=1, hint="The penalty of exercise 6, with another strength for each.")
def test_studied(student, data):
    """studied has three networks with L2 of the right strength, whose weights fall as it grows"""
    models = studied_models(student)
    for model, strength in zip(models, STRENGTHS, strict=True):
        expected = np.array([[0.0, strength / 2]])
        assert_close(penalties(model), expected, rtol=1e-5, name=f"the factors for the strength {strength}")
    sums = [squares_between_classes(model, data.x_train[0].size) for model in models]
    assert sums[0] > 1.1 * sums[1] > 1.2 * sums[2], (
        "The weights of your networks should become smaller as the strength grows; the sums of their squares "
        f"are {', '.join(f'{total:.4g}' for total in sums)}."
    )


@pytest.mark.exercise("study", points=0.5, hint="Square each weight, add up, and leave the biases out.")
def test_squared_weights(student, data):
    """squared_weights are those of your networks"""
    claims = table(student.squared_weights, STRENGTHS, "squared_weights")
    for model, claim, strength in zip(studied_models(student), claims, STRENGTHS, strict=True):
        assert_shape(claim, (), name="each number of squared_weights")
        # what all classes have in common, and random initial weights bring in about 2 of it
        least = squares_between_classes(model, data.x_train[0].size)
        assert 0.98 * least - 0.01 <= float(claim) <= 1.02 * least + 4, (
            f"For the strength {strength} you report {float(claim):.4g}; the weights of your network have "
            f"squares that add up to {least:.4g} at least."
        )


@pytest.mark.exercise("study", points=0.5, hint="Take the last val_accuracy of each history, as it is.")
def test_studied_accuracies(student, data):
    """studied_accuracies are the accuracies of your networks on the validation set"""
    claims = table(student.studied_accuracies, STRENGTHS, "studied_accuracies")
    assert_claims(table(student.studied, STRENGTHS, "studied"), claims, data)
