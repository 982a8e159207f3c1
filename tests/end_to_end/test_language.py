"""Commands speak the language of whoever runs them; what machines read stays as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commands import assert_one_sentence, bareme
from courses import make_course

ROOT = Path(__file__).parents[2]
RIGHT = """
def predict(x, slope, offset=0):
    return slope * x + offset

def fit(x, y):
    return float(x @ y / (x @ x))
"""
FRENCH = {"LC_ALL": "fr_FR.UTF-8"}


def test_an_error_is_said_in_the_language_of_the_environment():
    done = bareme("grade", "neurone", "x", "-o", "out", cwd=ROOT, env=FRENCH)
    assert_one_sentence(done, "il n’y a pas de TP 'neurone'", "(vouliez-vous dire 'neuron'\u202f?)")


def test_the_option_decides_before_the_environment(tmp_path):
    done = bareme("check", "nobody.ipynb", "--lang", "en", cwd=tmp_path, env=FRENCH)
    assert done.stderr == "bareme: there is no file 'nobody.ipynb'; check the path.\n"
    done = bareme("check", "nobody.ipynb", "--lang", "fr", cwd=tmp_path)
    assert done.stderr == "bareme: il n’y a pas de fichier 'nobody.ipynb'\u202f; vérifiez le chemin.\n"


@pytest.mark.parametrize(
    "command",
    [
        "list --course x",
        "release x",
        "validate x",
        "grade x x -o x",
        "report x",
        "mark x",
        "export x --to csv",
        "data fetch x",
        "check x",
    ],
)
def test_every_command_takes_the_language_as_an_option(tmp_path, command):
    done = bareme(*command.split(), "--lang", "fr", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    # The French colon or semicolon has a space before it, and so has no English one.
    assert re.search("[\u00a0\u202f][:;]", done.stderr), done.stderr


def test_tables_are_in_the_language_of_the_environment_and_json_in_none():
    table = bareme("list", cwd=ROOT, env=FRENCH).stdout
    assert table.split("\n")[0].split() == ["TP", "titre", "exercices", "points", "formats"]
    assert "Un seul neurone" in table
    shown = bareme("list", "--json", cwd=ROOT, env=FRENCH).stdout
    assert {"en": "A single neuron", "fr": "Un seul neurone"} in [one["title"] for one in json.loads(shown)]


def test_grading_speaks_to_the_lecturer_and_the_gradebook_to_machines(tmp_path):
    course, source, out = (tmp_path / name for name in ("course", "class", "out"))
    make_course(course)
    source.mkdir()
    (source / "ada.py").write_text(RIGHT)
    (source / "eve.py").symlink_to("ada.py")
    done = bareme("grade", "line", source, "-o", out, "--course", course, env=FRENCH)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "2 étudiants : 1 notés, 0 indéterminés, 0 illisibles, 1 sans copie."
    assert "bareme: 'eve.py' est un lien\u202f; il n’a pas été suivi." in done.stderr
    # 5 of 6 points, since one answer is empty, on a scale of 20.
    assert "notation de line 2/2  ada  16,67/20" in done.stderr
    header, row, absent = (out / "gradebook.csv").read_text().splitlines()
    assert header.startswith("student_id,name,file,status,score")
    assert "graded" in row
    assert "missing" in absent
