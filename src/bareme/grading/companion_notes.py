"""Says which files that came with a notebook were not used.

A file of the lab always comes from the lab. Another file that a student handed in beside the notebook is
never used, and is named where a cell failed without it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

from bareme.course.lab_files import LabFile
from bareme.errors import InputError
from bareme.i18n.messages import Message, as_message, msg
from bareme.results.result import CellRecord
from bareme.submissions.companions import find_companions
from bareme.submissions.file_location import FileLocation, digest
from bareme.submissions.intake import Submission

__all__ = ["describe_hand_in"]

_MAX_NAMES: Final = 50
"""Names in the errors of a notebook that are looked up."""
_MODULE: Final = re.compile(r"No module named '(\w{1,80})")
_QUOTED: Final = re.compile(r"'([^'\n]{1,200})'")


def describe_hand_in(
    submission: Submission, lab_files: Sequence[LabFile], cells: Sequence[CellRecord]
) -> Iterator[Message]:
    """Yields sentences on how a student handed in, for the notes of the result.

    They are those of the intake, and one for each file beside the notebook that was missed or replaced.

    Args:
        submission: the submission.
        lab_files: the files of the lab.
        cells: the cells as they ran; none if nothing did.
    """
    if submission.remark:
        yield as_message(submission.remark)
    # Where nothing ran, no file was used in place of another.
    if cells:
        yield from _describe_companions(submission, lab_files, cells)


def _describe_companions(
    submission: Submission, lab_files: Sequence[LabFile], cells: Sequence[CellRecord]
) -> Iterator[Message]:
    given = {file.name: file.sha256 for file in lab_files}
    for name, companion in sorted(_find_companions(submission, given).items()):
        if _digest(companion) != given[name]:
            yield msg(
                "%(file)s is a file of the lab, which was used; the one beside the notebook differs from it "
                "and was not.",
                file=name,
            )
    wanted = [name for name in dict.fromkeys(_missing_names(cells)) if name not in given]
    for name in sorted(_find_companions(submission, wanted[:_MAX_NAMES])):
        yield msg(
            "%(file)s lies beside the notebook and was not used, since only the files of the lab are; a cell "
            "failed without it. Write the code of a module into the notebook.",
            file=name,
        )


def _find_companions(submission: Submission, names: Collection[str]) -> dict[str, FileLocation]:
    return find_companions(submission.location, submission.companions, names)


def _missing_names(cells: Iterable[CellRecord]) -> Iterator[str]:
    """Yields names of files that may be meant by the errors of cells."""
    for cell in cells:
        if cell.status != "error":
            continue
        for module in _MODULE.findall(cell.message):
            yield from (f"{module}.py", f"{module}/__init__.py")
        for text in _QUOTED.findall(cell.message):
            path = PurePosixPath(text)
            if path.suffix and path.suffix != ".ipynb":
                # A path of another machine ends in the name that the file has here, too.
                yield from (str(path), path.name)


def _digest(location: FileLocation) -> str:
    try:
        return digest(location.chunks())
    except InputError:
        return ""
