"""The ``Model`` that a suite receives for a Keras model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bareme.errors import StudentRaised
from bareme.i18n import N_, msg
from bareme.student.evaluation import (
    Evaluation,
    as_classes,
    confidences,
    describe_problem,
    evaluate,
    sum_to_one,
)
from bareme.student.keras_config.compilation import Compilation, LossSettings
from bareme.student.keras_config.description import Description, read_description
from bareme.student.keras_config.parser import ModelRefused
from bareme.student.layers import Layer, last_activation, view_layers
from bareme.student.rebuilt_model import ModelRebuilder, Outputs, RebuiltModel, predict_in_batches
from bareme.student.recorder import Classified, Predicted, record
from bareme.wire import Handle
from bareme.wire.architecture import Architecture, Shape

__all__ = ["Ask", "Model"]

Ask = Callable[[str, dict[str, object]], object]
"""Sends a request to the student's sandbox, and returns its hostile answer."""

_PROBABILITY_ACTIVATIONS: Final = ("softmax", "sigmoid", "hard_sigmoid", "sparsemax")
_MAX_COUNT: Final = 10**15


@dataclass(frozen=True, eq=False)
class Model:
    """A Keras model of the student, rebuilt in the clean sandbox.

    It is rebuilt when it is first needed. A model with code of the student's own cannot be rebuilt. It is
    ``unverified``: its predictions and its number of parameters are claims of the student's sandbox, and
    nothing else is known about it.

    Every property and method raises a ``StudentError`` if the model is the reason that there is no answer.
    """

    handle: Handle
    _ask: Ask = field(repr=False)
    _clean_sandbox: ModelRebuilder = field(repr=False)
    _allow_unverified: Callable[[str], None] = field(repr=False)
    """Called with the student's own code before an unverified answer; raises if these are refused."""
    _check_layers: Callable[[Description], None] = field(repr=False)
    """Called with the description; raises if the model has other layers than before."""
    _shape: Shape | None = None
    """The input shape to build the model for, if the student did not build it."""

    @cached_property
    def description(self) -> Description:
        """Parsed description from the student's sandbox."""
        description = read_description(self._ask("describe", {}))
        self._check_layers(description)
        return description

    @property
    def name(self) -> str:
        """The name that the student, or Keras, gave it."""
        return self.description.name

    @property
    def unverified(self) -> bool:
        """True if it holds the student's own code; its answers are then claims."""
        return bool(self.description.own_code)

    @property
    def own_code(self) -> str:
        """The student's own code in it (``the class MyLayer``), or empty."""
        return self.description.own_code

    @property
    def built(self) -> bool:
        """True if its weights exist."""
        return self.unverified or bool(self._rebuilt_or_none())

    @property
    def compilation(self) -> Compilation | None:
        """Optimiser, loss and metrics; None if it was not compiled.

        A claim of the student's sandbox.
        """
        return self.description.compilation

    @property
    def steps_trained(self) -> int | None:
        """Steps of its optimiser; None if it has no optimiser.

        A claim of the student's sandbox.
        """
        return self.description.iterations

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Its layers in order, without the inputs."""
        return view_layers(self._architecture, self._rebuilt)

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """The shape of each input, with the samples first, as None."""
        return self._rebuilt.inputs

    @property
    def logits(self) -> bool:
        """True if softmax or sigmoid must still be applied to its predictions."""
        if self._loss is not None:
            return self._loss.from_logits
        last = None if self.unverified else last_activation(self._architecture)
        return last is not None and last not in _PROBABILITY_ACTIVATIONS

    def built_on(self, shape: tuple[int | None, ...]) -> Model:
        """Returns the model, built for this shape if not yet built.

        Args:
            shape: the shape of one sample.

        Raises:
            ModelRefused: it was built for another shape.
        """
        wanted = (None, *shape)
        if not self.unverified and (rebuilt := self._rebuilt_or_none()) is not None:
            if not any(_fits(wanted, given) for given in rebuilt.inputs):
                given = ", ".join(str(given[1:]) for given in rebuilt.inputs)
                raise ModelRefused(
                    msg(
                        "Your model takes inputs of shape %(given)s; %(shape)s is expected.",
                        given=given,
                        shape=shape,
                    )
                )
            return self
        model = replace(self, _shape=wanted)
        # `replace` drops what is cached, and a second request could be answered with another model.
        model.__dict__["description"] = self.description
        return model

    def count_params(self, trainable: bool | None = None) -> int:
        """Returns the number of its parameters.

        Args:
            trainable: True or False counts only parameters that are trainable or not, None all.
        """
        if not self.unverified:
            return self._rebuilt.count(trainable)
        self._allow_unverified(self.own_code)
        answer = self._ask("count_parameters", {})
        counts = (
            {key: answer.get(key) for key in ("trainable", "not_trainable")}
            if isinstance(answer, dict)
            else {}
        )
        numbers = {
            key: value for key, value in counts.items() if type(value) is int and 0 <= value < _MAX_COUNT
        }
        if len(numbers) != 2:
            raise StudentRaised(N_("What your model said of its parameters cannot be read."))
        if trainable is None:
            return sum(numbers.values())
        return numbers["trainable" if trainable else "not_trainable"]

    def predict(self, inputs: Any) -> Outputs:
        """Returns the predictions of the model.

        Args:
            inputs: an array with the samples first; for several inputs a list, or a dictionary by name.

        Returns:
            An array for one output, a list or a dictionary for several.
        """
        if self.unverified:
            self._allow_unverified(self.own_code)
            return predict_in_batches(inputs, self._predict_in_its_sandbox)
        # Keras would build it with random weights, which are not the ones of the student.
        if not self.description.weights and self._rebuilt.count(None):
            raise ModelRefused(
                N_("Your model was never built, so it has no weights to predict with. Call `fit`.")
            )
        try:
            return self._clean_sandbox.predict(self._rebuilt, inputs)
        except ModelRefused:
            self._check_shape(inputs)
            raise

    def _check_shape(self, inputs: Any) -> None:
        """Raises an error that names both shapes if they differ."""
        wanted = self.input_shapes
        if (
            isinstance(inputs, np.ndarray)
            and len(wanted) == 1
            and not _fits((None, *inputs.shape[1:]), wanted[0])
        ):
            raise ModelRefused(
                msg(
                    "Your model takes inputs of shape %(wanted)s; those it is asked with have shape "
                    "%(shape)s.",
                    wanted=wanted[0][1:],
                    shape=inputs.shape[1:],
                )
            )

    def classify(self, inputs: Any, classes: int | None = None) -> NDArray[np.int64]:
        """Returns the class that the model predicts for each sample, shape (N,).

        Args:
            inputs: as for ``predict``.
            classes: the smallest number of classes; one output value suffices for 2 classes.

        Raises:
            AssertionError: the predictions are not classes.
        """
        return self._as_classes(self._predict_rows(inputs, classes, exact=False))

    def evaluate(self, inputs: Any, labels: ArrayLike) -> Evaluation:
        """Compares predictions with labels, which stay in the grader.

        Args:
            inputs: as for ``predict``.
            labels: class numbers, one-hot rows, or the numbers to predict.

        Raises:
            AssertionError: the predictions cannot be compared with the labels.
        """
        truth = np.asarray(labels)
        rows = truth.ndim == 2 and truth.shape[1] > 1
        categorical = self._loss is not None and "categorical" in self._loss.name
        classes = truth.shape[1] if rows else int(truth.max()) + 1 if categorical else 1
        predictions = self._predict_rows(inputs, classes, exact=rows)
        if categorical and not self.logits:
            _fail_on(sum_to_one(predictions))
        evaluation = evaluate(predictions, truth, logits=self.logits, loss=self._loss)
        if evaluation.accuracy is not None:
            right = truth.argmax(axis=1) if rows else truth.reshape(-1)
            record(Classified(self._as_classes(predictions), right))
        return evaluation

    def _as_classes(self, predictions: Any) -> NDArray[np.int64]:
        logits = self.logits
        guesses = as_classes(predictions, logits)
        record(Predicted(guesses, self, lambda: confidences(predictions, logits)))
        return guesses

    def _predict_rows(self, inputs: Any, classes: int | None, exact: bool) -> Any:
        """Predicts one output, with one value a sample or a class."""
        predictions = self.predict(inputs)
        first = next(iter(inputs.values())) if isinstance(inputs, dict) else inputs
        first = first[0] if isinstance(first, list | tuple) else first
        _fail_on(describe_problem(predictions, len(first), classes, exact))
        return predictions

    def _predict_in_its_sandbox(self, inputs: Any) -> Any:
        # Its predictions come from the student's sandbox, so their forms are checked here.
        answer = self._ask("predict", {"inputs": inputs})
        outputs = answer if isinstance(answer, list | tuple) else [answer]
        outputs = list(answer.values()) if isinstance(answer, dict) else outputs
        if not outputs or not all(isinstance(output, np.ndarray) and output.ndim for output in outputs):
            raise StudentRaised(N_("What your model predicts cannot be read."))
        return answer

    @property
    def _loss(self) -> LossSettings | None:
        return self.compilation.loss if self.compilation is not None else None

    @property
    def _architecture(self) -> Architecture:
        architecture = self.description.architecture
        if architecture is None:
            raise ModelRefused(
                msg(
                    "Your model holds code of your own, %(own_code)s, so its layers cannot be checked.",
                    own_code=self.own_code,
                )
            )
        return architecture

    @property
    def _rebuilt(self) -> RebuiltModel:
        rebuilt = self._rebuilt_or_none()
        if rebuilt is None:
            raise ModelRefused(
                N_(
                    "Your model does not know the shape of its inputs. Begin it with "
                    "`keras.Input(shape=...)`."
                )
            )
        return rebuilt

    def _rebuilt_or_none(self) -> RebuiltModel | None:
        architecture, shape = self._architecture, self._shape
        first = architecture.layers[0] if architecture.layers else None
        open_ended = architecture.graph is None and architecture.input_shape is None
        if open_ended and shape is None and (first is None or first.class_name != "InputLayer"):
            return None
        return self._clean_sandbox.rebuild(self.description, shape)


def _fits(wanted: Shape, given: Shape) -> bool:
    return len(wanted) == len(given) and all(
        one is None or other is None or one == other for one, other in zip(wanted, given, strict=True)
    )


def _fail_on(problem: str | None) -> None:
    """Fails the check if there is a problem."""
    if problem is not None:
        raise AssertionError(problem)
