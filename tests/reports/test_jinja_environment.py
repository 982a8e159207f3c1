"""Templates of a course in place of those that ship, and what is said when they are wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import TEMPLATES
from sample_results import sample_result

from bareme.errors import CourseError
from bareme.reports.jinja_environment import format_points, read_asset
from bareme.reports.student_page import render_student_page


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


BLOCKS = [
    "title",
    "head",
    "masthead",
    "mark",
    "next",
    "overview",
    "exercise",
    "written",
    "broken",
    "notebook",
    "footer",
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_course_overrides_one_block_and_keeps_all_the_others(tmp_path: Path, block: str) -> None:
    own = (
        '{% extends "bareme/student.html.j2" %}{% block '
        + block
        + " %}OURS {{ result.assignment }}{% endblock %}"
    )
    (tmp_path / "student.html.j2").write_text(own, encoding="utf-8")
    before, after = render(TEMPLATES), render((tmp_path, *TEMPLATES))
    assert "OURS neuron" in after
    kept = {name: marker for name, marker in MARKERS.items() if name != block}
    assert {name for name, marker in kept.items() if marker in before and marker in after} == set(kept)
    assert block not in MARKERS or MARKERS[block] not in after


MARKERS = {
    "masthead": '<header class="masthead">',
    "mark": '<section class="mark"',
    "next": '<section class="next"',
    "overview": '<section class="overview"',
    "exercise": 'id="exercise-sigmoid"',
    "written": 'id="written-derivation"',
    "broken": '<section class="broken"',
    "notebook": '<details class="notebook">',
    "footer": "<footer>",
}


GUIDE = (Path(__file__).parents[2] / "docs/templates.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("number", [0, 1])
def test_the_templates_in_the_guide_are_whole_ones(tmp_path: Path, number: int) -> None:
    example = re.findall(r"^```jinja\n(.*?)^```$", GUIDE, re.M | re.S)[number]
    (tmp_path / "student.html.j2").write_text(example, encoding="utf-8")
    html = render((tmp_path, *TEMPLATES))
    assert ("until Friday" in html and "room 214" in html) if number == 0 else "<li>passed: " in html
    assert "Ada Lovelace" in html


def test_the_guide_names_every_template_and_every_block() -> None:
    page = (TEMPLATES[0] / "student.html.j2").read_text(encoding="utf-8")
    blocks = set(re.findall(r"{% block (\w+)", page)) - {"kind", "body"}
    assert blocks | {"head"} == set(BLOCKS)
    for name in (*BLOCKS, *(str(path.relative_to(TEMPLATES[0])) for path in TEMPLATES[0].rglob("*.j2"))):
        assert f"| `{name}` |" in GUIDE


def test_the_blocks_inside_lists_know_what_they_are_about(tmp_path: Path) -> None:
    own = (
        '{% extends "bareme/student.html.j2" %}'
        "{% block exercise %}[{{ view.exercise.id }} {{ view.share | percent }}]{% endblock %}"
        "{% block written %}[{{ answer.id }}]{% endblock %}"
        "{% block footer %}{{ super() }}OURS{% endblock %}"
    )
    (tmp_path / "student.html.j2").write_text(own, encoding="utf-8")
    html = render((tmp_path, *TEMPLATES))
    assert "[prepare 100%]" in html
    assert "[sigmoid 33%]" in html
    assert "[derivation]" in html
    assert "Hidden checks work with inputs" in html


def test_a_page_that_a_course_extends_still_has_the_style_and_the_parts_of_the_course(tmp_path: Path) -> None:
    (tmp_path / "student.html.j2").write_text('{% extends "bareme/student.html.j2" %}', encoding="utf-8")
    (tmp_path / "style.css").write_text("body { color: rebeccapurple }", encoding="utf-8")
    html = render((tmp_path, *TEMPLATES))
    assert "rebeccapurple" in html
    assert html.replace("body { color: rebeccapurple }", "") == render(TEMPLATES).replace(
        read_asset("style.css", TEMPLATES), ""
    )


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
