"""Results as grading writes them, for the tests of everything that reads results."""

from __future__ import annotations

from typing import Any

from bareme.results.evidence import (
    Comparison,
    Confusion,
    CurvePlot,
    DifferenceRow,
    Evidence,
    EvidenceCurve,
    Heatmap,
    SourceLocation,
    WrongImage,
)
from bareme.results.result import (
    CellRecord,
    CheckOutcome,
    ExerciseScore,
    FileRecord,
    Fingerprint,
    Result,
    StudentRecord,
    WrittenAnswer,
)

FINGERPRINT = Fingerprint(
    bareme="0.1.0",
    python="3.11.7",
    tensorflow="",
    keras="",
    numpy="2.3.1",
    suite="5c" * 32,
    data="d1" * 32,
    submission="ab" * 32,
)

SIGMOID = '''def sigmoid(z):
    """Logistic function, elementwise."""
    # the exponent has lost its sign
    return 1.0 / (1.0 + np.exp(z))
'''
GRADIENTS = """def gradients(X, t, y):
    error = y - t  # (N,)
    dW = X.T @ error
    db = np.sum(error)
    return dW, db
"""
TRAIN = """def train(X, t, steps, rate):
    W, b = np.zeros(X.shape[1]), 0.0
    losses = []
    while len(losses) < steps:
        y = neuron(X, W, b)
    return W, b, losses
"""
ACCURACY = """def accuracy(X, t, W, b):
    # TODO: the share of right answers, with decision at 0.5
    raise NotImplementedError
"""
ANSWER = r"""The output is $y = \sigma(W \cdot x + b)$, and with

$$L = -\frac{1}{N} \sum_i t_i \log y_i + (1 - t_i) \log(1 - y_i)$$

the chain rule gives **two factors that cancel**, so that $\partial L / \partial W = X^T (y - t) / N$:

- the derivative of the logarithm is $1 / y$;
- the derivative of the sigmoid is `y * (1 - y)`.
"""


def cells() -> tuple[CellRecord, ...]:
    """A notebook in which one cell failed, one ran over and one is still a stub."""
    return (
        CellRecord(index=0, kind="markdown", source="# A single neuron\n\nTell fives apart.", status="ok"),
        CellRecord(
            index=1, kind="code", source="import numpy as np\nfrom bareme.datasets import load", status="ok"
        ),
        CellRecord(
            index=2,
            kind="code",
            source="def prepare(images, labels, digit=5):\n"
            "    X = images.reshape(len(images), -1) / 255.0\n"
            "    t = (labels == digit).astype(float)\n"
            "    return X, t",
            status="ok",
        ),
        CellRecord(index=3, kind="code", source=SIGMOID, status="ok", output="sigmoid(0) = 0.5\n"),
        CellRecord(index=4, kind="code", source=GRADIENTS, status="ok"),
        CellRecord(
            index=5,
            kind="code",
            source=TRAIN + "\nW, b, losses = train(x_train, t_train, 100, 0.5)",
            status="timeout",
            message="This cell ran for more than 60 seconds and was stopped.",
            output="\x1b[32mstep 0\x1b[0m\n",
        ),
        CellRecord(index=6, kind="code", source=ACCURACY, status="error", message="NotImplementedError: "),
        CellRecord(
            index=7,
            kind="code",
            source='plt.plot(loses)\nplt.xlabel("step")',
            status="error",
            message="NameError: name 'loses' is not defined",
        ),
        CellRecord(index=8, kind="markdown", source=ANSWER, status="ok"),
    )


def check(identifier: str, exercise: str, title: str, status: str = "passed", **more: Any) -> CheckOutcome:
    """One outcome; a check that passed has all of its points."""
    most = more.pop("max_score", 1.0)
    values: dict[str, Any] = {
        "id": identifier,
        "exercise": exercise,
        "title": title,
        "visibility": "public",
        "status": status,
        "score": most if status == "passed" else 0.0,
        "max_score": most,
        "duration_seconds": 0.012,
    }
    return CheckOutcome(**(values | more))


def checks() -> tuple[CheckOutcome, ...]:
    """Every status but undetermined, public and hidden, with and without a named mistake."""
    return (
        check("test_prepare_shapes", "prepare", "prepare returns (N, 784) and (N,)"),
        check(
            "test_prepare_hidden", "prepare", "prepare leaves the images as they were", visibility="hidden"
        ),
        check("test_sigmoid_zero", "sigmoid", "sigmoid(0) is one half"),
        check(
            "test_sigmoid_values",
            "sigmoid",
            "sigmoid matches the logistic function on a grid",
            "failed",
            message="Expected 0.880797 at index 8, got 0.119203.\n"
            "24 of 25 values differ.\nEvery value is 1 minus what is expected.",
            hint="You left out the minus sign: the exponent is $-z$.\n"
            "As `z` grows, `sigmoid(z)` must grow too.",
            mistake="sigmoid_without_minus",
        ),
        check(
            "test_sigmoid_extremes",
            "sigmoid",
            "sigmoid stays finite for very large inputs",
            "failed",
            visibility="hidden",
            message="SECRET-INPUT 1000",
            hint="What does `np.exp` return for a large number?",
        ),
        check(
            "test_gradients_values",
            "gradients",
            "gradients match those of the mean loss",
            "failed",
            max_score=2.0,
            message="Every value is 32 times too large, and there are 32 samples: not averaged?",
            hint="The loss is a mean over the samples, so its gradient is one too.",
        ),
        check(
            "test_gradients_single",
            "gradients",
            "gradients work for a single sample",
            "error",
            visibility="hidden",
            message="ValueError: SECRET-TRACE",
            hint="Try your function on arrays with one row.",
        ),
        check(
            "test_train_falls",
            "training",
            "the loss falls during training",
            "timeout",
            max_score=3.0,
            message="The call train(X, t, steps=20, rate=0.5) took more than 10 seconds.",
            hint="Is there a loop whose condition never changes?",
        ),
        check("test_accuracy_value", "accuracy", "accuracy of a known case", "not_attempted", max_score=2.0),
        check(
            "test_accuracy_reached",
            "accuracy",
            "the trained neuron finds the fives",
            "not_attempted",
            visibility="hidden",
            max_score=2.0,
        ),
    )


def evidence(text: str = "sigmoid(z)") -> tuple[Evidence, ...]:
    """One of each kind; every text in it that can come from a student is this one, cut to its bound."""
    name, number = text[:120], text[:40]
    rows = tuple(
        DifferenceRow(index=(0, column), expected=number, got=number, right=column != 1)
        for column in range(3)
    )
    image = WrongImage(height=2, width=2, pixels="AECA/w==", truth=5, guess=3, confidence=0.97)
    return (
        SourceLocation(cell=3, line=4, function=name),
        Comparison(
            name=name,
            shape=(2, 3),
            wrong=3,
            first=(0, 1),
            rows=rows,
            heat=Heatmap(levels=((0, 4, 0), (1, 2, 0))),
        ),
        CurvePlot(
            about="training",
            name=name,
            abscissa=name,
            x=(1, 2, 3),
            curves=(
                EvidenceCurve(name=name, values=(2.5, 1.5, None)),
                EvidenceCurve(name="val_loss", values=(2.25, 1.25, 1.75)),
            ),
        ),
        Confusion(name=name, classes=(3, 5), counts=((40, 0), (6, 54)), wrong=(image,)),
    )


def with_evidence(text: str = "sigmoid(z)", visibility: str = "public") -> Result:
    """The sample, with all kinds of evidence at two checks, one of which passed, and at an exercise."""
    outcomes = tuple(
        one.model_copy(update={"evidence": evidence(text), "visibility": visibility})
        if one.id in ("test_sigmoid_values", "test_prepare_shapes")
        else one
        for one in checks()
    )
    portraits = tuple(
        one.model_copy(update={"evidence": evidence(text)[2:]}) if one.id == "training" else one
        for one in exercises(outcomes)
    )
    return sample_result(checks=outcomes, exercises=portraits)


def exercises(outcomes: tuple[CheckOutcome, ...]) -> tuple[ExerciseScore, ...]:
    """The exercises of the lab with the sums of these outcomes."""
    return tuple(
        ExerciseScore(
            id=identifier,
            title={"en": english, "fr": french},
            score=sum(outcome.score for outcome in outcomes if outcome.exercise == identifier),
            max_score=sum(outcome.max_score for outcome in outcomes if outcome.exercise == identifier),
            cells=cell,
        )
        for identifier, english, french, cell in (
            ("prepare", "Prepare the data", "Préparer les données", (2,)),
            ("sigmoid", "Sigmoid", "Sigmoïde", (3,)),
            ("gradients", "Gradients", "Gradients", (4,)),
            ("training", "Training", "Apprentissage", (5,)),
            ("accuracy", "Accuracy", "Taux de bonnes réponses", (6,)),
        )
    )


def sample_result(**changes: Any) -> Result:
    """A submission with something of everything: 3 of 15 points, and 3 that wait for a person."""
    outcomes: tuple[CheckOutcome, ...] = changes.pop("checks", checks())
    score = sum(outcome.score for outcome in outcomes)
    decided = [outcome for outcome in outcomes if outcome.status != "undetermined"]
    most = sum(outcome.max_score for outcome in decided)
    undetermined = len(decided) < len(outcomes)
    values: dict[str, Any] = {
        "assignment": "neuron",
        "title": {"en": "A single neuron", "fr": "Un seul neurone"},
        "student": StudentRecord(id="lovelace-ada", name="Ada Lovelace"),
        "file": FileRecord(name="lovelace-ada.ipynb", sha256="ab" * 32),
        "status": "undetermined" if undetermined else "graded",
        "score": score,
        "max_score": most,
        "pending": 3.0,
        "scale": 20.0,
        "grade": None if undetermined else score / most * 20 if most else 0.0,
        "isolation": "namespaces",
        "profile": "mini",
        "exercises": exercises(outcomes),
        "checks": outcomes,
        "written": (
            WrittenAnswer(
                id="derivation",
                title={"en": "The derivation", "fr": "La démonstration"},
                max_score=3.0,
                status="pending",
                answer=ANSWER,
            ),
        ),
        "cells": cells(),
        "fingerprint": FINGERPRINT,
        "durations": {"notebook_seconds": 61.2, "checks_seconds": 11.9},
    }
    return Result(**(values | changes))


def perfect_result(**changes: Any) -> Result:
    """A submission without a fault, its written answer marked."""
    outcomes = tuple(
        outcome.model_copy(
            update={
                "status": "passed",
                "score": outcome.max_score,
                "message": "",
                "hint": "",
                "mistake": None,
            }
        )
        for outcome in checks()
    )
    written = (
        WrittenAnswer(
            id="derivation",
            title={"en": "The derivation", "fr": "La démonstration"},
            max_score=3.0,
            status="marked",
            answer=ANSWER,
            score=2.5,
            comment="Clear. Where does $N$ come from?",
        ),
    )
    clean = tuple(cell.model_copy(update={"status": "ok", "message": ""}) for cell in cells())
    values: dict[str, Any] = {
        "student": StudentRecord(id="noether-emmy", name="Emmy Noether"),
        "file": FileRecord(name="noether-emmy.ipynb", sha256="cd" * 32),
        "checks": outcomes,
        "written": written,
        "cells": clean,
        "score": 17.5,
        "max_score": 18.0,
        "pending": 0.0,
        "grade": 17.5 / 18 * 20,
    }
    return sample_result(**(values | changes))


def undetermined_result(**changes: Any) -> Result:
    """A submission of which one check could not be decided, by a fault of ours."""
    outcomes = tuple(
        outcome.model_copy(update={"status": "undetermined", "message": "The sandbox could not be opened."})
        if outcome.id == "test_train_falls"
        else outcome
        for outcome in checks()
    )
    values: dict[str, Any] = {
        "student": StudentRecord(id="turing-alan", name="Alan Turing"),
        "file": FileRecord(name="turing-alan.py", sha256="ef" * 32),
        "checks": outcomes,
    }
    return sample_result(**(values | changes))


def unreadable_result(**changes: Any) -> Result:
    """A submission whose file holds no notebook."""
    values: dict[str, Any] = {
        "student": StudentRecord(id="zeno-of-elea", name="Zeno of Elea"),
        "file": FileRecord(name="zeno-of-elea.ipynb", sha256="12" * 32),
        "status": "unreadable",
        "checks": (),
        "exercises": (),
        "written": (),
        "cells": (),
        "pending": 0.0,
        "grade": None,
        "notes": ("'zeno-of-elea.ipynb' is a web page.",),
        "durations": {},
    }
    return sample_result(**(values | changes))


def sample_class() -> tuple[Result, ...]:
    """Three students, not in the order of their ids."""
    return (undetermined_result(), perfect_result(), sample_result())
