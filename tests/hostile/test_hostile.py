"""No attack earns points unfairly, changes another result or learns secrets.

The whole class, attacks and honest submissions, is graded once, as one batch, in an outer world of its own.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser.reader import VIEWS, Reader

from bareme.reports.output import CLASS_REPORT, FEEDBACK_PAGE, GRADEBOOK, NOTEBOOK
from bareme.results.result import RESULT_FILE, Result
from hostile.classroom import ClassRun, grade_class, seconds_allowed
from hostile.course import CHECKS, MARKS, make_target
from hostile.declared import constants, file_name
from hostile.outer import CannotConfine

pytest_plugins = ["browser.fixtures"]

HERE = Path(__file__).parent
ATTACKS = sorted((HERE / "submissions").glob("*.py"))
HONEST = sorted((HERE / "honest").glob("*.py"))
FAMILIES = {"forging", "stealing", "breaking out", "exhausting", "gaming", "attacking the reader"}


def name_of(path: Path) -> str:
    return path.stem


SAYING = [attack for attack in ATTACKS if "SAYS" in constants(attack)]
each_attack = pytest.mark.parametrize("attack", ATTACKS, ids=name_of)
each_submission = pytest.mark.parametrize("submission", [*ATTACKS, *HONEST], ids=name_of)
each_honest = pytest.mark.parametrize("honest", HONEST, ids=name_of)


@pytest.fixture(scope="module")
def together(tmp_path_factory) -> ClassRun:
    """All attacks and all honest submissions, three at a time."""
    return grade_or_skip([*ATTACKS, *HONEST], tmp_path_factory.mktemp("together") / "world")


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> ClassRun:
    """The honest submissions, in a class without attacks."""
    return grade_or_skip(HONEST, tmp_path_factory.mktemp("alone") / "world")


def grade_or_skip(submissions: list[Path], copy: Path) -> ClassRun:
    try:
        return grade_class(submissions, copy, "namespaces")
    except CannotConfine as reason:
        pytest.skip(f"the hostile class runs in an outer namespace only, and there is none here: {reason}")


# The class


def test_there_are_eighty_attacks_of_every_family_and_ten_honest_submissions():
    assert len(ATTACKS) >= 80
    assert {constants(attack)["FAMILY"] for attack in ATTACKS} == FAMILIES
    assert len(HONEST) == 10
    assert len({path.name for path in (*ATTACKS, *HONEST)}) == len(ATTACKS) + len(HONEST)


@each_attack
def test_an_attack_says_what_it_tries_what_it_may_pass_and_what_must_not_happen(attack):
    stated = constants(attack)
    assert stated["__doc__"]
    assert stated["FAMILY"] in FAMILIES
    assert set(stated["MAY_PASS"]) <= set(CHECKS)
    assert str(stated["MUST_NOT"]).endswith(".")


# The scores of attacks


@each_attack
def test_an_attack_passes_only_what_its_code_earns(together, attack):
    result = together.results[attack.stem]
    passed = {check.id: check.max_score for check in result.checks if check.status == "passed"}
    assert sorted(check.id for check in result.checks) == sorted(CHECKS)
    assert passed.keys() <= set(constants(attack)["MAY_PASS"])
    assert result.score == pytest.approx(sum(passed.values()))


@each_attack
def test_an_attack_is_judged_and_not_left_undetermined(together, attack):
    result = together.results[attack.stem]
    assert result.undetermined == ()
    assert (result.status, result.notes) == ("graded", ())


def test_an_attack_beside_right_code_does_not_spoil_what_is_right(together):
    for name in ("honest_but_hostile", "compute_the_answer"):
        passed = {check for check, status in together.statuses(name).items() if status == "passed"}
        assert passed == {"test_double", "test_double_hidden"}


@pytest.mark.parametrize("attack", SAYING, ids=name_of)
def test_a_student_reads_which_limit_was_met(together, attack):
    result = together.results[attack.stem]
    parts = [*result.checks, *result.cells]
    said = constants(attack)["SAYS"] in "\n".join(part.message for part in parts)
    # On a busy machine, the time limit can end an attack before it reaches the limit that it aims at.
    assert said or any(part.status == "timeout" for part in parts)


# The scores of honest students


@each_honest
def test_an_honest_submission_gets_what_its_code_earns(together, honest):
    assert together.statuses(honest.stem) == constants(honest)["EXPECTED"]


def without_durations(result: Result) -> str:
    checks = tuple(check.model_copy(update={"duration_seconds": 0}) for check in result.checks)
    return result.model_copy(update={"durations": {}, "checks": checks}).to_json()


@each_honest
def test_what_an_honest_student_gets_is_the_same_bytes_without_the_attacks(together, alone, honest):
    beside, without = together.results[honest.stem], alone.results[honest.stem]
    assert without_durations(beside) == without_durations(without)
    files, files_without = together.files(honest.stem), alone.files(honest.stem)
    for name in (FEEDBACK_PAGE, NOTEBOOK):
        assert files[name] == files_without[name], name


def test_a_known_mistake_is_still_named_beside_attacks(together):
    mistakes = {check.mistake for check in together.results["forgot_to_divide"].checks}
    assert mistakes == {None, "sum"}


# The pages of students


@each_submission
def test_no_secret_reaches_what_students_see(together, submission):
    assert together.secrets_shown(submission.stem) == []


def test_the_marks_are_where_an_attack_would_find_them(together):
    """The test above would pass if nothing were marked at all."""
    hidden = [check for check in together.results["leak_inputs"].checks if check.visibility == "hidden"]
    assert MARKS["hidden input"] in "".join(check.message for check in hidden)
    honest = together.results["forgot_to_divide"].checks
    assert MARKS["hidden suite"] in "".join(check.message for check in honest)


class Elements(HTMLParser):
    """Collects everything that a page could run or load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "base", "form", "link"):
            self.found.append(tag)
        for name, value in attrs:
            address = (value or "").strip().lower()
            harmless = ("#", "http://", "https://", "mailto:") if tag == "a" else ("#", "data:image/")
            loads = name in ("src", "href", "xlink:href", "action", "srcset", "poster", "background")
            if name.startswith("on") or (loads and not address.startswith(harmless)):
                self.found.append(f"{tag} {name}={value}")
            if tag == "meta" and (name, address) == ("http-equiv", "refresh"):
                self.found.append("refresh")


@each_submission
def test_a_page_runs_and_loads_nothing_and_has_no_control_characters(together, submission):
    page = together.files(submission.stem)[FEEDBACK_PAGE]
    assert Elements(page).found == []
    assert not {"\x1b", "\x07", "\u202e", "\0"} & set(page)


def test_the_report_on_the_class_runs_its_own_script_and_leads_to_the_pages_of_students(together):
    report = (together.out / CLASS_REPORT).read_text(encoding="utf-8")
    pages = {f"a href=students/{result.student.id}/{FEEDBACK_PAGE}" for result in together.results.values()}
    others = [element for element in Elements(report).found if element not in pages]
    # The gradebook, and the filter of the table, which has no address to go to.
    assert others == ["a href=gradebook.csv", "form", "script"]


def test_no_page_runs_asks_or_complains_in_a_browser(together, reader: Reader):
    with reader.open(together.out / CLASS_REPORT) as opened:
        for path in sorted(together.out.rglob("*.html")):
            opened.go(path)
            assert (path.parent.name, opened.complaints, opened.requests) == (path.parent.name, [], [])


def test_what_attacks_the_reader_leaves_pages_that_everybody_can_read(together, reader: Reader):
    attacks = [path.stem for path in ATTACKS if constants(path)["FAMILY"] == "attacking the reader"]
    students = [together.results[name].student.id for name in attacks]
    pages = [together.out / "students" / student / FEEDBACK_PAGE for student in students]
    for path, (width, dark) in zip([together.out / CLASS_REPORT, *pages], itertools.cycle(VIEWS.values())):
        with reader.open(path, width=width, dark=dark) as opened:
            assert (path.parent.name, opened.too_wide()) == (path.parent.name, [])
            assert (path.parent.name, opened.faults()) == (path.parent.name, [])


def test_the_parser_would_find_what_a_page_runs():
    page = "<script></script><a href='javascript:x'></a><img src=x onerror=y><meta http-equiv=Refresh>"
    assert len(Elements(page).found) == 5


def formulas(text: str) -> Iterator[str]:
    """Yields cells that are formulas, under any separator.

    Separators are commas, semicolons and tabs.
    """
    for separator in ",;\t":
        for row in csv.reader(text.splitlines(), delimiter=separator):
            yield from (cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r")))


def test_no_cell_of_the_gradebook_is_a_formula(together):
    text = (together.out / GRADEBOOK).read_text(encoding="utf-8")
    assert list(formulas(text)) == []
    assert len(text.splitlines()) == 1 + len(ATTACKS) + len(HONEST)


def test_some_submissions_have_names_that_a_spreadsheet_would_take_for_a_formula():
    """The test above would pass if there were none."""
    names = list(map(file_name, [*ATTACKS, *HONEST]))
    assert {name[0] for name in names if list(formulas(name))} == set("=+-@x")
    assert any(";=" in name for name in names)


# Traces of the class


def test_nobody_connected_to_the_grader(together):
    assert together.connections == 0


def test_nothing_of_the_class_is_alive_or_mounted_afterwards(together):
    assert together.survived
    assert together.aftermath.processes == ()
    assert together.aftermath.mounts == ()
    assert together.aftermath.segments == 0


def test_no_file_is_left_or_changed_but_what_the_grader_writes(together):
    assert together.left_behind() == []
    for path in (together.out / "students").iterdir():
        assert {file.name for file in path.iterdir()} == {RESULT_FILE, FEEDBACK_PAGE, NOTEBOOK}
    assert {path.name for path in together.out.iterdir()} == {"students", GRADEBOOK, CLASS_REPORT}


def test_the_class_takes_no_longer_than_its_limits_allow_in_sum(together, tmp_path):
    assert together.seconds <= seconds_allowed(make_target(tmp_path), len(ATTACKS) + len(HONEST))
