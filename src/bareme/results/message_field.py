"""The JSON form of messages in ``result.json``.

A message of grading is an object with its English message id and its values, so that it can be rendered
in the language of the reader. Other text, such as the student's, is a string. Values come from students'
code: their number, length and nesting are bounded, and a message that exceeds a bound is stored as its
English text.
"""

from __future__ import annotations

import gettext
import math
from collections.abc import Iterable, Mapping
from numbers import Integral
from typing import Annotated, Any, Final, Self, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationError,
    model_validator,
)

from bareme.i18n.messages import LocalizedNumber, Message, find_messages, localized_number, make_message
from bareme.i18n.text import valid_text

__all__ = ["MessageRecord", "ResultCatalog", "SuiteMessages", "Text", "select_suite_messages"]

MAX_DEPTH: Final = 30
"""Of messages in messages."""
MAX_LENGTH: Final = 20_000
"""Of all texts of a message, in characters."""
_MAX_INTEGER: Final = 2**53
"""JSON readers that have only floating-point numbers lose digits above it."""

SuiteMessages: TypeAlias = dict[str, str | dict[str, str]]
"""Translations by message id; for a message with a plural, by message id and number."""


class NumberRecord(BaseModel):
    """A number as English writes it, for which each language has its own separators."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str


class MessageRecord(BaseModel):
    """A message as ``result.json`` holds it.

    ``id`` and ``plural`` are English with ``%(name)s`` placeholders, for which ``params`` has the values;
    ``params["number"]`` decides between them. If ``capitalized`` is True, the first letter of the text is
    capitalized.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    plural: str | None = None
    params: dict[
        str, str | bool | int | Annotated[float, Field(allow_inf_nan=False)] | NumberRecord | MessageRecord
    ] = {}
    capitalized: bool = False

    @model_validator(mode="after")
    def _has_a_number(self) -> Self:
        if self.plural is not None and type(self.params.get("number")) is not int:
            raise ValueError("a message with a plural has a number")
        return self

    def to_message(self) -> Message:
        """Returns the message."""
        values = {name: _to_value(value) for name, value in self.params.items()}
        number = self.params["number"] if self.plural is not None else 1
        assert isinstance(number, int)
        return make_message(self.id, values, plural=self.plural, number=number, is_subject=self.capitalized)


class ResultCatalog(gettext.NullTranslations):
    """A catalogue with the suite's messages in a result, which falls back on another one."""

    def __init__(self, suite: Mapping[str, str | Mapping[str, str]], own: gettext.NullTranslations) -> None:
        super().__init__()
        self._suite = suite
        self._own = own

    def gettext(self, message: str) -> str:
        """Returns the translation of a message."""
        known = self._suite.get(message)
        return known if isinstance(known, str) else self._own.gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Returns the translation of a message for a number."""
        known = self._suite.get(msgid1)
        known = known.get(str(n)) if isinstance(known, Mapping) else None
        return self._own.ngettext(msgid1, msgid2, n) if known is None else known


def select_suite_messages(
    texts: Iterable[str], suite: gettext.NullTranslations, own: gettext.NullTranslations
) -> SuiteMessages:
    """Returns the translations of the messages in some texts that only the suite has."""
    selected: SuiteMessages = {}
    for message in (part for text in texts for part in find_messages(text) if part.message):
        if message.plural is None:
            known = suite.gettext(message.message)
            # The catalogues of bareme may be corrected after a result was written.
            if known != own.gettext(message.message):
                selected[message.message] = known
        else:
            words = (message.message, message.plural, message.number)
            known = suite.ngettext(*words)
            forms = selected.setdefault(message.message, {})
            if known != own.ngettext(*words) and isinstance(forms, dict):
                forms[str(message.number)] = known
    return {name: known for name, known in selected.items() if known}


def _to_value(value: object) -> object:
    match value:
        case MessageRecord():
            return value.to_message()
        case NumberRecord(number=number):
            return localized_number(number)
    return value


def _load(value: object) -> str:
    if isinstance(value, str):
        return _bounded(value) if isinstance(value, Message) else value
    try:
        record = MessageRecord.model_validate(value)
    # Without the cause: pydantic would repeat the whole value, which may be huge.
    except (ValidationError, RecursionError):
        raise ValueError("a text is a string, or a message with an id and params") from None
    return _bounded(record.to_message())


def _dump(text: str) -> Any:
    text = _bounded(text)
    return _record(text, _Budget(MAX_LENGTH)) if isinstance(text, Message) else text


def _bounded(text: str) -> str:
    """Returns a message as it will be read, or its English text if JSON cannot hold it."""
    if not isinstance(text, Message):
        return text
    english = str(valid_text(text))
    try:
        # Read back at once, so that what cannot be read later is never written.
        stored = MessageRecord.model_validate(_record(text, _Budget(MAX_LENGTH))).to_message()
    except Exception:  # too large or too deep, or a value that cannot be written
        return english
    # Plain text, if the way through JSON would change what is read, for example by rounding a number.
    return stored if text and stored == english else english


class _Budget:
    """The remaining length of a message."""

    def __init__(self, length: int) -> None:
        self.length = length

    def take(self, text: str) -> str:
        # An empty text counts, too, which bounds the number of values.
        self.length -= len(text) + 1
        if self.length < 0:
            raise ValueError("the message is too long")
        return valid_text(text)


def _record(message: Message, budget: _Budget, depth: int = 0) -> dict[str, object]:
    """Returns the JSON object of a message, without empty members."""
    if depth > MAX_DEPTH:
        raise ValueError("the message is nested too deep")
    if isinstance(message, LocalizedNumber):
        return {"number": budget.take(message)}
    record: dict[str, object] = {"id": budget.take(message.message)}
    if message.plural is not None:
        record["plural"] = budget.take(message.plural)
    if message.values:
        record["params"] = {
            budget.take(name): _param(value, budget, depth) for name, value in message.values.items()
        }
    if message.is_subject:
        record["capitalized"] = True
    return record


def _param(value: object, budget: _Budget, depth: int) -> object:
    """Returns a JSON value; a value of another type becomes its ``str``."""
    # Numbers have no length of their own, and their number is bounded as well.
    budget.take("")
    if isinstance(value, Message):
        return _record(value, budget, depth + 1)
    # Before the integers, among which Python counts it.
    if isinstance(value, bool):
        return value
    if isinstance(value, Integral) and abs(int(value)) <= _MAX_INTEGER:
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    return budget.take(str(value))


Text = Annotated[
    str,
    PlainValidator(_load, json_schema_input_type=str | MessageRecord),
    PlainSerializer(_dump, return_type=Any),
]
"""Text for people: a ``Message``, or plain text, which is not translated."""
