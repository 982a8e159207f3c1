"""The files of a Moodle assignment, and Moodle's reading of them, written from its sources alone.

Nothing here comes from the exporter. Sources: mod/assign/gradingtable.php and downloader.php,
mod/assign/feedback/offline/importgradeslib.php and locallib.php, mod/assign/feedback/file/importziplib.php,
lib/csvlib.class.php and ``unformat_float`` of lib/moodlelib.php.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

HEADERS = {
    "en": (
        *("Identifier", "Full name", "Email address", "Status", "Group", "Grade", "Maximum grade", "Scale"),
        *("Grade can be changed", "Last modified (submission)", "Online text", "Last modified (grade)"),
        *("Feedback comments", "Marking workflow state"),
    ),
    "fr": (
        *("Identifiant", "Nom complet", "Adresse de courriel", "Statut", "Groupe", "Note", "Note maximale"),
        *("Barème", "La note peut être modifiée", "Dernière modification (travail remis)", "Texte en ligne"),
        *("Dernière modification (note)", "Feedback par commentaires", "État du flux d’évaluation"),
    ),
    "de": (
        *("ID", "Vollständiger Name", "E-Mail-Adresse", "Status", "Gruppe", "Bewertung", "Beste Bewertung"),
        *("Skala", "Bewertung kann geändert werden", "Zuletzt geändert (Abgabe)", "Texteingabe online"),
        *("Zuletzt geändert (Bewertung)", "Feedback als Kommentar", "Bewertungsworkflow-Status"),
    ),
}
PREFIXES = {"en": "Participant ", "fr": "Participant", "de": "Teilnehmer/in"}
SIGNS = {"en": ".", "fr": ",", "de": ","}
WORDS = {
    "en": ("Submitted for grading", "Yes", "Not marked", "Default group"),
    "fr": ("Remis pour évaluation", "Oui", "Non évalué", "Groupe par défaut"),
    "de": ("Zur Bewertung abgegeben", "Ja", "Nicht bewertet", "Standardgruppe"),
}
DATES = {
    "en": "Wednesday, 5 August 2026, 10:15 AM",
    "fr": "mercredi 5 août 2026, 10:15",
    "de": "Mittwoch, 5. August 2026, 10:15",
}


@dataclass(frozen=True)
class Participant:
    """A student as Moodle knows one in an assignment."""

    number: int
    name: str
    group: str | None = None
    group_number: int = 0
    grade: float | None = None
    comment: str = ""
    online_text: str = ""
    has_submitted: bool = True


@dataclass(frozen=True)
class Site:
    """An assignment of a Moodle site in a language."""

    language: str
    participants: tuple[Participant, ...]
    maximum: float = 20.0
    words: tuple[str, ...] = ()
    """The words of its scale, if it has one."""
    is_anonymous: bool = False
    is_by_group: bool = False
    has_online_text: bool = False
    has_workflow: bool = False
    has_separate_folders: bool = True
    files: dict[int, bytes] = field(default_factory=dict, hash=False)
    """The notebook of each participant or group."""
    file_name: str = "neuron.ipynb"

    @property
    def headers(self) -> list[str]:
        names = HEADERS[self.language]
        chosen = [names[0]]
        chosen += [] if self.is_anonymous else [names[1], names[2]]
        chosen += [names[3], *([names[4]] if self.is_by_group else []), names[5]]
        chosen += [names[7] if self.words else names[6]]
        chosen += [names[13]] if self.has_workflow else []
        chosen += [names[8], names[9], *([names[10]] if self.has_online_text else [])]
        return [*chosen, names[11], names[12]]

    def write_number(self, value: float) -> str:
        return f"{value:.2f}".replace(".", SIGNS[self.language])

    def write_grade(self, one: Participant) -> str:
        if one.grade is None:
            return ""
        return self.words[int(one.grade) - 1] if self.words else self.write_number(one.grade)

    def row(self, one: Participant) -> list[str]:
        status, yes, state, nobody = WORDS[self.language]
        date = DATES[self.language]
        cells = [f"{PREFIXES[self.language]}{one.number}"]
        cells += [] if self.is_anonymous else [one.name, f"p{one.number}@example.org"]
        cells += [status if one.has_submitted else "-"]
        cells += [one.group or nobody] if self.is_by_group else []
        cells += [self.write_grade(one), "\n".join(self.words) or self.write_number(self.maximum)]
        cells += [state] if self.has_workflow else []
        cells += [yes, date if one.has_submitted else "-"]
        cells += [one.online_text] if self.has_online_text else []
        return [*cells, "-" if one.grade is None else date, one.comment]

    def write_worksheet(self) -> bytes:
        """Returns the worksheet as OpenSpout writes it: UTF-8 with a mark, commas, doubled quotes."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows([self.headers, *map(self.row, self.participants)])
        return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")

    def folder_of(self, one: Participant) -> str:
        if self.is_by_group:
            nobody = WORDS[self.language][3]
            owner = f"{one.group}_{one.group_number}" if one.group else nobody
        else:
            word = PREFIXES[self.language].strip().replace("/", "")
            owner = f"{word if self.is_anonymous else one.name.replace('_', ' ')}_{one.number}"
        return f"{owner}_assignsubmission_file"

    def write_submissions(self) -> bytes:
        """Returns the archive of "Download all submissions", once for each group."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            folders = {self.folder_of(one): one for one in self.participants if one.has_submitted}
            for folder, one in folders.items():
                sign = "/" if self.has_separate_folders else "_"
                work = self.files.get(one.number, f'{{"cells": [], "who": "{one.number}"}}'.encode())
                archive.writestr(f"{folder}{sign}{self.file_name}", work)
        return content.getvalue()

    def import_worksheet(self, content: bytes, ignores_dates: bool = False) -> Site:
        """Returns the site after an upload, in the same language."""
        rows = read_as_php(content.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
        assert len({len(row) for row in rows}) == 1, "Moodle refuses the file"
        header = rows[0]
        names = HEADERS[self.language]
        number_at, grade_at, comment_at = (header.index(name) for name in (names[0], names[5], names[12]))
        assert names[11] in header
        found = {one.number: one for one in self.participants}
        for row in rows[1:]:
            number = row[number_at][len(PREFIXES[self.language]) :]
            if number.isdecimal() and int(number) in found:
                one = found[int(number)]
                # strtotime reads no date in French or German, and returns 0.
                is_stale = one.grade is not None and self.language != "en" and not ignores_dates
                if not is_stale:
                    grade = self.read_grade(row[grade_at])
                    kept = one.grade if grade is None else grade
                    found[one.number] = replace(one, grade=kept, comment=row[comment_at])
        return replace(self, participants=tuple(found.values()))

    def read_grade(self, text: str) -> float | None:
        if self.words:
            return self.words.index(text) + 1.0 if text in self.words else None
        compact = text.replace(" ", "").replace(SIGNS[self.language], ".")
        if not compact:
            return None
        # A cast to float in PHP reads as far as it can.
        end = next((at for at, char in enumerate(compact) if char not in "0123456789."), len(compact))
        grade = float(compact[:end] or 0)
        return grade if 0 <= grade <= self.maximum else None

    def import_feedback(self, content: bytes) -> dict[int, dict[str, bytes]]:
        """Returns the feedback files that each participant gets from an archive."""
        known = {one.number for one in self.participants}
        found: dict[int, dict[str, bytes]] = {}
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                owner = find_owner(entry.filename.split("/"), known)
                if owner is not None:
                    found.setdefault(owner[0], {})[owner[1]] = archive.read(entry)
        return found


def find_owner(parts: Sequence[str], known: set[int]) -> tuple[int, str] | None:
    """Returns the participant and the file name that Moodle finds in a path."""
    rest = list(parts)
    if rest[-1][:1] in (".", "~"):
        return None
    while rest:
        info = rest.pop(0).split("_", 4)
        if len(info) < 4 or not info[1].isdecimal() or int(info[1]) not in known:
            continue
        if (info[2], info[3]) not in {("assignsubmission", "file"), ("assignsubmission", "onlinetext")}:
            continue
        return int(info[1]), "/".join([*info[4:], *rest] if info[4:] else rest)
    return None


def read_as_php(text: str) -> list[list[str]]:
    """Returns the rows that ``fgetcsv`` reads with its escape character, a backslash."""
    rows: list[list[str]] = [[]]
    at = 0
    while at < len(text):
        cell, at = read_cell_as_php(text, at)
        rows[-1].append(cell)
        if at < len(text) and text[at] == "\n":
            rows.append([])
        at += 1
    return [row for row in rows if row and row != [""]]


def read_cell_as_php(text: str, at: int) -> tuple[str, int]:
    out = []
    if text[at] == '"':
        at += 1
        while at < len(text):
            if text[at] == "\\" and at + 1 < len(text):
                out += [text[at], text[at + 1]]
                at += 2
            elif text[at] == '"' and text[at + 1 : at + 2] == '"':
                out.append('"')
                at += 2
            elif text[at] == '"':
                at += 1
                break
            else:
                out.append(text[at])
                at += 1
    # What follows a closing quotation mark belongs to the cell.
    while at < len(text) and text[at] not in ",\n":
        out.append(text[at])
        at += 1
    return "".join(out), at
