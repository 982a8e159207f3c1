"""Marks go from the archive of Moodle back into Moodle, in any language, and nothing else changes."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from moodle_site import DATES, PREFIXES, Participant, Site, read_as_php
from sample_results import perfect_result, sample_result, undetermined_result, unreadable_result

from bareme.errors import InputError
from bareme.exports import EXPORTERS, Batch
from bareme.files import write_files_atomic
from bareme.results.result import Result, StudentRecord
from bareme.submissions.handout import Handout
from bareme.submissions.intake import collect

LANGUAGES = ("en", "fr", "de")
KINDS = ("individuals", "groups", "anonymous")
every_language = pytest.mark.parametrize("language", LANGUAGES)

STUDENTS = (
    Participant(101, "Ada Lovelace", "Les pommes & poires", 7),
    Participant(102, "Émilie_du Châtelet", "Les pommes & poires", 7),
    Participant(103, "O'Neill, Seán", None),
    Participant(107, "Alan Turing", "Team B", 101),  # the number of the group is that of a participant
    Participant(110, "Kurt Gödel", "Team C", 9, has_submitted=False),
)


def make_site(language: str, kind: str = "individuals", **more: object) -> Site:
    flags = {"is_by_group": kind == "groups", "is_anonymous": kind == "anonymous"}
    return Site(language, STUDENTS, **{**flags, **more})  # type: ignore[arg-type]


def collect_results(site: Site, folder: Path) -> list[Result]:
    """Takes the archive of a site in, and gives every submission another grade, from 10.125 up."""
    archive = folder / "submissions.zip"
    archive.write_bytes(site.write_submissions())
    intake = collect([archive], ("ipynb", "py"), Handout("neuron"))
    return [
        perfect_result(
            student=StudentRecord(id=found.student_id, name=found.name),
            origin=found.origin,
            grade=10.125 + place,
        )
        for place, found in enumerate(intake.submissions)
    ]


def export(
    results: list[Result], worksheet: bytes, folder: Path, provisional: bool = False
) -> tuple[bytes, bytes, str]:
    """Returns the worksheet, the archive and what is printed."""
    path = folder / "downloaded.csv"
    path.write_bytes(worksheet)
    pages = {}
    for result in results:
        pages[result.student.id] = folder / f"{result.student.id}.html"
        pages[result.student.id].write_text(f"<p>{result.student.id}</p>")
    done = EXPORTERS["moodle"].write(Batch(tuple(results), pages, path, provisional))
    write_files_atomic({folder / name: write for name, write in done.files.items()})
    assert list(done.files) == ["moodle-grades.csv", "moodle-feedback.zip"]
    grades, feedback = (folder / name for name in done.files)
    return grades.read_bytes(), feedback.read_bytes(), "\n".join(done.remarks)


def owner_of(site: Site, one: Participant, results: list[Result]) -> Result | None:
    """Returns the result of a participant, found by the folder that Moodle wrote."""
    folder = site.folder_of(one)
    return next((item for item in results if item.origin and item.origin.folder.startswith(folder)), None)


@every_language
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "more",
    [{}, {"has_online_text": True, "has_workflow": True, "has_separate_folders": False, "maximum": 100.0}],
    ids=["plain", "more columns, flat archive, 100 points"],
)
def test_a_round_trip(language: str, kind: str, more: dict[str, object], tmp_path: Path) -> None:
    site = make_site(language, kind, **more)
    results = collect_results(site, tmp_path)
    assert len(results) == (3 if kind == "groups" else 4)
    grades, feedback, printed = export(results, site.write_worksheet(), tmp_path)
    after = site.import_worksheet(grades)
    files = site.import_feedback(feedback)
    for one in after.participants:
        result = owner_of(site, one, results)
        if result is None:
            assert (one.number, one.grade, one.comment) == (110, None, "")
            assert one.number not in files
            continue
        assert result.grade is not None
        # By hand: 10.125 and so on of 20; half a cent is rounded up.
        expected = {20.0: round(result.grade + 0.005, 2), 100.0: result.grade * 5}[site.maximum]
        assert one.grade == pytest.approx(expected, abs=0.0051)
        assert one.grade is not None
        assert round(one.grade, 2) == one.grade
        assert "20" in one.comment
        assert files[one.number] == {"feedback.html": f"<p>{result.student.id}</p>".encode()}
    assert f"out of 20 are written out of {site.maximum:g}" in printed


@every_language
def test_no_other_byte_changes(language: str, tmp_path: Path) -> None:
    site = make_site(language, has_online_text=True)
    odd = replace(STUDENTS[0], online_text='He said "no",\r\nthen \\n; left =1+1', comment="old")
    site = replace(site, participants=(odd, *STUDENTS[1:]))
    before = site.write_worksheet()
    grades, _, _ = export(collect_results(site, tmp_path), before, tmp_path)
    old, new = (list(csv.reader(io.StringIO(text.decode("utf-8"), newline=""))) for text in (before, grades))
    grade, comment = len(old[0]) - 7, len(old[0]) - 1
    for row in new[1:]:
        row[grade], row[comment] = "", ""
    for row in old[1:]:
        row[grade], row[comment] = "", ""
    assert new == old
    # Bytes beside the two cells: the mark, the header, the row of somebody without a submission.
    assert grades.startswith(before.partition(b"\n")[0])
    assert grades.splitlines()[-1] == before.splitlines()[-1]


@every_language
def test_a_grade_has_a_point_in_every_language(language: str, tmp_path: Path) -> None:
    site = make_site(language)
    grades, _, _ = export(collect_results(site, tmp_path), site.write_worksheet(), tmp_path)
    assert b",10.13," in grades
    assert not {b",10,13,", b'"10,13"'} & {word for word in (b",10,13,", b'"10,13"') if word in grades}


@every_language
def test_where_nothing_is_decided_grade_and_comment_stay(language: str, tmp_path: Path) -> None:
    graded = tuple(replace(one, grade=7.5, comment="by hand") for one in STUDENTS)
    site = replace(make_site(language), participants=graded)
    results = collect_results(site, tmp_path)
    open_results = [
        undetermined_result(student=results[0].student, origin=results[0].origin, pending=0.0, written=()),
        unreadable_result(student=results[1].student, origin=results[1].origin),
        unreadable_result(student=results[2].student, origin=results[2].origin, status="missing"),
    ]
    grades, feedback, printed = export([*open_results, results[3]], site.write_worksheet(), tmp_path)
    after = site.import_worksheet(grades, ignores_dates=True)
    kept = [one for one in after.participants if one.grade == 7.5]
    assert [one.comment for one in kept] == ["by hand"] * 4
    assert "missing, undetermined, unreadable" in printed
    # A failure of bareme is nothing to tell a student.
    assert len(site.import_feedback(feedback)) == 3


def test_a_comment_of_a_person_stays_and_ours_is_replaced(tmp_path: Path) -> None:
    site = make_site("en")
    site = replace(
        site,
        participants=(
            replace(STUDENTS[0], grade=3.0, comment='<p>See me: "C:\\" & so on\\</p>'),
            *STUDENTS[1:],
        ),
    )
    results = collect_results(site, tmp_path)
    first = site.import_worksheet(export(results, site.write_worksheet(), tmp_path)[0])
    second = first.import_worksheet(export(results, first.write_worksheet(), tmp_path)[0])
    comments = [one.comment for one in second.participants]
    assert comments == [one.comment for one in first.participants]
    assert comments[0].startswith('<p>See me: "C:&#92;" & so on\\</p><br><div class=bareme>Grade: 1')
    assert comments[0].count("Grade") == 1


def test_a_title_in_a_comment_is_no_markup(tmp_path: Path) -> None:
    site = make_site("en")
    results = collect_results(site, tmp_path)
    titled = [
        result.model_copy(
            update={
                "exercises": (
                    result.exercises[0].model_copy(update={"title": {"en": 'a < b & "\\frac" \\'}}),
                )
            }
        )
        for result in results
    ]
    grades, _, _ = export(titled, site.write_worksheet(), tmp_path)
    comment = site.import_worksheet(grades).participants[0].comment
    assert "a &lt; b &amp; &quot;\\frac&quot; \\: 2 of 2 points" in comment


@pytest.mark.parametrize("text", ['\\"quoted"', "C:, D:\\", '$\\text{"a"}$ \\'])
def test_a_backslash_before_a_quotation_mark_is_refused_with_its_row(text: str, tmp_path: Path) -> None:
    odd = replace(STUDENTS[4], online_text=text)
    site = replace(make_site("fr", has_online_text=True), participants=(*STUDENTS[:4], odd))
    worksheet = site.write_worksheet()
    if read_as_php(worksheet.decode("utf-8-sig"))[-1][-3] == text:
        pytest.fail("Moodle would read this one")
    with pytest.raises(
        InputError, match=r"row 6, .*'Texte en ligne' has a backslash before a quotation mark"
    ):
        export(collect_results(site, tmp_path), worksheet, tmp_path)


@every_language
def test_what_to_tick_is_said_where_rows_were_graded_before(language: str, tmp_path: Path) -> None:
    site = make_site(language)
    results = collect_results(site, tmp_path)
    once, _, printed = export(results, site.write_worksheet(), tmp_path)
    assert "Tick" not in printed
    again = site.import_worksheet(once)
    raised = [result.model_copy(update={"grade": 19.0}) for result in results]
    grades, _, printed = export(raised, again.write_worksheet(), tmp_path)
    assert 'Tick "Allow updating records' in printed
    assert "4 rows were graded before" in printed
    ticked = [one.grade for one in again.import_worksheet(grades, ignores_dates=True).participants]
    assert ticked == [19.0] * 4 + [None]
    if language != "en":
        assert again.import_worksheet(grades) == again


@every_language
def test_the_identifier_is_copied_byte_for_byte(language: str, tmp_path: Path) -> None:
    site = make_site(language)
    grades, _, _ = export(collect_results(site, tmp_path), site.write_worksheet(), tmp_path)
    rows = read_as_php(grades.decode("utf-8-sig"))
    assert [row[0] for row in rows[1:]] == [f"{PREFIXES[language]}{one.number}" for one in STUDENTS]


@every_language
def test_dates_stay_as_moodle_wrote_them(language: str, tmp_path: Path) -> None:
    site = make_site(language)
    grades, _, _ = export(collect_results(site, tmp_path), site.write_worksheet(), tmp_path)
    assert grades.decode("utf-8").count(DATES[language]) == 4


@every_language
def test_words_of_a_scale(language: str, tmp_path: Path) -> None:
    site = make_site(language, words=("Poor", "Fair", "Good", "Excellent, indeed"))
    results = collect_results(site, tmp_path)
    spread = [
        result.model_copy(update={"grade": grade})
        for result, grade in zip(results, (4.99, 5.0, 14.999, 20.0), strict=True)
    ]
    grades, _, printed = export(spread, site.write_worksheet(), tmp_path)
    after = site.import_worksheet(grades)
    found = {result.grade: one.grade for one in after.participants if (result := owner_of(site, one, spread))}
    assert found == {4.99: 1.0, 5.0: 2.0, 14.999: 3.0, 20.0: 4.0}
    assert "Excellent, indeed from 15, Good from 10, Fair from 5, Poor from 0" in printed


def test_letters_have_the_limits_of_moodle(tmp_path: Path) -> None:
    site = make_site("en", words=("F", "D", "C", "B", "A"))
    results = collect_results(site, tmp_path)
    spread = [
        result.model_copy(update={"grade": grade})
        for result, grade in zip(results, (11.99, 12.0, 17.99, 18.0), strict=True)
    ]
    grades, _, printed = export(spread, site.write_worksheet(), tmp_path)
    after = site.import_worksheet(grades)
    found = {result.grade: one.grade for one in after.participants if (result := owner_of(site, one, spread))}
    assert found == {11.99: 1.0, 12.0: 2.0, 17.99: 4.0, 18.0: 5.0}
    assert "A from 18, B from 16, C from 14, D from 12, F from 0" in printed


def test_two_words_part_at_the_pass_mark(tmp_path: Path) -> None:
    site = make_site("en", words=("Fail", "Pass"))
    results = [
        item.model_copy(update={"pass_mark": 12.0, "grade": 12.0}) for item in collect_results(site, tmp_path)
    ]
    results[0] = results[0].model_copy(update={"grade": 11.9})
    grades, _, printed = export(results, site.write_worksheet(), tmp_path)
    assert [one.grade for one in site.import_worksheet(grades).participants].count(2.0) == 3
    assert "Pass from 12, Fail from 0" in printed


def test_provisional_grades_are_refused_unless_asked_for(tmp_path: Path) -> None:
    site = make_site("en")
    results = collect_results(site, tmp_path)
    waiting = [sample_result(student=one.student, origin=one.origin) for one in results]
    with pytest.raises(InputError, match=r"4 grades are provisional \(ada-lovelace_101, .*--provisional"):
        export(waiting, site.write_worksheet(), tmp_path)
    assert not (tmp_path / "moodle-grades.csv").exists()
    grades, _, printed = export(waiting, site.write_worksheet(), tmp_path, provisional=True)
    one = site.import_worksheet(grades).participants[0]
    # 3 of 18 points are earned, and 3 wait for a person.
    assert one.grade == 3.33
    assert "Provisional, up to 6.667" in one.comment
    assert "4 grades are provisional: answers that are not marked count as 0" in printed


def test_a_zero_is_pointed_out(tmp_path: Path) -> None:
    site = make_site("en")
    results = [item.model_copy(update={"grade": 0.0}) for item in collect_results(site, tmp_path)]
    _, _, printed = export(results[:1], site.write_worksheet(), tmp_path)
    assert "skip a grade of 0" in printed


def test_a_result_without_a_row_is_named_and_another_name_gets_no_grade(tmp_path: Path) -> None:
    site = make_site("en")
    results = collect_results(site, tmp_path)
    others = (replace(STUDENTS[0], name="Somebody Else"), *STUDENTS[1:3], *STUDENTS[4:])
    elsewhere = replace(site, participants=others)
    grades, _, printed = export(results, elsewhere.write_worksheet(), tmp_path)
    assert "2 results have no row in this worksheet: ada-lovelace_101, alan-turing_107." in printed
    assert [one.grade is None for one in elsewhere.import_worksheet(grades).participants] == [
        True,
        False,
        False,
        True,
    ]


def test_groups_whose_names_differ_in_signs_alone_get_nothing(tmp_path: Path) -> None:
    site = replace(
        make_site("en", "groups"),
        participants=(
            Participant(1, "A", "Team-1", 5),
            Participant(2, "B", "Team 1", 6),
            Participant(3, "C", "Team 2", 7),
        ),
    )
    grades, _, printed = export(collect_results(site, tmp_path), site.write_worksheet(), tmp_path)
    assert [one.grade is None for one in site.import_worksheet(grades).participants] == [True, True, False]
    assert "2 results have no row" in printed


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b\\c", "C:x", "=1+1", "..", "", "\x00\n\r", "\u202eflow", "a_101_b"]
)
def test_no_name_leads_out_of_the_archive(name: str, tmp_path: Path) -> None:
    site = make_site("en", "groups")
    site = replace(site, participants=(replace(STUDENTS[0], name=name), *STUDENTS[1:]))
    results = collect_results(site, tmp_path)
    worksheet = site.write_worksheet().replace(b"\x00", b"")
    _, feedback, _ = export(results, worksheet, tmp_path)
    with zipfile.ZipFile(io.BytesIO(feedback)) as archive:
        for entry in archive.namelist():
            folder, _, file = entry.partition("/")
            assert file == "feedback.html"
            assert folder not in ("", "..")
            assert not set(folder) & set("\\:\x00\n\r/")
    assert 101 in site.import_feedback(feedback)


def test_equal_results_give_equal_files(tmp_path: Path) -> None:
    site = make_site("fr")
    results = collect_results(site, tmp_path)
    worksheet = site.write_worksheet()
    assert export(results, worksheet, tmp_path) == export(results[::-1], worksheet, tmp_path)


def edited(site: Site, **changes: tuple[str, str]) -> bytes:
    text = site.write_worksheet().decode("utf-8")
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    return text.encode("utf-8")


BAD = {
    "another assignment": (
        lambda site: replace(
            site, participants=tuple(replace(one, number=one.number + 900) for one in STUDENTS)
        ).write_worksheet(),
        r"none of its participants \(row 2: 'Participant 1001'\) .*worksheet of the same assignment",
    ),
    "Latin 1": (lambda site: site.write_worksheet()[3:].decode().encode("latin-1"), "line 3 is not in UTF-8"),
    "UTF-16": (lambda site: site.write_worksheet()[3:].decode().encode("utf-16"), "line 1 is not in UTF-8"),
    "semicolons": (
        lambda site: edited(site, comma=(",", ";")),
        "its cells are not separated by ','",
    ),
    "a short row": (
        lambda site: edited(site, cell=(",p102@example.org", "")),
        r"row 3 has \d+ cells, and the header has \d+",
    ),
    "a maximum of 0": (
        lambda site: replace(site, maximum=0.0).write_worksheet(),
        "the maximum grade in row 2 is 0",
    ),
    "changed dates": (
        lambda site: edited(site, date=(f'"{DATES["en"]}"', "05/08/2026 10:15"), mark=("\ufeff", "")),
        "has changed the date '05/08/2026 10:15' in row 2",
    ),
    "dates too wide": (
        lambda site: edited(site, date=(f'"{DATES["en"]}"', "########"), mark=("\ufeff", "")),
        "has changed the date '########' in row 2",
    ),
    "no identifiers": (
        lambda site: edited(site, prefix=("Participant 102", "Émilie")),
        "the first cell of row 3 is 'Émilie'",
    ),
    "a double": (
        lambda site: edited(site, prefix=("Participant 102", "Participant 101")),
        "101 is in two rows",
    ),
    "another table": (
        lambda site: b"Participant 1,2,3\nParticipant 2,3,4\n",
        "not those of a grading worksheet",
    ),
    "an open quotation mark": (
        lambda site: edited(site, name=("Ada Lovelace", '"Ada')),
        "row 2 has a quotation mark that is not closed",
    ),
    "nothing": (lambda site: b"", "it is empty"),
    "no row": (lambda site: site.write_worksheet().partition(b"\n")[0], "no row of a participant"),
    "zeros": (lambda site: b"a,b\n\x00,1\n", "line 2 is not in UTF-8"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_worksheet_that_is_not_as_downloaded_is_one_sentence(case: str, tmp_path: Path) -> None:
    site = make_site("en")
    make, words = BAD[case]
    with pytest.raises(InputError, match=rf"(?s)downloaded\.csv cannot be filled in: .*{words}") as caught:
        export(collect_results(site, tmp_path), make(site), tmp_path)
    assert "download" in str(caught.value)
    assert not list(tmp_path.glob("moodle-*"))


def test_a_site_may_write_dates_in_numbers(tmp_path: Path) -> None:
    site = make_site("en")
    worksheet = edited(site, date=(f'"{DATES["en"]}"', "05/08/2026 10:15"))
    grades, _, _ = export(collect_results(site, tmp_path), worksheet, tmp_path)
    assert b"05/08/2026 10:15" in grades


def test_results_that_do_not_come_from_moodle_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no result comes from a download of Moodle; grade the archive"):
        export([perfect_result()], make_site("en").write_worksheet(), tmp_path)


def test_a_page_that_is_missing_leaves_nothing(tmp_path: Path) -> None:
    site = make_site("en")
    results = collect_results(site, tmp_path)
    path = tmp_path / "downloaded.csv"
    path.write_bytes(site.write_worksheet())
    pages = {result.student.id: tmp_path / "none.html" for result in results}
    done = EXPORTERS["moodle"].write(Batch(tuple(results), pages, path))
    out = tmp_path / "out"
    with pytest.raises(InputError, match=r"none\.html cannot be read .*bareme report"):
        write_files_atomic({out / name: write for name, write in done.files.items()})
    assert list(out.iterdir()) == []


PHP = shutil.which("php")
READ = (
    '$f = fopen("php://stdin", "r"); $rows = [];'
    'while (($row = fgetcsv($f, 0, ",", "\\"", "\\\\")) !== false) { $rows[] = $row; }'
    "echo json_encode($rows, JSON_THROW_ON_ERROR);"
)


@pytest.mark.skipif(PHP is None, reason="needs PHP, whose fgetcsv reads the worksheet in Moodle")
@every_language
@pytest.mark.parametrize("kind", KINDS)
def test_php_reads_the_same_cells(language: str, kind: str, tmp_path: Path) -> None:
    site = make_site(language, kind, has_online_text=True)
    odd = replace(STUDENTS[0], online_text='a \\ b, "c"\nd', comment='see "C:\\" and \\', grade=1.0)
    site = replace(site, participants=(odd, *STUDENTS[1:]))
    grades, _, _ = export(collect_results(site, tmp_path), site.write_worksheet(), tmp_path)
    content = grades.removeprefix(b"\xef\xbb\xbf")
    assert PHP is not None
    done = subprocess.run([PHP, "-r", READ], input=content, capture_output=True, check=True)
    rows = json.loads(done.stdout)
    assert rows == read_as_php(content.decode("utf-8"))
    assert rows == list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
