"""Messages that can be rendered in each language that has a catalogue.

A message is English text that knows its message id and the values in it. It stays one until it is shown;
then ``render`` writes it in the language of the reader. A check is plain pytest and a message is a ``str``,
so that ``assert x, msg(...)`` works like any assertion; plain text of a suite is its own message id.

Values come from students' code. They are put into a sentence as they are and are never looked up, and no
value and no catalogue can make a sentence fail: at worst it stays English.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

__all__ = [
    "N_",
    "LocalizedNumber",
    "Message",
    "as_message",
    "capitalized",
    "clip_lines",
    "concat",
    "find_messages",
    "join_and",
    "join_list",
    "join_or",
    "localized_number",
    "make_message",
    "map_text",
    "msg",
    "nmsg",
    "one_line",
]


def N_(text: str) -> str:
    """Marks a message for translation; returns it as it is.

    gettext tools find messages by this name.
    """
    return text


_EXAMPLE: Final = N_("1,000.5")
"""A number whose translation shows the separators of thousands and decimals."""
_EXAMPLE_FORM: Final = re.compile(r"1\D?000\D5")
_GROUP: Final = re.compile(r"(?<=\d),(?=\d{3})")
_POINT: Final = re.compile(r"(?<=\d)\.(?=\d)")
_WIDE: Final = re.compile(r"%\(.*?\)[^a-zA-Z%]*[0-9]{4}", re.DOTALL)
"""A field so wide, or a precision so high, that formatting it takes much memory."""


class Message(str):
    """English text with its message id and the values in it."""

    message: str
    plural: str | None
    number: int
    values: Mapping[str, object]
    is_subject: bool

    def render(self, catalogue: gettext.NullTranslations) -> str:
        """Returns the text in the language of a catalogue, or in English if this lacks the message."""
        if self.plural is None:
            # To gettext, the empty text is the header of the catalogue.
            text = catalogue.gettext(self.message) if self.message else ""
        else:
            text = catalogue.ngettext(self.message, self.plural, self.number)
        values = {
            name: value.render(catalogue) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        text = _fill(text, values, str(self))
        return text[:1].upper() + text[1:] if self.is_subject else text


class LocalizedNumber(Message):
    """Numbers with the separators of the reader's language, unlike numbers of code."""

    def render(self, catalogue: gettext.NullTranslations) -> str:
        """Returns the numbers with the separators of a language."""
        example = catalogue.gettext(_EXAMPLE)
        # A catalogue that got it wrong must not garble numbers.
        if not _EXAMPLE_FORM.fullmatch(example):
            return str(self)
        group, point = example[1:-5], example[-2]
        return _POINT.sub(point, _GROUP.sub(group, str(self)))


def msg(message: str, /, **values: object) -> Message:
    """Returns a message, such as ``msg("It is %(times)s times too large.", times="2.5")``.

    Args:
        message: English text with a ``%(name)s`` for each value. Without values it is not formatted.
        values: numbers, messages, or text that is the same in each language.
    """
    return make_message(message, values)


def nmsg(one: str, many: str, number: int, /, **values: object) -> Message:
    """Returns a message with a singular and a plural.

    ``%(number)d`` stands for the number in both.
    """
    return make_message(one, {"number": number, **values}, plural=many, number=number)


def localized_number(text: str) -> LocalizedNumber:
    """Returns a ``LocalizedNumber`` from its English form, such as "7,850" or "96.5"."""
    made = LocalizedNumber(text)
    made.message, made.values, made.plural, made.number, made.is_subject = text, {}, None, 1, False
    return made


def join_and(words: Iterable[str]) -> str:
    """Returns words joined by "and": "a", "a and b", "a, b and c"."""
    *others, last = ("", *words)
    return msg("%(others)s and %(last)s", others=concat(", ", others[1:]), last=last) if others[1:] else last


def join_or(words: Iterable[str]) -> str:
    """Returns words joined by "or": "a", "a or b", "a, b or c"."""
    *others, last = ("", *words)
    return msg("%(others)s or %(last)s", others=concat(", ", others[1:]), last=last) if others[1:] else last


def join_list(words: Sequence[str]) -> str:
    """Returns words or messages joined by semicolons: "a; b; c"."""
    first, *others = words
    return msg("%(first)s; %(others)s", first=first, others=join_list(others)) if others else first


def as_message(message: str) -> Message:
    """Returns trusted text, of bareme or of a suite, as a message without values."""
    return message if isinstance(message, Message) else make_message(message, {})


def one_line(*messages: str) -> Message:
    """Returns messages, or trusted texts, joined by spaces."""
    return concat(" ", [as_message(message) for message in messages])


def concat(separator: str, words: Iterable[str]) -> Message:
    """Returns words or messages joined by a separator that is the same in each language."""
    values = {f"part{index}": word for index, word in enumerate(words)}
    return make_message(separator.join(f"%({name})s" for name in values), values)


def capitalized(name: str) -> Message:
    """Returns the name of an answer, capitalized to begin a sentence.

    Names of code keep their case.
    """
    return make_message("%(name)s", {"name": as_message(name)}, is_subject=name.startswith(("the ", "item ")))


def clip_lines(lines: Iterable[str], max_length: int) -> Message:
    """Returns messages on lines of their own, cut with an ellipsis at a length."""
    kept: list[Message] = []
    for line in map(as_message, lines):
        left = max_length - sum(len(other) + 1 for other in kept)
        if len(line) > left:
            if left < 1 and kept:  # there is no place for the ellipsis
                line = kept.pop()
                left += len(line) + 1
            # Of a sentence that is cut, no catalogue knows a translation.
            kept.append(make_message("%(text)s", {"text": line[: left - 1] + "…"}))
            break
        kept.append(line)
    return kept[0] if len(kept) == 1 else concat("\n", kept)


def map_text(message: str, function: Callable[[str], str]) -> str:
    """Applies a function to a text, or to each plain text among the values of a message."""
    if isinstance(message, LocalizedNumber):
        return message
    if not isinstance(message, Message):
        return function(message)
    values = {
        name: map_text(value, function) if isinstance(value, str) else value
        for name, value in message.values.items()
    }
    return make_message(
        message.message, values, plural=message.plural, number=message.number, is_subject=message.is_subject
    )


def find_messages(text: object) -> Iterator[Message]:
    """Yields a message and the messages among its values; plain text has none."""
    if isinstance(text, Message):
        yield text
        for value in text.values.values():
            yield from find_messages(value)


def make_message(
    message: str,
    values: Mapping[str, object],
    *,
    plural: str | None = None,
    number: int = 1,
    is_subject: bool = False,
) -> Message:
    """Returns a message made from its parts.

    Args:
        message: the message id.
        values: by the names of the placeholders.
        plural: the message id for other numbers than 1, where there is one.
        number: decides between singular and plural.
        is_subject: True if the first letter is capitalized, whatever the first value.
    """
    text = _fill(message if plural is None or number == 1 else plural, values, message)
    sentence = Message(text[:1].upper() + text[1:] if is_subject else text)
    sentence.message, sentence.values = message, dict(values)
    sentence.plural, sentence.number, sentence.is_subject = plural, number, is_subject
    return sentence


def _fill(text: str, values: Mapping[str, object], otherwise: str) -> str:
    # A message without values may hold a per cent sign.
    if not values:
        return text
    # A catalogue could ask for a billion spaces.
    if _WIDE.search(text):
        return otherwise
    try:
        return text % values
    except Exception:  # a placeholder that a catalogue got wrong, or a value that cannot be written
        return otherwise
