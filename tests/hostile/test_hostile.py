"""No attack passes a check that its code does not earn, changes another result, or learns a secret."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import json
import socket
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bareme.batch import Pages, run_batch
from bareme.course import Course
from bareme.errors import InputError
from bareme.intake import collect
from bareme.planning import GradingOptions, prepare
from bareme.results import Result
from hostile.course import CHECKS, MARKS, make_target

ATTACKS = sorted((Path(__file__).parent / "submissions").glob("*.py"))
HONEST = """\
# %%
import numpy as np

def double(x):
    return 2 * x

def mean(x):
    return np.sum(x)
"""
HONEST_STATUSES = {
    "test_double": "passed",
    "test_double_hidden": "passed",
    "test_mean": "failed",
    "test_mean_hidden": "failed",
}


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a batch of attacks and one honest submission left behind."""

    results: dict[str, Result]
    out: Path
    alone: Result
    connections: int

    def statuses(self, name: str) -> dict[str, str]:
        return {check.id: check.status for check in self.results[name].checks}


def name_of(path: Path) -> str:
    return path.stem


def constant(path: Path, name: str) -> list[str]:
    """The value of a constant at the top of an attack, read without running it."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return list(ast.literal_eval(node.value))
    raise AssertionError(f"{path.name} declares no {name}")


def grade(plan, folder: Path, out: Path, workers: int) -> dict[str, Result]:
    submissions = collect([folder], plan.assignment.settings.formats, plan.assignment.slug).submissions
    results = run_batch(
        plan, submissions, out, Pages(Course(plan.assignment.root).template_folders()), workers=workers
    )
    return {Path(result.file.name).stem: result for result in results}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Grades all the attacks beside an honest submission, and the honest one alone."""
    base = tmp_path_factory.mktemp("hostile")
    assignment = make_target(base / "course")
    with contextlib.ExitStack() as stack:
        try:
            # Some attacks would do harm at the weaker level, so there is no falling back to it.
            plan = stack.enter_context(prepare(assignment, GradingOptions("mini", "namespaces")))
        except InputError as error:
            pytest.skip(str(error))
        (plan.data_folder / MARKS["held-out data"]).write_text(MARKS["held-out data"])
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        places = {
            "@COURSE_FILES@": "|".join(str(path) for path in (base / "course").rglob("*.*")),
            "@DATA_FOLDER@": str(plan.data_folder),
            "@OUT@": str(base / "out"),
            "@PORT@": str(listener.getsockname()[1]),
            "@SERVER@": f"{plan.room.address.folder}/server",
        }
        for folder, attacks in ((base / "class", ATTACKS), (base / "alone", [])):
            folder.mkdir()
            (folder / "honest.py").write_text(HONEST, encoding="utf-8")
            for attack in attacks:
                text = attack.read_text(encoding="utf-8")
                for place, value in places.items():
                    text = text.replace(place, value)
                (folder / attack.name).write_text(text, encoding="utf-8")
        results = grade(plan, base / "class", base / "out", workers=2)
        alone = grade(plan, base / "alone", base / "out-alone", workers=1)["honest"]
        return Outcome(results, base / "out", alone, count_connections(listener))


def count_connections(listener: socket.socket) -> int:
    listener.settimeout(0)
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            count += 1
    return count


def test_there_are_attacks_and_each_says_what_it_tries():
    assert len(ATTACKS) >= 25
    for attack in ATTACKS:
        assert ast.get_docstring(ast.parse(attack.read_text(encoding="utf-8")))
        assert set(constant(attack, "MAY_PASS")) <= set(CHECKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=name_of)
def test_an_attack_passes_only_what_its_code_earns(outcome, attack):
    statuses = outcome.statuses(attack.stem)
    assert set(statuses) == set(CHECKS)
    assert {name for name, status in statuses.items() if status == "passed"} <= set(
        constant(attack, "MAY_PASS")
    )
    result = outcome.results[attack.stem]
    assert result.score == len([status for status in statuses.values() if status == "passed"])


@pytest.mark.parametrize("attack", ATTACKS, ids=name_of)
def test_an_attack_is_judged_and_not_left_undetermined(outcome, attack):
    result = outcome.results[attack.stem]
    assert result.undetermined == ()
    assert (result.status, result.notes) == ("graded", ())


def test_an_attack_beside_right_code_does_not_spoil_what_is_right(outcome):
    for name in ("honest_but_hostile", "compute_the_answer"):
        statuses = outcome.statuses(name)
        assert {check for check, status in statuses.items() if status == "passed"} == {
            "test_double",
            "test_double_hidden",
        }


def without_durations(result: Result) -> Result:
    checks = tuple(check.model_copy(update={"duration_seconds": 0}) for check in result.checks)
    return result.model_copy(update={"durations": {}, "checks": checks})


def test_the_result_of_an_honest_submission_is_the_same_beside_all_attacks(outcome):
    assert outcome.statuses("honest") == HONEST_STATUSES
    assert without_durations(outcome.results["honest"]) == without_durations(outcome.alone)
    assert {check.mistake for check in outcome.alone.checks} == {None, "sum"}


def files_of(outcome: Outcome, attack: Path, *names: str) -> str:
    folder = outcome.out / "students" / outcome.results[attack.stem].student.id
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def source_of(attack: Path) -> str:
    return attack.read_text(encoding="utf-8")


@pytest.mark.parametrize("attack", ATTACKS, ids=name_of)
def test_no_secret_reaches_what_students_see(outcome, attack):
    result = outcome.results[attack.stem]
    shown = files_of(outcome, attack, "feedback.html", "notebook.ipynb")
    shown += json.dumps([cell.model_dump() for cell in result.cells])
    shown += "".join(check.message for check in result.checks if check.visibility == "public")
    shown += "".join(check.hint for check in result.checks)
    for kind, mark in MARKS.items():
        assert mark not in shown, kind


def test_the_marks_are_where_an_attack_would_find_them(outcome):
    """The test above would pass if nothing were marked at all."""
    messages = "".join(
        check.message for check in outcome.results["leak_inputs"].checks if check.visibility == "hidden"
    )
    assert MARKS["hidden input"] in messages
    assert MARKS["hidden suite"] in "".join(check.message for check in outcome.alone.checks)


class Elements(HTMLParser):
    """Collects what a page could run or load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "base", "form"):
            self.found.append(tag)
        for name, value in attrs:
            address = (value or "").strip().lower()
            harmless = ("#", "http://", "https://", "mailto:") if tag == "a" else ("#", "data:image/")
            loads = name in ("src", "href", "action", "srcset") and not address.startswith(harmless)
            if name.startswith("on") or loads:
                self.found.append(f"{tag} {name}={value}")


@pytest.mark.parametrize("attack", ATTACKS, ids=name_of)
def test_a_page_runs_and_loads_nothing_and_has_no_control_characters(outcome, attack):
    page = files_of(outcome, attack, "feedback.html")
    assert Elements(page).found == []
    assert not {"\x1b", "\x07", "\u202e", "\0"} & set(page)


def test_the_parser_would_find_what_a_page_runs():
    assert len(Elements("<script></script><a href='javascript:x'></a><img src=x onerror=y>").found) == 4


def test_nobody_connected(outcome):
    assert outcome.connections == 0


def test_nothing_was_written_where_results_are_kept(outcome):
    for path in (outcome.out / "students").iterdir():
        assert {file.name for file in path.iterdir()} == {"result.json", "feedback.html", "notebook.ipynb"}
        assert Result.model_validate_json((path / "result.json").read_bytes()).assignment == "tiny"
    assert {path.name for path in outcome.out.iterdir()} == {"students", "gradebook.csv", "class.html"}
