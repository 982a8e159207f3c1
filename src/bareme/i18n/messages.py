"""What bareme says to a student, and to whoever runs it, in every language that there is.

Errors, and what commands print, are sentences until they are shown; then ``render`` says them in the language
of the user. What grading says is kept for readers of any language.

A check speaks English, since a suite is plain pytest and a message is plain text. ``msg`` notes beside the
English text what it is made of: a message that catalogues know, and values. When all is said, the texts of a
result are looked up among these notes and in the catalogues; one that nobody knows stays English.

Values come from students' code. They are put into a sentence as they are and are never looked up, and no
value and no catalogue can make a sentence fail: at worst it stays English.
"""

from __future__ import annotations

import contextlib
import gettext
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Final, TypeAlias

__all__ = [
    "N_",
    "LocalizedNumber",
    "Message",
    "RecordedMessages",
    "as_message",
    "capitalized",
    "concat",
    "join_and",
    "join_list",
    "join_or",
    "localized_number",
    "msg",
    "nmsg",
    "one_line",
    "recording_messages",
    "translate",
]


def N_(text: str) -> str:
    """Marks a message for translation where it is written, before the language is known.

    The name is the one by which gettext tools find such messages.
    """
    return text


_MOST_NOTES: Final = 1000
"""A suite may speak in a loop; what it said last is what it judged."""
_EXAMPLE: Final = N_("1,000.5")
"""A number, so that each language says how it separates thousands and decimals."""
_WRITTEN: Final = re.compile(r"1\D?000\D5")
_GROUP: Final = re.compile(r"(?<=\d),(?=\d{3})")
_POINT: Final = re.compile(r"(?<=\d)\.(?=\d)")
_MOST_LINES: Final = 8
"""Of one sentence with values of several lines."""


class Message(str):
    """English text that knows what it is made of."""

    message: str
    plural: str | None
    number: int
    values: Mapping[str, object]
    is_subject: bool

    def render(self, catalogue: gettext.NullTranslations) -> str:
        """Returns the sentence in the language of a catalogue, or in English where this has none for it."""
        if self.plural is None:
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
    """Numbers that are written as the reader's language does; those of code stay as Python writes them."""

    def render(self, catalogue: gettext.NullTranslations) -> str:
        """Returns the numbers with the separators of a language."""
        example = catalogue.gettext(_EXAMPLE)
        if not _WRITTEN.fullmatch(example):
            return str(self)
        group, point = example[1:-5], example[-2]
        return _POINT.sub(point, _GROUP.sub(group, str(self)))


RecordedMessages: TypeAlias = dict[str, Message]
"""What was said, by its English text."""

_notes: ContextVar[RecordedMessages | None] = ContextVar("notes", default=None)


@contextlib.contextmanager
def recording_messages() -> Iterator[RecordedMessages]:
    """Notes what is said meanwhile; outside of it ``msg`` only puts sentences together."""
    notes: RecordedMessages = {}
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def msg(message: str, /, **values: object) -> Message:
    """Returns a sentence for a student, such as ``msg("It is %(times)s times too large.", times="2.5")``.

    Args:
        message: English text with a ``%(name)s`` for each value; without values it is taken as it is.
        values: what to put in: numbers, text that is the same in every language, or sentences.
    """
    return _note(_make(message, values))


def nmsg(one: str, many: str, number: int, /, **values: object) -> Message:
    """Returns the sentence for one of something, or for any other number of it.

    ``%(number)d`` stands for the number, in both.
    """
    return _note(_make(one, {"number": number, **values}, plural=many, number=number))


def localized_number(text: str) -> LocalizedNumber:
    """Returns a number for people, such as "7,850" or "96.5", as English writes it."""
    made = LocalizedNumber(text)
    made.message, made.values, made.plural, made.number, made.is_subject = text, {}, None, 1, False
    return made


def join_and(words: Iterable[str]) -> str:
    """Returns words as one writes them in a sentence: "a", "a and b", "a, b and c"."""
    *others, last = ("", *words)
    return msg("%(others)s and %(last)s", others=concat(", ", others[1:]), last=last) if others[1:] else last


def join_or(words: Iterable[str]) -> str:
    """Returns words between which there is a choice: "a", "a or b", "a, b or c"."""
    *others, last = ("", *words)
    return msg("%(others)s or %(last)s", others=concat(", ", others[1:]), last=last) if others[1:] else last


def join_list(words: Sequence[str]) -> str:
    """Returns words or sentences one after the other, such as "a; b; c"."""
    first, *others = words
    return msg("%(first)s; %(others)s", first=first, others=join_list(others)) if others else first


def as_message(message: str) -> Message:
    """Returns a message without values, which was written by us or in a suite, so that it can be a value."""
    return message if isinstance(message, Message) else _make(message, {})


def one_line(*messages: str) -> Message:
    """Returns sentences, or messages without values, one after the other."""
    return _note(concat(" ", [as_message(message) for message in messages]))


def concat(separator: str, words: Iterable[str]) -> Message:
    """Returns words or sentences with something between them that is the same in every language."""
    values = {f"part{index}": word for index, word in enumerate(words)}
    return _make(separator.join(f"%({name})s" for name in values), values)


def capitalized(name: str) -> Message:
    """Returns a name that a suite gives to an answer as the first words of a sentence.

    Names of code keep their case.
    """
    return _make("%(name)s", {"name": as_message(name)}, is_subject=name.startswith(("the ", "item ")))


def translate(
    texts: Iterable[str], notes: Mapping[str, Message], catalogue: gettext.NullTranslations
) -> dict[str, str]:
    """Returns those of some English texts that a catalogue knows, in its language.

    A text of several lines is put together from the sentences in it.
    """
    pairs = ((text, _translate(text, notes, catalogue)) for text in dict.fromkeys(texts) if text)
    return {text: other for text, other in pairs if other != text}


def _translate(text: str, notes: Mapping[str, Message], catalogue: gettext.NullTranslations) -> str:
    lines, done = text.split("\n"), []
    start = 0
    while start < len(lines):
        longest = len(lines) if start == 0 else start + _MOST_LINES
        for end in (longest, *range(min(start + _MOST_LINES, len(lines)), start, -1)):
            part = "\n".join(lines[start:end])
            known = notes.get(part)
            # To gettext, the empty text is the header of the catalogue.
            other = known.render(catalogue) if known else part and catalogue.gettext(part)
            if other != part or end == start + 1:
                break
        done.append(other)
        start = end
    return "\n".join(done)


def _make(
    message: str,
    values: Mapping[str, object],
    *,
    plural: str | None = None,
    number: int = 1,
    is_subject: bool = False,
) -> Message:
    text = _fill(message if plural is None or number == 1 else plural, values, message)
    sentence = Message(text[:1].upper() + text[1:] if is_subject else text)
    sentence.message, sentence.values = message, dict(values)
    sentence.plural, sentence.number, sentence.is_subject = plural, number, is_subject
    return sentence


def _fill(text: str, values: Mapping[str, object], otherwise: str) -> str:
    if not values:
        return text
    try:
        return text % values
    except (KeyError, TypeError, ValueError):  # a placeholder that the author of a catalogue got wrong
        return otherwise


def _note(sentence: Message) -> Message:
    notes = _notes.get()
    if notes is not None:
        notes.pop(sentence, None)
        notes[str(sentence)] = sentence
        if len(notes) > _MOST_NOTES:
            del notes[next(iter(notes))]
    return sentence
