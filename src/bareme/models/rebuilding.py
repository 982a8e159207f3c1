"""In the grader: the clean room of one submission, where its models are rebuilt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from nbformat import v4

from bareme.errors import RoomDied, RoomError, StudentTimeout
from bareme.figures.limits import MAX_PARAMETERS
from bareme.messages import N_
from bareme.models.architecture import Shape, to_plain
from bareme.models.description import Description
from bareme.models.reading import ModelRefused
from bareme.models.rebuilt import LayerShapes, Outputs, Rebuilt, in_parts
from bareme.room.session import RoomSettings, Session
from bareme.saying import say

__all__ = ["CleanRoom"]

MAX_STOPS: Final = 2
"""After so many time-outs or ends, no clean room is opened again: a class would take hours."""
_CELL: Final = "from bareme.models.clean_room import predict, rebuild"


_TOO_LONG: Final = N_(
    "Your model takes too long: it could not be built and asked for predictions within the limits."
)
_TOO_MUCH: Final = N_(
    "Your model needs more than a room may use: it could not be built and asked for predictions within the "
    "limits."
)


@dataclass
class CleanRoom:
    """A room that never runs a student's code, opened when it is first needed; close it afterwards."""

    settings: RoomSettings
    _session: Session | None = None
    _models: dict[tuple[str, Shape | None], Rebuilt] = field(default_factory=dict)

    _stops: int = 0

    def close(self) -> None:
        """Ends the room."""
        if self._session is not None:
            self._session.__exit__()
        self._session = None
        self._models.clear()

    def rebuild(self, description: Description, shape: Shape | None = None) -> Rebuilt:
        """Builds a model again, unless it already is.

        Args:
            description: of a model without the student's own code.
            shape: what to build it for, the samples first, where it was never built.

        Raises:
            ModelRefused: there is no such model.
            StudentTimeout, RoomDied: it is too large for the limits of a room.
        """
        digest = description.digest
        if (digest, shape) not in self._models:
            weights = [(path, list(arrays)) for path, arrays in description.weights.items()]
            answer = self._ask(
                "rebuild",
                f"{digest} {shape}",
                to_plain(description.architecture),
                weights,
                tuple(description.shared.items()),
                shape,
                description.parameters if weights else MAX_PARAMETERS,
            )
            if "refused" in answer:
                raise ModelRefused(
                    say("Your model cannot be rebuilt to grade it (%(answer)s).", answer=answer["refused"])
                )
            self._models[digest, shape] = Rebuilt(
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

    def predict(self, model: Rebuilt, inputs: Any) -> Outputs:
        """Returns what a rebuilt model predicts.

        Raises:
            ModelRefused: the model cannot take these inputs.
            StudentTimeout, RoomDied: it passes the limits of a room.
        """
        return in_parts(inputs, lambda part: self._ask("predict", model.digest, part))

    def _ask(self, name: str, *arguments: object) -> Any:
        if self._stops >= MAX_STOPS:
            raise StudentTimeout(
                N_("Your models passed the limits of a room in other checks, so this was not tried.")
            )
        if self._session is None:
            notebook = v4.new_notebook(cells=[v4.new_code_cell(_CELL)])
            self._session = Session(notebook, replace(self.settings, data=None)).__enter__()
        try:
            reply = self._session.ask("call", name=name, arguments=arguments, keywords={}, want="value")
        except (StudentTimeout, RoomDied) as error:
            self._stops += 1
            self.close()  # what was rebuilt in it is gone
            if isinstance(error, StudentTimeout):
                raise StudentTimeout(_TOO_LONG) from error
            raise RoomDied(_TOO_MUCH) from error
        if "value" in reply:
            return reply["value"]
        raised = reply.get("raised")
        if isinstance(raised, dict) and name == "predict":
            raise ModelRefused(
                say("Your model cannot predict on these data (%(raised)s).", raised=_words(raised))
            )
        raise RoomError(say("the clean room did not answer (%(words)s)", words=_words(raised or reply)))


def _words(raised: Mapping[str, object]) -> str:
    return " ".join(str(raised.get("message") or raised).split())[:300]
