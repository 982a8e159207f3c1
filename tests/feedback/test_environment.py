"""Templates of a course in place of those that ship, and what is said when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import TEMPLATES
from sample_results import sample_result

from bareme.errors import CourseError
from bareme.feedback.environment import format_points
from bareme.feedback.student_page import render_student_page


def render(folders: tuple[Path, ...]) -> str:
    return render_student_page(sample_result(), language="en", template_folders=folders)


def test_a_course_replaces_the_style_alone(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("body { color: rebeccapurple }", encoding="utf-8")
    html = render((tmp_path, *TEMPLATES))
    assert "rebeccapurple" in html
    assert "--paper" not in html
    assert "Ada Lovelace" in html


def test_a_course_replaces_a_template_and_is_escaped_all_the_same(tmp_path: Path) -> None:
    template = '{{ _("Your mark") }}: {{ mark.grade | points }} {{ "<b>" }}'
    (tmp_path / "student.html.j2").write_text(template, encoding="utf-8")
    assert render((tmp_path, *TEMPLATES)) == "Your mark: 4 &lt;b&gt;\n"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("one\n{% if %}", r"student\.html\.j2, line 2: .*; correct the template\."),
        ("{{ resutl.score }}", r"student\.html\.j2 cannot be rendered: 'resutl' is undefined; correct it\."),
        ('{% extends "nowhere.j2" %}', r"no template 'nowhere\.j2'"),
        ("{{ result | shout }}", "No filter named 'shout'"),
    ],
)
def test_a_broken_template_is_one_sentence(tmp_path: Path, template: str, said: str) -> None:
    (tmp_path / "student.html.j2").write_text(template, encoding="utf-8")
    with pytest.raises(CourseError, match=said):
        render((tmp_path, *TEMPLATES))


def test_no_templates_at_all_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"there is no template 'style\.css'"):
        render((tmp_path,))


@pytest.mark.parametrize(
    ("points", "language", "written"),
    [
        (14.5, "en", "14.5"),
        (14.5, "fr", "14,5"),
        (20.0, "en", "20"),
        (1 / 3, "fr", "0,33"),
        (1234.5, "en", "1,234.5"),
        (0.0, "fr", "0"),
    ],
)
def test_points_follow_the_language(points: float, language: str, written: str) -> None:
    assert format_points(points, language) == written
