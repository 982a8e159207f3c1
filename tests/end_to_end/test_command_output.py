"""What commands print on a terminal and in the log of a job."""

from __future__ import annotations

import io
import json

import pytest
from end_to_end.commands import bareme

from bareme import __version__
from bareme.cli.console import echo
from bareme.i18n.messages import msg

WORDS = "Prefer california_housing, unless the lab is about this flaw. " * 4


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "lines"), [(Terminal(), 4), (io.StringIO(), 1)], ids=["terminal", "log"])
def test_a_terminal_breaks_lines_between_words_and_a_log_has_them_whole(monkeypatch, stream, lines) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.stdout", stream)
    echo(msg("%(words)s", words=WORDS))
    printed = stream.getvalue().splitlines()
    assert (len(printed), " ".join(printed).split()) == (lines, WORDS.split())
    assert lines == 1 or max(map(len, printed)) < 80


def test_the_version_is_one_line() -> None:
    assert bareme("--version").stdout == f"bareme {__version__}\n"


def test_data_alone_shows_the_status_and_no_name_is_torn_at_80_columns() -> None:
    done = bareme("data", env={"COLUMNS": "80"})
    assert done.returncode == 0, done.stderr
    names = {one["name"] for one in json.loads(bareme("data", "--json").stdout)}
    assert {"mnist", "california_housing", "synthetic_california"} <= names
    assert names <= {line.split()[0] for line in done.stdout.splitlines()}
