"""Writes the code of a class in the layouts of Dolos and JPlag."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from bareme.i18n.plain_text import plain_line
from bareme.similarity.names import number_students, write_names
from bareme.similarity.template import Template
from bareme.similarity.work import StudentWork
from bareme.submissions.cell_ast import find_other_syntax, parse_cell

__all__ = ["CODE_EXPORTS", "CodeFile", "CodeTool", "make_code_files"]

CodeTool = Literal["dolos", "jplag"]
_INFO_COLUMNS: Final = ("filename", "full_name", "label", "created_at", "ignored")
_TEMPLATE_FILE: Final = "template.py"


@dataclass(frozen=True)
class CodeFile:
    """The code of a submission as one script, with the facts that a tool shows."""

    stem: str
    """The name of the file without its suffix, unique in a class."""
    name: str
    work: StudentWork
    code: str


def make_code_files(
    works: Sequence[StudentWork], language: str, *, hides_names: bool = False
) -> tuple[CodeFile, ...]:
    """Returns the code cells of each submission as one script.

    Lines that are no Python, such as magics, become comments, since the parsers of both tools know Python
    alone.

    Raises:
        InputError: there is no catalogue for the language.
    """
    names = write_names(works, language, hidden=hides_names)
    numbers = number_students(works)
    files = []
    for work, name, number in zip(works, names, numbers, strict=True):
        stem = f"student-{number}" if hides_names else work.result.student.id
        cells = [cell.source for cell in work.result.cells if cell.kind == "code"]
        code = "\n\n\n".join(map(_comment_out, cells)) + "\n"
        files.append(CodeFile(f"earlier-{stem}" if work.is_earlier else stem, name, work, code))
    return tuple(files)


def _comment_out(source: str) -> str:
    lines = source.split("\n")
    other = set(find_other_syntax(source, parse_cell(source)).split("\n")) - {""}
    return "\n".join(f"# {line}" if line in other else line for line in lines)


def _arrange_for_dolos(files: Sequence[CodeFile], template: Template) -> dict[str, str]:
    """Returns scripts in one folder, and ``info.csv`` with names and the template to ignore.

    Source: the page "Adding metadata" of Dolos, and lib/src/lib/dataset.ts for ``ignored``.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_INFO_COLUMNS)
    writer.writerow([_TEMPLATE_FILE, "", "", "", "true"])
    for file in files:
        origin = file.work.result.origin
        time = "" if origin is None else origin.submitted_at or ""
        label = "earlier" if file.work.is_earlier else ""
        writer.writerow([f"code/{file.stem}.py", plain_line(file.name), label, time, ""])
    scripts = {f"code/{file.stem}.py": file.code for file in files}
    return {"info.csv": text.getvalue(), _TEMPLATE_FILE: template.code, **scripts}


def _arrange_for_jplag(files: Sequence[CodeFile], template: Template) -> dict[str, str]:
    """Returns a folder for each submission, and the base code.

    Source: the page "How to Use JPlag", for the options ``-bc``, ``-new`` and ``-old``.
    """
    scripts = {
        f"{'earlier' if file.work.is_earlier else 'submissions'}/{file.stem}/{file.stem}.py": file.code
        for file in files
    }
    return {f"base/{_TEMPLATE_FILE}": template.code, **scripts}


CODE_EXPORTS: Mapping[CodeTool, Callable[[Sequence[CodeFile], Template], dict[str, str]]] = MappingProxyType(
    {"dolos": _arrange_for_dolos, "jplag": _arrange_for_jplag}
)
"""The files of each tool, by path in its folder."""
