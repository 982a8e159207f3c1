"""What every exporter of a text format guarantees, whatever the format."""

from __future__ import annotations

import random

import pytest
from sample_results import check, checks, sample_class, sample_result

from bareme.errors import InputError
from bareme.exports import EXPORTERS, TextExporter
from bareme.results.result import FileRecord, Result, StudentRecord

HOSTILE = [
    '=HYPERLINK("http://127.0.0.1","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    'quote " comma , semicolon ; newline \n second',
    "\u202egnp.exe\u2066",
    "nul \x00 bell \x07 escape \x1b[31m",
    "]]></failure><testcase name='x'/>",
    "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;",
    "Évariste 山田 שלום 🎉",
    "",
]


TEXTS = {name: entry for name, entry in EXPORTERS.items() if isinstance(entry, TextExporter)}
every_exporter = pytest.mark.parametrize("name", TEXTS)


def with_text(text: str) -> Result:
    outcomes = tuple(outcome.model_copy(update={"message": text, "hint": text}) for outcome in checks())
    return sample_result(
        student=StudentRecord(id="someone", name=text), file=FileRecord(name=text, sha256=""), checks=outcomes
    )


def test_every_format_has_another_file_name() -> None:
    assert len({exporter.file_name for exporter in TEXTS.values()}) == len(TEXTS)


@every_exporter
def test_every_student_is_in_the_file_by_id(name: str) -> None:
    texts = TEXTS[name].read_texts(TEXTS[name].render(sample_class()))
    found = [text for text in texts if text in {"lovelace-ada", "noether-emmy", "turing-alan"}]
    assert found == ["lovelace-ada", "noether-emmy", "turing-alan"]


@every_exporter
def test_the_order_of_results_does_not_matter(name: str) -> None:
    shuffled = list(sample_class())
    random.Random(1).shuffle(shuffled)
    assert TEXTS[name].render(shuffled) == TEXTS[name].render(sample_class())


@every_exporter
def test_an_empty_class_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="no result"):
        TEXTS[name].render(())


@every_exporter
def test_two_assignments_in_one_file_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="one at a time"):
        TEXTS[name].render((sample_result(), sample_result(assignment="convnet")))


@every_exporter
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_changes_no_structure(name: str, text: str) -> None:
    harmless = TEXTS[name].read_texts(TEXTS[name].render((with_text("words"),)))
    assert len(TEXTS[name].read_texts(TEXTS[name].render((with_text(text),)))) == len(harmless)


@every_exporter
@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_or_direction_character_reaches_the_file(name: str, text: str) -> None:
    written = TEXTS[name].render((with_text(text),))
    assert not [c for c in written if ord(c) < 32 and c not in "\n\t"]
    assert not set("\x7f\u202a\u202e\u2066\u2069\u200f") & set(written)
    assert written.encode("utf-8").decode("utf-8") == written


@every_exporter
def test_names_of_every_script_survive(name: str) -> None:
    texts = TEXTS[name].read_texts(TEXTS[name].render((with_text("Évariste 山田 שלום 🎉"),)))
    assert "Évariste 山田 שלום 🎉" in texts


@every_exporter
def test_a_hidden_check_gives_away_neither_its_message_nor_its_inputs(name: str) -> None:
    outcomes = tuple(
        check(f"test_x[SECRET-{k}]", "sigmoid", "title", status, visibility="hidden", message="SECRET")
        for k, status in enumerate(("failed", "error", "timeout", "not_attempted", "undetermined", "passed"))
    )
    assert "SECRET" not in TEXTS[name].render((sample_result(checks=outcomes),))


@every_exporter
def test_a_file_ends_with_one_newline(name: str) -> None:
    written = TEXTS[name].render(sample_class())
    assert written.endswith("\n")
    assert not written.endswith("\n\n")
