"""The documentation says what is so: commands, links, excerpts and examples are those of the project."""

from __future__ import annotations

import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import bareme.checks
from bareme.cli.main import _app
from bareme.course.course import Course
from bareme.course.schema import AssignmentFile, DataNames, Exercise, Limits, Written
from bareme.course.solution import read_mistakes
from bareme.grading.check_collection import collect_checks
from bareme.grading.release import release_files

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "SECURITY.md",
    *sorted(ROOT.glob("docs/*.md")),
]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^`([\w./-]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")

by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    return [block for name, block in FENCE.findall(text_of(page)) if name == language]


def shell_commands(page: Path) -> list[str]:
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("bareme ")]


def find_command(words: list[str]) -> tuple[Any, list[str]]:
    """Returns the command that a line names, and the arguments that are left for it."""
    command: Any = typer.main.get_command(_app)
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"there is no command {words[0]!r}"
        command, words = command.commands[words[0]], words[1:]
    return command, words


def headings(page: Path) -> set[str]:
    """Returns the anchors of the headings of a page, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@by_page
def test_every_command_line_shown_can_be_parsed(page: Path) -> None:
    for line in shell_commands(page):
        command, arguments = find_command(shlex.split(line, comments=True)[1:])
        try:
            command.make_context(command.name, arguments)
        except typer.TyperException as error:
            pytest.fail(f"{page.name}: `{line}`: {error}")


def test_the_pages_show_command_lines() -> None:
    shown = {shlex.split(line)[1] for page in PAGES for line in shell_commands(page)}
    assert {"check", "grade", "report", "export", "demo", "list", "release", "validate"} <= shown


@by_page
def test_every_command_named_in_the_text_has_the_options_named(page: Path) -> None:
    for named in re.findall(r"`bareme ([a-z][^`\n]*)`", text_of(page)):
        command, arguments = find_command(named.split())
        known = {option for parameter in command.params for option in parameter.opts} | {"-h", "--help"}
        assert {word for word in arguments if word.startswith("-")} <= known, f"{page.name}: bareme {named}"


@by_page
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    for target in (link or image for link, image in LINK.findall(text_of(page))):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.is_relative_to(ROOT), f"{page.name}: {target} leads out of the project"
        assert found.exists(), f"{page.name}: {target}"
        assert not anchor or anchor in headings(found), f"{page.name}: {target}"


def test_the_readme_names_the_two_commands_and_every_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    assert {"make demo", "make test"} <= set(re.findall(r"make [a-z]+", text_of(ROOT / "README.md")))
    for page in PAGES:
        lines = "\n".join(blocks(page, "sh"))
        assert set(re.findall(r"^make (?:[A-Z]+=\S+ )?([a-z-]+)", lines, re.MULTILINE)) <= targets


def test_the_checks_in_the_readme_are_those_of_the_lab() -> None:
    suites = [text_of(path) for path in (ROOT / "graders" / "neuron").glob("test_*.py")]
    excerpts = blocks(ROOT / "README.md", "python")
    assert excerpts
    for excerpt in excerpts:
        assert any(excerpt in suite for suite in suites), excerpt


def test_the_figures_in_the_readme_are_those_of_the_stored_run() -> None:
    stored = text_of(ROOT / "benchmarks" / "results" / "overhead.md").splitlines()
    rows = [line for line in text_of(ROOT / "README.md").splitlines() if line.startswith("| the whole lab")]
    assert rows
    assert set(rows) <= set(stored)


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs" / "images").iterdir())
    assert pictures
    assert all(picture.stat().st_size <= 250_000 for picture in pictures)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course that the page for authors shows, written out."""
    root = tmp_path_factory.mktemp("example")
    for name, content in FILE.findall(text_of(ROOT / "docs" / "course-author.md")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return Course(root)


def test_the_example_for_authors_is_a_whole_assignment(example: Course) -> None:
    [assignment] = example.assignments()
    names = {check.id for check in collect_checks(assignment)}
    mistakes = read_mistakes(assignment)
    assert {name for mistake in mistakes for name in mistake.breaks} == names
    files = release_files(assignment)
    assert {"least-squares.ipynb", "least-squares.fr.ipynb", "least-squares.py"} <= set(files)
    assert not [name for name, content in files.items() if "x @ y" in content]


def settings_of_an_assignment() -> Iterator[str]:
    for table in (AssignmentFile, Limits, DataNames, Exercise, Written):
        yield from table.model_fields


def test_the_page_for_authors_names_every_setting_and_every_assertion() -> None:
    page = text_of(ROOT / "docs" / "course-author.md")
    assertions = [name for name in bareme.checks.__all__ if name.startswith("assert_")]
    assert assertions
    for name in (*settings_of_an_assignment(), *assertions):
        assert name in page, name


def test_every_call_in_the_way_of_one_submission_exists() -> None:
    (block,) = blocks(ROOT / "CONTRIBUTING.md", "text")
    names = [line.split()[0] for line in block.splitlines()]
    assert len(names) > 25
    for name in names:
        package, *path = name.split(".")
        found: Any = importlib.import_module(f"bareme.{package}")
        for part in path:
            if not hasattr(found, part):
                importlib.import_module(f"{found.__name__}.{part}")
            found = getattr(found, part)
        assert callable(found), name


def test_the_map_names_every_package() -> None:
    named = re.findall(r"^\| `(\w+)` \|", text_of(ROOT / "CONTRIBUTING.md"), re.MULTILINE)
    assert set(named) == {path.parent.name for path in ROOT.glob("src/bareme/*/__init__.py")}
