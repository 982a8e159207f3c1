"""The grader's side of the clean sandbox, where models are rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from nbformat import NotebookNode, v4

from bareme.errors import SandboxDied, SandboxError, StudentTimeout
from bareme.i18n import N_, msg
from bareme.sandbox.session import NotebookSession
from bareme.student.keras_config.description import Description
from bareme.student.keras_config.parser import ModelRefused
from bareme.student.rebuilt_model import LayerShapes, Outputs, RebuiltModel, predict_in_batches
from bareme.wire.architecture import Shape, to_plain
from bareme.wire.objects import MAX_PARAMETERS

__all__ = ["CleanSandbox"]

MAX_REBUILD_TIMEOUTS: Final = 2
"""No clean sandbox is opened after this many time-outs or crashes: a class would take hours."""
_CELL: Final = "from bareme.guest.keras_rebuild import predict_rebuilt, rebuild_model"

_TOO_LONG: Final = N_(
    "Your model takes too long: it could not be built and asked for predictions within the limits."
)
_TOO_MUCH: Final = N_(
    "Your model needs more than a sandbox may use: it could not be built and asked for predictions "
    "within the "
    "limits."
)


@dataclass
class CleanSandbox:
    """A sandbox that never runs student code.

    It is opened when it is first needed. Close it afterwards.
    """

    open_session: Callable[[NotebookNode], NotebookSession]
    """Returns a session of another notebook, in a sandbox without data."""
    _session: NotebookSession | None = None
    _models: dict[tuple[str, Shape | None], RebuiltModel] = field(default_factory=dict)
    _failures: int = 0
    """Time-outs and crashes so far."""

    def close(self) -> None:
        """Ends the sandbox."""
        if self._session is not None:
            self._session.__exit__()
        self._session = None
        self._models.clear()

    def rebuild(self, description: Description, shape: Shape | None = None) -> RebuiltModel:
        """Rebuilds a model, unless it is rebuilt already.

        Args:
            description: the description of a model without code of the student's own.
            shape: the input shape, samples first, to build a model for that was never built.

        Raises:
            ModelRefused: Keras cannot build it.
            StudentTimeout, SandboxDied: it exceeds the limits of a sandbox.
        """
        # By content: the same model in two variables is rebuilt once.
        digest = description.digest
        if (digest, shape) not in self._models:
            weights = [(path, list(arrays)) for path, arrays in description.weights.items()]
            answer = self._ask(
                "rebuild_model",
                f"{digest} {shape}",
                to_plain(description.architecture),
                weights,
                tuple(description.shared.items()),
                shape,
                description.parameters if weights else MAX_PARAMETERS,
            )
            if "refused" in answer:
                raise ModelRefused(
                    msg("Your model cannot be rebuilt to grade it (%(answer)s).", answer=answer["refused"])
                )
            self._models[digest, shape] = RebuiltModel(
                digest=f"{digest} {shape}",
                layers={
                    layer["path"]: LayerShapes(
                        layer["inputs"], layer["outputs"], layer["trainable"], layer["not_trainable"]
                    )
                    for layer in answer["layers"]
                },
                inputs=answer["inputs"],
                outputs=answer["outputs"],
                trainable=answer["trainable"],
                not_trainable=answer["not_trainable"],
            )
        return self._models[digest, shape]

    def predict(self, model: RebuiltModel, inputs: Any) -> Outputs:
        """Returns the predictions of a rebuilt model.

        Raises:
            ModelRefused: the model cannot take these inputs.
            StudentTimeout, SandboxDied: it exceeds the limits of a sandbox.
        """
        return predict_in_batches(inputs, lambda part: self._ask("predict_rebuilt", model.digest, part))

    def _ask(self, name: str, *arguments: object) -> Any:
        if self._failures >= MAX_REBUILD_TIMEOUTS:
            raise StudentTimeout(
                N_("Your models passed the limits of a sandbox in other checks, so this was not tried.")
            )
        if self._session is None:
            notebook = v4.new_notebook(cells=[v4.new_code_cell(_CELL)])
            self._session = self.open_session(notebook).__enter__()
        try:
            reply = self._session.ask("call", name=name, arguments=arguments, keywords={}, want="value")
        except (StudentTimeout, SandboxDied) as error:
            self._failures += 1
            self.close()  # the models that were rebuilt in it are lost
            if isinstance(error, StudentTimeout):
                raise StudentTimeout(_TOO_LONG) from error
            raise SandboxDied(_TOO_MUCH) from error
        if "value" in reply:
            return reply["value"]
        raised = reply.get("raised")
        if isinstance(raised, dict) and name == "predict_rebuilt":
            raise ModelRefused(
                msg("Your model cannot predict on these data (%(raised)s).", raised=_words(raised))
            )
        raise SandboxError(msg("the clean sandbox did not answer (%(words)s)", words=_words(raised or reply)))


def _words(raised: Mapping[str, object]) -> str:
    return " ".join(str(raised.get("message") or raised).split())[:300]
