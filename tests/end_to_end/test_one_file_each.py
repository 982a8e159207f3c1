"""A kind of value is added by one file on each side of the wall, a quirk of a notebook host by one file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from package_copy import copy_package, run_copy

ADDED = {
    "guest/compat/kaggle.py": '''"""Imitates the secrets of Kaggle."""

from bareme.guest.compat.quirk import quirk
from bareme.guest.import_hooks import add_modules


@quirk()
def install_kaggle(shell):
    """Makes the module importable."""
    add_modules({"kaggle_secrets": lambda module: module.__dict__.update(divisor=2)})
''',
    "wire/kinds/fractions.py": '''"""Describes fractions."""

from fractions import Fraction

from bareme.wire.kinds import ObjectKind


class FractionInSandbox(ObjectKind):
    type_name = "fractions.Fraction"

    def recognises(self, value):
        return issubclass(type(value), Fraction)

    def describe(self, value):
        return {"numerator": value.numerator, "denominator": value.denominator}
''',
    "student/kinds/fraction_kind.py": '''"""Receives fractions."""

from fractions import Fraction

from bareme.errors import StudentRaised
from bareme.student.remote_kind import RemoteKind


class FractionKind(RemoteKind[Fraction, Fraction]):
    type_name = "fractions.Fraction"
    value_class = Fraction

    def parse(self, content):
        numbers = content.values() if isinstance(content, dict) else ()
        if len(numbers) != 2 or not all(type(number) is int for number in numbers) or 0 in numbers:
            raise StudentRaised("Your fraction cannot be read.")
        return Fraction(content["numerator"], content["denominator"])

    def features(self, parsed):
        return {"fraction": parsed}
''',
}
COURSE = {
    "graders/parts/assignment.toml": """title = { en = "Parts" }
formats = ["py"]

[[exercise]]
id = "half"
title = { en = "A half" }
points = 1
""",
    "graders/parts/test_public.py": '''from fractions import Fraction

import pytest


@pytest.mark.exercise("half")
def test_half(student, reference):
    """half divides by two"""
    answer = student.half(3)
    assert type(answer) is Fraction
    assert answer == reference.half(3)
''',
    "graders/parts/mistakes/doubled.py": '''"""You multiplied."""

from fractions import Fraction

BREAKS = ["test_half"]


def half(n):
    return Fraction(2 * n)
''',
    "solutions/parts.py": """# %%
from fractions import Fraction

# %% exercise="half"
def half(n):
    # BEGIN SOLUTION
    return Fraction(n, 2)
    # END SOLUTION
""",
    "submissions/hosted.py": "from fractions import Fraction\nfrom kaggle_secrets import divisor\n\n"
    "half = lambda n: Fraction(n, divisor)\n",
    "submissions/right.py": "from fractions import Fraction\n\nhalf = lambda n: Fraction(n, 2)\n",
    "submissions/wrong.py": "from fractions import Fraction\n\nhalf = lambda n: Fraction(n * 4, 2)\n",
}


def write_all(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Returns the only check of each submission, graded by the extended copy of the package."""
    folder = tmp_path_factory.mktemp("extended")
    package = copy_package(folder)
    write_all(package, ADDED)
    write_all(folder / "course", COURSE)
    out = folder / "out"
    submissions = sorted((folder / "course/submissions").iterdir())
    done = run_copy(package, "grade", "parts", *submissions, "--course", folder / "course", "-o", out)
    assert done.returncode == 0, done.stderr
    results = (json.loads(path.read_text()) for path in sorted(out.glob("students/*/result.json")))
    return {result["file"]["name"]: result["checks"][0] for result in results}


def test_a_value_of_a_new_kind_reaches_the_suite(graded: dict[str, Any]) -> None:
    assert graded["right.py"]["status"] == "passed"


def test_a_mistake_is_recognised_by_the_features_of_a_new_kind(graded: dict[str, Any]) -> None:
    assert (graded["wrong.py"]["status"], graded["wrong.py"]["mistake"]) == ("failed", "doubled")


def test_a_quirk_of_a_notebook_host_is_answered(graded: dict[str, Any]) -> None:
    assert graded["hosted.py"]["status"] == "passed"
