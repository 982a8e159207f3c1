"""Messages in the JSON of a result: written, bounded, read again and rendered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from sample_results import sample_class, sample_result, unreadable_result

from bareme.i18n.catalogs import suite_translations, translations
from bareme.i18n.messages import (
    Message,
    as_message,
    capitalized,
    concat,
    join_list,
    localized_number,
    msg,
    nmsg,
)
from bareme.results.message_field import MAX_DEPTH, MAX_LENGTH, select_suite_messages
from bareme.results.result import Result, revised

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "result.schema.json").read_text(encoding="utf-8"))
SHAPE = msg("an array of shape %(shape)s", shape="(3,)")
SUITE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Look again."
msgstr "Relisez."

msgid "%(number)d try of %(name)s"
msgid_plural "%(number)d tries of %(name)s"
msgstr[0] "%(number)d essai de %(name)s"
msgstr[1] "%(number)d essais de %(name)s"
"""


def stored(text: str) -> Any:
    result = json.loads(sample_result(notes=(text,)).to_json())
    jsonschema.validate(result, SCHEMA)
    return result["notes"][0]


def read_again(text: str) -> str:
    [note] = Result.model_validate_json(sample_result(notes=(text,)).to_json()).notes
    return note


@pytest.mark.parametrize(
    "message",
    [
        msg("The loss is %(value)s at index %(index)s.", value="inf", index=3),
        msg("A Keras model is expected, not %(kind)s.", kind=SHAPE),
        nmsg("%(number)d item", "%(number)d items", 0),
        nmsg("%(number)d item", "%(number)d items", 2),
        capitalized("the gradient"),
        concat("\n", [SHAPE, "not found", msg("not found")]),
        join_list([SHAPE, "a", "b"]),
        msg("%(a).2f %(b)s %(c)s %(d)r %(e)s", a=0.5, b=None, c=True, d="x", e=localized_number("1,000.5")),
        msg("%(a).2f %(b)d", a=np.float64(0.5), b=np.int64(2)),
        msg("%(a)s %(b)s %(c)s", a=float("nan"), b=2**80, c=Path("x")),
        msg("100 % of %s without values"),
    ],
)
def test_a_message_is_read_as_it_was_written(message: Message) -> None:
    other = read_again(message)
    assert isinstance(other, Message)
    assert other == message
    assert other.render(translations("fr")) == message.render(translations("fr"))
    assert sample_result(notes=(message,)) == sample_result(notes=(other,))


def test_the_json_of_a_message_is_its_id_and_parameters() -> None:
    assert stored(msg("A Keras model is expected, not %(kind)s.", kind=SHAPE)) == {
        "id": "A Keras model is expected, not %(kind)s.",
        "params": {"kind": {"id": "an array of shape %(shape)s", "params": {"shape": "(3,)"}}},
    }
    assert stored(nmsg("%(number)d item", "%(number)d items", 2)) == {
        "id": "%(number)d item",
        "plural": "%(number)d items",
        "params": {"number": 2},
    }
    assert stored(msg("not found")) == {"id": "not found"}


def test_plain_text_is_stored_as_it_is_and_never_looked_up() -> None:
    assert stored("not found") == "not found"
    assert sample_result(notes=("not found", msg("not found"))).in_language("fr").notes == (
        "not found",
        "introuvable",
    )


def nested(depth: int) -> Message:
    message = msg("not found")
    for _ in range(depth):
        message = msg("%(inner)s", inner=message)
    return message


class Hostile(float):
    def __str__(self) -> str:
        raise ZeroDivisionError


@pytest.mark.parametrize(
    "message",
    [
        msg("%(text)s", text="x" * (MAX_LENGTH + 1)),
        concat(" ", ["x"] * (MAX_LENGTH // 5)),
        nested(MAX_DEPTH + 1),
        nested(400),
        msg("%(value)d", value=float(2**70)),
        msg("%(value)x", value=2**70),
    ],
    ids=["long", "many", "deep", "deeper", "real", "integer"],
)
def test_a_message_that_passes_the_bounds_is_its_english_text(message: Message) -> None:
    note = stored(message)
    assert note == str(message) or Message is type(read_again(message))
    assert read_again(message) == message


@pytest.mark.parametrize("text", ["\ud800", "%(name)s", "%", "\x00", "a" + "\u0301" * 50, "é\udcff"])
def test_whatever_a_student_writes_is_stored_as_valid_unicode(text: str) -> None:
    for message in (msg("Your code raised %(message)s", message=text), as_message(text), text):
        json.dumps(stored(message), ensure_ascii=False).encode()
        read_again(message).encode()


def test_a_value_that_cannot_be_written_leaves_english() -> None:
    message = msg("It is %(value)s.", value=Hostile(1))
    assert stored(message) == "It is %(value)s."


@pytest.mark.parametrize(
    "note",
    [
        {},
        {"id": 1},
        {"id": "x", "other": 1},
        {"id": "x", "plural": "y"},
        {"id": "x", "plural": "y", "params": {"number": True}},
        {"id": "x", "plural": "y", "params": {"number": "2"}},
        {"id": "x", "params": {"a": []}},
        {"number": "1"},
        [],
        3,
        None,
    ],
)
def test_what_is_no_message_is_refused(note: object) -> None:
    data = json.loads(sample_result().to_json())
    data["notes"] = [note]
    with pytest.raises(ValueError, match="notes"):
        Result.model_validate(data)


@pytest.mark.parametrize(
    "note",
    [
        {"id": "%(a)s %(b)s", "params": {"a": 1}},
        {"id": "%(a)999999999d", "params": {"a": 1}},
        {"id": "%(a).999999999f", "params": {"a": 1}},
        {"id": "%(a)d %", "params": {"a": "x"}},
        {"id": "%s %n", "params": {"a": "%(a)s"}},
        {"id": "", "params": {"a": "x"}},
        {"id": "%(number)d", "plural": "%(none)d", "params": {"number": 10**400}},
    ],
)
def test_rendering_never_fails(note: dict[str, Any]) -> None:
    data = json.loads(sample_result().to_json())
    data["notes"] = [note]
    for language in ("en", "fr"):
        [said] = Result.model_validate(data).in_language(language).notes
        assert len(said) < 100


def test_a_result_takes_the_messages_of_its_suite_along(tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_text(SUITE, encoding="utf-8")
    inner = nmsg("%(number)d try of %(name)s", "%(number)d tries of %(name)s", 2, name=msg("Look again."))
    notes = (msg("Look again."), concat(": ", [inner, msg("not found")]), "Look again.")
    known = select_suite_messages(notes, suite_translations(tmp_path, "fr"), translations("fr"))
    assert known == {
        "Look again.": "Relisez.",
        "%(number)d try of %(name)s": {"2": "%(number)d essais de %(name)s"},
    }
    result = sample_result(notes=notes, suite_messages={"fr": known})
    jsonschema.validate(json.loads(result.to_json()), SCHEMA)
    for one in (result, Result.model_validate_json(result.to_json())):
        assert one.in_language("fr").notes == (
            "Relisez.",
            "2 essais de Relisez.: introuvable",
            "Look again.",
        )
        assert one.in_language("en") == one.in_language("de") == one


def test_each_sample_is_valid_by_the_published_schema() -> None:
    for result in (*sample_class(), unreadable_result()):
        jsonschema.validate(json.loads(result.to_json()), SCHEMA)


def test_the_published_schema_is_that_of_the_model() -> None:
    assert Result.model_json_schema(by_alias=True) == SCHEMA, (
        "write it anew: .venv/bin/python -m bareme.results.json_schema > docs/result.schema.json"
    )


def test_a_copy_of_a_result_is_validated() -> None:
    result = sample_result()
    assert revised(result, score=1.0).score == 1.0
    for changes in ({"status": "nonsense"}, {"checks": (1,)}, {"scores": 1.0}):
        with pytest.raises(ValueError, match=next(iter(changes))):
            revised(result, **changes)
    with pytest.raises(ValueError, match="status"):
        revised(result.checks[0], status="nonsense")
