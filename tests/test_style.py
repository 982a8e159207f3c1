"""The house style where a program can check it: docstrings, names and the layout."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

SOURCE: Final = Path(__file__).resolve().parents[1] / "src/bareme"
RIDDLES: Final = re.compile(
    r"\b(?:what|whether|such(?! as)|so many|that of|those of|be it|is told|one's own"
    r"|goes round|of its own)\b",
    re.IGNORECASE,
)
AT_THE_ROOT: Final = {"__init__.py", "__main__.py", "errors.py", "files.py"}
SHARED_NAMES: Final[dict[str, str]] = {}
"""Public names that may stand in several modules, with the reason."""
SHARED_STEMS: Final[dict[str, str]] = {}
"""Modules that may have the same name in several packages, with the reason."""

MODULES: Final = sorted(SOURCE.rglob("*.py"))
PACKAGES: Final = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))
TESTS: Final = Path(__file__).parent
SKIPS: Final = {
    "pytest.importorskip",
    "pytest.mark.skip",
    "pytest.mark.skipif",
    "pytest.mark.xfail",
    "pytest.skip",
}


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def first_lines(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Returns the line number and the first line of each docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield getattr(node, "lineno", 1), text.splitlines()[0]


def public_names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        names: list[str] = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        yield from (name for name in names if not name.startswith("_"))


def package_of(path: Path) -> str:
    """Returns the name of the package, or of the module at the root."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def riddles(package: str) -> list[str]:
    return [
        f"{path.relative_to(SOURCE)}:{number}: {line}"
        for path in MODULES
        if package_of(path) == package
        for number, line in first_lines(parse(path))
        if RIDDLES.search(line)
    ]


def skips_without_reason(tree: ast.Module) -> list[int]:
    """Returns the lines of skips that do not say why; a mark without arguments is one."""
    found = []
    with_arguments = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (name := ast.unparse(node)) in SKIPS:
            call = with_arguments.get(id(node))
            reasons = [] if call is None else [word.value for word in call.keywords if word.arg == "reason"]
            if call is not None and name == "pytest.skip":
                reasons += call.args
            if not any(ast.unparse(reason) not in ("''", "None") for reason in reasons):
                found.append(node.lineno)
    return sorted(found)


@pytest.mark.parametrize("package", [*PACKAGES, "errors", "files"])
def test_first_lines_of_docstrings_are_plain(package: str) -> None:
    assert not riddles(package)


def test_a_riddle_is_found() -> None:
    tree = ast.parse('"""Is told what a check was lost to."""\ndef f():\n    """Returns the sum."""\n')
    assert [(number, bool(RIDDLES.search(line))) for number, line in first_lines(tree)] == [
        (1, True),
        (2, False),
    ]


def test_a_public_name_means_one_thing() -> None:
    found = defaultdict(set)
    for path in MODULES:
        for name in public_names(parse(path)):
            found[name].add(str(path.relative_to(SOURCE)))
    doubles = {name: paths for name, paths in found.items() if len(paths) > 1}
    assert {name: paths for name, paths in doubles.items() if name not in SHARED_NAMES} == {}
    assert set(SHARED_NAMES) <= set(doubles), "an exception that is not needed any more"


def test_a_module_name_stands_for_one_module() -> None:
    found = defaultdict(set)
    for path in MODULES:
        if path.stem != "__init__":
            found[path.stem].add(str(path.relative_to(SOURCE)))
    doubles = {stem: paths for stem, paths in found.items() if len(paths) > 1}
    assert {stem: paths for stem, paths in doubles.items() if stem not in SHARED_STEMS} == {}
    assert set(SHARED_STEMS) <= set(doubles), "an exception that is not needed any more"


def test_nothing_else_lies_at_the_root() -> None:
    assert {path.name for path in SOURCE.glob("*.py")} == AT_THE_ROOT
    assert {path.name for path in SOURCE.iterdir() if path.is_file()} == AT_THE_ROOT | {"py.typed"}


def test_a_skip_says_why() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        if TESTS / "hostile" not in path.parent.parents  # the submissions of the hostile class
        for line in skips_without_reason(parse(path))
    ]
    assert not found


def test_a_skip_without_a_reason_is_found() -> None:
    lines = [
        "@pytest.mark.skip",
        "def f():",
        "    pytest.skip()",
        "    pytest.skip('')",
        "    pytest.skip('x')",
    ]
    marks = ["pytest.mark.skipif(a)", "pytest.mark.skipif(a, reason='x')", "pytest.importorskip('m')"]
    assert skips_without_reason(ast.parse("\n".join([*lines, *marks]))) == [1, 3, 4, 6, 8]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_in_one_sentence_what_it_is_for(package: str) -> None:
    text = ast.get_docstring(parse(SOURCE / package / "__init__.py"))
    assert text, f"{package} has no docstring"
    first = text.splitlines()[0]
    assert re.fullmatch(r"[^.]+(?:\.\w[^.]*)*\.", first), first
