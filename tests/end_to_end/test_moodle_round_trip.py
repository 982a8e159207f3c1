"""A class goes from the archive of Moodle through the command line back into Moodle."""

from __future__ import annotations

from pathlib import Path

from commands import assert_one_sentence, bareme
from courses import make_course
from moodle_site import Participant, Site

RIGHT = b"""\
# %%
def predict(x, slope, offset=0):
    return slope * x + offset

# %% [markdown] answer="why"
# **Why squares?**
#
# They punish large residuals.
"""
TYPED = b"<!DOCTYPE html><p>My answer"


def test_marks_go_back_into_moodle(tmp_path: Path) -> None:
    make_course(tmp_path / "course")
    site = Site(
        "fr",
        (
            Participant(11, "Ada Lovelace"),
            Participant(12, "Kurt Gödel", grade=8.0, comment="à la main"),
            Participant(13, "Absent", has_submitted=False),
        ),
        maximum=100.0,
        files={11: RIGHT, 12: TYPED},
        file_name="line.py",
    )
    archive, sheet, out = tmp_path / "travaux.zip", tmp_path / "Notes.csv", tmp_path / "out"
    archive.write_bytes(site.write_submissions())
    sheet.write_bytes(site.write_worksheet())
    graded = bareme("grade", "line", archive, "-o", out, "--course", tmp_path / "course")
    assert graded.returncode == 0, graded.stderr

    export = ("export", out, "--to", "moodle", "--worksheet")
    assert_one_sentence(bareme(*export, sheet), "1 grade is provisional (ada-lovelace_11)", "--provisional")
    done = bareme(*export, sheet, "--provisional")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == [str(out / "moodle-grades.csv"), str(out / "moodle-feedback.zip")]
    assert "out of 20 are written out of 100" in done.stdout

    first, second, third = site.import_worksheet((out / "moodle-grades.csv").read_bytes()).participants
    # 2 of 6 points: predict is right, fit is not there, and the answer is not marked.
    assert (first.grade, second.grade, third.grade) == (33.33, 8.0, None)
    assert (second.comment, third.comment) == ("à la main", "")
    assert "of 20" in first.comment
    pages = site.import_feedback((out / "moodle-feedback.zip").read_bytes())
    assert {number: list(files) for number, files in pages.items()} == {
        11: ["feedback.html"],
        12: ["feedback.html"],
    }
    assert b"Ada Lovelace" in pages[11]["feedback.html"]

    before = sorted(path.name for path in out.iterdir())
    sheet.write_bytes(site.write_worksheet().replace(b",", b";"))
    assert_one_sentence(
        bareme(*export, sheet, "--provisional"), str(sheet), "not separated by ','", "download it again"
    )
    assert sorted(path.name for path in out.iterdir()) == before
