"""A language is added by one catalogue."""

from __future__ import annotations

from pathlib import Path

from package_copy import copy_package, run_copy
from sample_results import sample_result

CATALOGUE = """msgid ""
msgstr ""
"Language: de\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Your mark"
msgstr "Ihre Note"

msgid "*Your answer here.*"
msgstr "*Ihre Antwort hier.*"
"""
SETTINGS = """title = { en = "A line", de = "Eine Gerade" }
scale = 20
[data]
mini = "digits"
full = "digits"
[[exercise]]
id = "line"
title = { en = "The line", de = "Die Gerade" }
points = 3
[[written]]
id = "why"
title = { en = "Why", de = "Warum" }
points = 2
rubric = [ { points = 2, en = "names the residuals", de = "nennt die Residuen" } ]
"""
SOLUTION = """# %% [markdown] lang="en"
# # A line

# %% [markdown] lang="de"
# # Eine Gerade

# %% exercise="line"
def line(x):
    # BEGIN SOLUTION
    return x
    # END SOLUTION


# %% [markdown] answer="why"
# <!-- BEGIN SOLUTION -->
# It is the least.
# <!-- END SOLUTION -->
"""
TESTS = '''import pytest


@pytest.mark.exercise("line")
def test_line(student):
    """line returns its input"""
    assert student.line(2) == 2
'''


def make_german(folder: Path) -> Path:
    package = copy_package(folder)
    (package / "i18n/locale/de.po").write_text(CATALOGUE, encoding="utf-8")
    return package


def test_a_page_is_rendered_in_a_language_that_has_a_catalogue(tmp_path: Path) -> None:
    package, out = make_german(tmp_path), tmp_path / "out"
    folder = out / "students" / sample_result().student.id
    folder.mkdir(parents=True)
    (folder / "result.json").write_text(sample_result().to_json(), encoding="utf-8")
    done = run_copy(package, "report", out, "--lang", "de")
    assert done.returncode == 0, done.stderr
    page = (folder / "feedback.html").read_text(encoding="utf-8")
    assert '<html lang="de"' in page
    assert "Ihre Note" in page
    assert "At a glance" in page, "a message without translation stays in English"


def test_a_course_may_use_the_language(tmp_path: Path) -> None:
    package, course = make_german(tmp_path), tmp_path / "course"
    files = {
        "course.toml": 'language = "de"\n',
        "graders/line/assignment.toml": SETTINGS,
        "graders/line/test_public.py": TESTS,
        "graders/line/test_hidden.py": "",
        "solutions/line.py": SOLUTION,
    }
    for name, text in files.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text, encoding="utf-8")
    done = run_copy(package, "release", "--course", course)
    assert done.returncode == 0, done.stderr
    template = (course / "assignments/line/line.de.ipynb").read_text(encoding="utf-8")
    assert "Eine Gerade" in template
    assert "*Ihre Antwort hier.*" in template
