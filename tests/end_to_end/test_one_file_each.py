"""A kind of value, of evidence, or of notebook host is added by files of its own alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from package_copy import copy_package, run_copy

ADDED = {
    "results/evidence/ratio.py": '''"""A ratio that should be one, as evidence."""

from typing import Literal

from bareme.results.evidence.evidence_value import EvidenceValue, NumberText


class Ratio(EvidenceValue):
    """The given value in units of the expected one."""

    kind: Literal["ratio"] = "ratio"
    factor: NumberText

    def describe(self, language):
        """Tells the factor."""
        return f"{self.factor} times the expected value"
''',
    "checks/ratios.py": '''"""An assertion on ratios."""

from dataclasses import dataclass
from fractions import Fraction

from bareme.results.evidence.ratio import Ratio
from bareme.student.recorder import Record, record


@dataclass(frozen=True)
class Compared(Record):
    """A value and the expected one."""

    given: Fraction
    expected: Fraction

    def show(self, observations):
        """Yields their ratio."""
        yield Ratio(factor=str(self.given / self.expected))


def assert_fraction(given, expected):
    """Asserts that two fractions are equal."""
    assert type(given) is Fraction
    record(Compared(given, expected))
    assert given == expected
''',
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
from bareme.student.kinds import RemoteKind


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
    "templates/evidence/ratio.html.j2": '<p class="ratio">{{ one.describe(language) }}</p>\n',
    "graders/parts/assignment.toml": """title = { en = "Parts" }
formats = ["py"]

[[exercise]]
id = "half"
title = { en = "A half" }
points = 1
""",
    "graders/parts/test_public.py": '''import pytest
from bareme.checks.ratios import assert_fraction


@pytest.mark.exercise("half")
def test_half(student, reference):
    """half divides by two"""
    assert_fraction(student.half(3), reference.half(3))
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
    """Returns the only check of each submission and its page, made by the extended copy of the package."""
    folder = tmp_path_factory.mktemp("extended")
    package = copy_package(folder)
    write_all(package, ADDED)
    write_all(folder / "course", COURSE)
    out = folder / "out"
    submissions = sorted((folder / "course/submissions").iterdir())
    done = run_copy(package, "grade", "parts", *submissions, "--course", folder / "course", "-o", out)
    assert done.returncode == 0, done.stderr
    checks = {}
    for path in sorted(out.glob("students/*/result.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        page = path.with_name("feedback.html").read_text(encoding="utf-8")
        checks[result["file"]["name"]] = result["checks"][0] | {"page": page}
    return checks


def test_a_value_of_a_new_kind_reaches_the_suite(graded: dict[str, Any]) -> None:
    assert graded["right.py"]["status"] == "passed"


def test_a_mistake_is_recognised_by_the_features_of_a_new_kind(graded: dict[str, Any]) -> None:
    assert (graded["wrong.py"]["status"], graded["wrong.py"]["mistake"]) == ("failed", "doubled")


def test_a_quirk_of_a_notebook_host_is_answered(graded: dict[str, Any]) -> None:
    assert graded["hosted.py"]["status"] == "passed"


def test_evidence_of_a_new_kind_is_stored_and_shown(graded: dict[str, Any]) -> None:
    # 12 / 2 where 3 / 2 is expected.
    assert graded["wrong.py"]["evidence"] == [{"kind": "ratio", "factor": "4"}]
    assert '<p class="ratio">4 times the expected value</p>' in graded["wrong.py"]["page"]
