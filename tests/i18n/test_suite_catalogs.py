"""The sentences and the texts in code of the labs that ship, against their French catalogues."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bareme.course.code_texts import extract_code_texts
from bareme.i18n.extraction import KEYWORDS

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
LABS = sorted(path.parent.name for path in (ROOT / "graders").glob("*/assignment.toml"))


def sentences(lab: str) -> set[str | tuple[str, ...]]:
    found = extract_from_dir(
        ROOT / "graders" / lab,
        [("**.py", "bareme.i18n.extraction:extract_suite_messages")],
        keywords=KEYWORDS,
    )
    return {message for _, _, message, _, _ in found}


def code_texts(lab: str) -> set[str | tuple[str, ...]]:
    with (ROOT / "solutions" / f"{lab}.py").open("rb") as file:
        return {message for _, _, message, _ in extract_code_texts(file, {}, (), {})}


def french(lab: str) -> dict[str | tuple[str, ...], tuple[str, ...]]:
    path = ROOT / "graders" / lab / "fr.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale="fr", abort_invalid=True)
    texts = {message.id: message.string for message in catalogue if message.id and not message.fuzzy}
    return {key: (text,) if isinstance(text, str) else tuple(text) for key, text in texts.items()}


@pytest.mark.parametrize("lab", LABS)
def test_every_sentence_of_a_lab_has_a_french_text(lab: str) -> None:
    known = french(lab)
    used = sentences(lab)
    assert len(used) > 50
    assert {message for message in used if not all(known.get(message, ("",)))} == set()


@pytest.mark.parametrize("lab", LABS)
def test_every_text_in_the_code_cells_of_a_lab_has_a_french_text(lab: str) -> None:
    known = french(lab)
    used = code_texts(lab)
    assert len(used) > 20
    assert {text for text in used if not all(known.get(text, ("",)))} == set()


def strings(tree: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Yields the strings of a program, f-strings whole."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.JoinedStr | ast.Constant) and not isinstance(
            getattr(child, "value", ""), int | float | bytes | None
        ):
            yield child
        else:
            yield from strings(child)


def without_words(source: str) -> str:
    """Returns the dump of a program without text in strings; fields of f-strings stay."""
    tree = ast.parse(source)
    for node in strings(tree):
        if isinstance(node, ast.JoinedStr):
            node.values = [part for part in node.values if isinstance(part, ast.FormattedValue)]
        else:
            node.value = ""
    return ast.dump(tree)


def template(lab: str, name: str) -> list[str]:
    path = ROOT / "assignments" / lab / name
    cells = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


@pytest.mark.parametrize("lab", LABS)
def test_the_french_notebook_of_a_lab_holds_the_same_program(lab: str) -> None:
    english, other = template(lab, f"{lab}.ipynb"), template(lab, f"{lab}.fr.ipynb")
    assert english != other
    assert [without_words(cell) for cell in other] == [without_words(cell) for cell in english]


@pytest.mark.parametrize("lab", LABS)
def test_the_french_notebook_of_a_lab_keeps_every_string_that_its_suite_names(lab: str) -> None:
    changed = [
        one.value
        for cell, other in zip(template(lab, f"{lab}.ipynb"), template(lab, f"{lab}.fr.ipynb"), strict=True)
        for one, french_one in zip(strings(ast.parse(cell)), strings(ast.parse(other)), strict=True)
        if isinstance(one, ast.Constant) and ast.dump(one) != ast.dump(french_one)
    ]
    suite = "\n".join(path.read_text("utf-8") for path in (ROOT / "graders" / lab).glob("test_*.py"))
    named = {node.value for node in strings(ast.parse(suite)) if isinstance(node, ast.Constant)}
    assert len(changed) > 10
    assert set(changed) & named == set()


@pytest.mark.parametrize("lab", LABS)
def test_no_french_text_of_a_lab_is_left_over(lab: str) -> None:
    assert set(french(lab)) - sentences(lab) - code_texts(lab) == set()


@pytest.mark.parametrize("lab", LABS)
def test_french_texts_of_a_lab_keep_the_placeholders(lab: str) -> None:
    for message, texts in french(lab).items():
        assert set(PLACEHOLDER.findall(texts[-1])) == set(PLACEHOLDER.findall(str(message))), message


@pytest.mark.parametrize(
    "path",
    [
        path
        for folder in ("src/bareme", "graders")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "compat" not in path.parts and "msg(" in path.read_text(encoding="utf-8")
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_what_is_said_names_the_values_that_it_holds(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"msg", "nmsg"}):
            continue
        texts = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        values = {keyword.arg for keyword in node.keywords}
        if texts and None not in values:
            held = set(PLACEHOLDER.findall(" ".join(texts))) - {"number"}
            assert held == values - {"number"}, (path.name, node.lineno)
