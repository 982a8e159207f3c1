"""What a student reads in the terminal."""

from __future__ import annotations

import io
from typing import Literal

import pytest
from rich.console import Console
from sample_results import check, perfect_result, sample_result

from bareme.reports.terminal import print_result
from bareme.results.result import FileRecord, Result


def printed(result: Result, language: str = "en", *, colour: bool = False, width: int = 100) -> str:
    system: Literal["standard"] | None = "standard" if colour else None
    console = Console(file=io.StringIO(), width=width, force_terminal=colour, color_system=system)
    print_result(result, console, language=language)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_each_check_has_its_sign_title_word_and_message() -> None:
    text = printed(sample_result())
    assert "✓ sigmoid(0) is one half" in text
    assert "✗ sigmoid matches the logistic function on a grid  not yet right" in text
    assert "Expected 0.880797 at index 8, got 0.119203." in text
    assert "○ accuracy of a known case  not attempted" in text
    assert "3 of 10 checks passed" in text


def test_points_of_public_checks_alone_are_no_mark() -> None:
    text = printed(sample_result(public_only=True, pending=0.0, written=()))
    assert "Public checks: 3 of 15 points." in text
    assert "mark" not in text.lower().replace("marked", "")


def test_the_next_steps_come_last_and_none_where_all_is_right() -> None:
    assert "1. Gradients" in printed(sample_result()).partition("What to do next")[2]
    assert "What to do next" not in printed(perfect_result())


def test_the_terminal_speaks_french() -> None:
    text = printed(sample_result(), "fr")
    assert "Prochaines étapes" in text
    assert "Apprentissage  0 / 3" in text


def test_hidden_messages_do_not_reach_the_terminal() -> None:
    assert "SECRET" not in printed(sample_result())


@pytest.mark.parametrize(
    "attack", ["[bold red]x[/]", "[link=http://127.0.0.1]x[/link]", "[/]", "\\[x", ":boom:"]
)
def test_markup_of_a_student_is_printed_as_it_is(attack: str) -> None:
    outcome = check("test_a", "sigmoid", attack, "failed", message=attack, hint=attack)
    text = printed(sample_result(checks=(outcome,), notes=(attack,)))
    assert text.count(attack) >= 4


def test_a_student_cannot_steer_the_terminal() -> None:
    attack = "\x1b[2J\x1b]0;owned\x07\x08\r\u202etext"
    outcome = check("test_a", "sigmoid", "title", "failed", message=attack, hint=attack)
    harmless = check("test_a", "sigmoid", "title", "failed", message="text", hint="text")
    file = FileRecord(name=attack, sha256="ab" * 32)
    clean = FileRecord(name="text", sha256="ab" * 32)
    assert printed(sample_result(checks=(outcome,), file=file), colour=True) == printed(
        sample_result(checks=(harmless,), file=clean), colour=True
    )


@pytest.mark.parametrize(
    "attack",
    ["::error file=a.py,line=1::owned", "x::set-output name=grade::20", "##[error]owned", "a ##vso[task.x]1"],
)
@pytest.mark.parametrize("width", [24, 100])
def test_a_student_gives_no_command_to_who_runs_the_build(attack: str, width: int) -> None:
    outcome = check(
        "test_a", "sigmoid", attack, "failed", message=f"{'y' * 22}{attack}\n{attack}", hint=attack
    )
    text = printed(sample_result(checks=(outcome,), notes=(attack,)), width=width)
    lines = [line.strip() for line in text.splitlines()]
    assert not [line for line in lines if line.startswith("::") or "##[" in line or "##vso[" in line]
    assert any(word in text for word in ("owned", "20", "]1"))  # and what is no command is still there


def test_colons_of_ordinary_code_stay() -> None:
    outcome = check("test_a", "sigmoid", "title", "failed", message="got x[::2] and y[1::3]", hint="")
    assert "got x[::2] and y[1::3]" in printed(sample_result(checks=(outcome,)))


def test_a_narrow_terminal_loses_no_word() -> None:
    words = set(printed(sample_result(), width=200).split())
    assert words <= set(printed(sample_result(), width=50).split())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "The notebook took 12.5 of the 240 seconds of processor time that it may use (5%).",
        ),
        ("fr", "Le notebook a pris 12,5 des 240 secondes de temps processeur dont il dispose (5 %)."),
    ],
)
def test_it_says_how_much_of_the_training_budget_was_used(language: str, sentence: str) -> None:
    result = sample_result(cpu_limit=240.0, durations={"notebook_cpu_seconds": 12.5})
    assert sentence in " ".join(printed(result, language, width=150).split())


def test_an_unverified_outcome_says_so_even_where_it_passed() -> None:
    outcome = check("test_a", "sigmoid", "a title", "passed", unverified=True)
    assert "could not be verified" in printed(sample_result(checks=(outcome,)))
    honest = outcome.model_copy(update={"unverified": False})
    assert "could not be verified" not in printed(sample_result(checks=(honest,)))


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Skipped because “"), ("fr", "car il a besoin de « ")]
)
def test_a_check_that_was_not_run_is_lost_because_of_another(language: str, words: str) -> None:
    root = check("test_root", "sigmoid", "the root of it all", "failed", visibility="hidden")
    lost = check("test_a", "sigmoid", "a title", "failed", message="Not run.", because_of="test_root")
    text = " ".join(printed(sample_result(checks=(root, lost)), language, width=150).split())
    assert f"{words}the root of it all" in text
    assert "Not run." not in text
