"""Any archive gives submissions under safe names, or one sentence.

The first byte chooses what the others are: the archive itself, one that is built of the names and contents
that they list (so that its checksums hold), or the archive of one student in that of the class.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import tempfile
import warnings
import zipfile
from pathlib import Path

import harness

with harness.instrumented(
    "bareme.submissions.zip_archive",
    "bareme.submissions.intake",
    "bareme.submissions.lms_layouts",
    "bareme.submissions.discovery",
    "zipfile",
):
    from bareme.errors import InputError
    from bareme.submissions.handout import Handout
    from bareme.submissions.intake import collect

TEMPORARY = tempfile.TemporaryDirectory(prefix="bareme-fuzz-")
FOLDER = Path(TEMPORARY.name)
CLASS = FOLDER / "class.zip"
LONGEST = 2000
MODES = (0, stat.S_IFREG | 0o644, stat.S_IFLNK | 0o777, stat.S_IFIFO, stat.S_IFDIR)


def check(data: bytes) -> None:
    CLASS.write_bytes(archive(data))
    try:
        intake = collect([CLASS], ("ipynb", "py"), Handout("neuron"))
    except InputError as error:
        check_sentence(str(error))
        return
    for warning in intake.warnings:
        check_sentence(warning)
    ids = [submission.student_id for submission in intake.submissions]
    assert ids == sorted(set(ids))
    for submission in intake.submissions:
        assert re.fullmatch(r"[^\W_][^\x00-\x2c/\x7f\s]{0,63}", submission.student_id)
        assert submission.name.replace("\u3000", " ").isprintable()
        assert submission.file_name.lower().endswith((".ipynb", ".py", ".txt", ".json"))
        assert hashlib.sha256(submission.read()).hexdigest() == submission.sha256
    assert list(FOLDER.iterdir()) == [CLASS]


def check_sentence(text: str) -> None:
    assert "\n" not in text
    assert len(text) < LONGEST


def archive(data: bytes) -> bytes:
    rest = data[1:]
    match data[:1]:
        case b"b":
            return built(rest)
        case b"n":
            return zipped(("Ada L_1_assignsubmission_file_/work.zip", 0, rest), ("bob/a.py", 0, b"x"))
    return data


def built(data: bytes) -> bytes:
    """Builds an archive: on each line a digit for the kind of the entry, its name, a tab, and its content."""
    entries = []
    for line in data.split(b"\n")[:50]:
        name, _, content = line[1:].partition(b"\t")
        kind = MODES[line[0] % len(MODES)] if line else 0
        entries.append((name.decode("utf-8", "replace"), kind, content))
    return zipped(*entries)


def zipped(*entries: tuple[str, int, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two entries of one name
        for name, mode, content in entries:
            info = zipfile.ZipInfo(name[:60_000] or "empty")
            info.external_attr = mode << 16
            target.writestr(info, content)
    return buffer.getvalue()


LINES = [
    b"0Ada_1_assignsubmission_file_/neuron.ipynb\t{}\n0Bob_2_assignsubmission_file_/a.py\tx = 1",
    b"1submitted/ada/neuron/neuron.ipynb\t{}\n0source/neuron/neuron.ipynb\t{}\n0../x.py\t1\n2l.py\t/etc/passwd",
    b"0lovelaceada_LATE_12_34_a-2.py\tx\n0class/neuron-ada/neuron.py\t\n0C:\\x.py\ty\n0/x.py\tz\n0\xe2\x80\xae.py\t",
    b"0a/ADA.py\t1\n0a/ada.py\t2\n0b/Zoe\xcc\x88.py\t3\n0b/README.md\t4\n0b/.x/y.py\t5",
]
SEEDS = [
    *(b"b" + lines for lines in LINES),
    *(b"n" + built(lines) for lines in LINES),
    *(built(lines) for lines in LINES),
]

if __name__ == "__main__":
    harness.main(check, SEEDS)
