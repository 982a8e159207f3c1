"""Builds the archive of an autograder for Gradescope: bareme, one lab, and the two scripts that it runs.

The archive is laid out as a checkout, since bareme then finds the course and the templates beside itself.
Source: docs/specs.md of gradescope/autograder_samples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final

from bareme.course.course import COURSE_FILE, Assignment, builtin_course, find_course
from bareme.errors import InputError
from bareme.exports.exporter import Batch, Export, platform_exporter
from bareme.exports.feedback_archive import write_archive
from bareme.files import FileWriter
from bareme.i18n.messages import Message, msg
from bareme.results.result import in_order

__all__ = ["export_gradescope_autograder"]

_FILE: Final = "gradescope-autograder.zip"
_SCRIPTS: Final = frozenset({"setup.sh", "run_autograder"})
_SETUP: Final = """\
#!/usr/bin/env bash
# Run once, as root, when the image is built.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
python=python3
# Ubuntu 22.04, the default image, has Python 3.10.
if ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'; then
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y python3.11 python3.11-venv
    python=python3.11
fi
"$python" -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --no-cache-dir -r "$root/source/requirements.txt"
"""
_RUN: Final = """\
#!/usr/bin/env bash
# Run for each submission.
root="${AUTOGRADER_ROOT:-/autograder}"
python="${BAREME_PYTHON:-$root/venv/bin/python}"
export PYTHONPATH="$root/source/src"
work="$(mktemp -d)"
# All files belong to one student, whatever their names.
mkdir -p "$work/submitted/student"
cp -R "$root/submission" "$work/submitted/student/@SLUG@"
cd "$root/source" || exit 1
"$python" -m bareme grade @SLUG@ "$work/submitted" -o "$work/out" --course "$root/source" --workers 1
"$python" -m bareme export "$work/out" --to gradescope --provisional
mkdir -p "$root/results"
if ! cp "$work/out/results.json" "$root/results/results.json"; then
    # Without a score: a failure of the autograder is not one of the student.
    echo '{"output": "The autograder failed; this is not your fault.", "tests": [{"name": "@SLUG@"}]}' \\
        > "$root/results/results.json"
fi
rm -rf "$work"
"""
_IMAGE: Final = """\
# Build and push this image in place of setup.sh, and give its name under Manual Docker Configuration.
FROM gradescope/autograder-base:latest
COPY . /autograder/source/
RUN cp /autograder/source/run_autograder /autograder/run_autograder \\
    && chmod +x /autograder/run_autograder /autograder/source/setup.sh && /autograder/source/setup.sh
"""
_KERAS: Final = {"keras", "tensorflow"}


@platform_exporter("gradescope-autograder", takes_worksheet=False, writes_grades=False)
def export_gradescope_autograder(batch: Batch) -> Export:
    """Makes the archive for the assignment of a batch, from the course around the working directory.

    Raises:
        InputError: there are no results, or the course has no such assignment.
    """
    assignment = find_course().assignment(in_order(batch.results)[0].assignment)
    # A template of the course replaces one of the same name.
    entries = dict(_list_entries(assignment))
    archive = write_archive([(name, entries[name]) for name in sorted(entries)], _SCRIPTS)
    return Export({_FILE: archive}, tuple(_advise(assignment)))


def _list_entries(assignment: Assignment) -> Iterator[tuple[str, FileWriter]]:
    texts = {
        "setup.sh": _SETUP,
        "run_autograder": _RUN.replace("@SLUG@", assignment.slug),
        "Dockerfile": _IMAGE,
        "requirements.txt": "".join(f"{line}\n" for line in _list_requirements()),
    }
    for name, text in texts.items():
        yield name, _writer_of(text.encode("utf-8"))
    package = Path(__file__).resolve().parents[1]
    yield from _list_files(package, "src/bareme")
    yield from _list_files(builtin_course().root / "templates", "templates")
    yield from _list_files(assignment.root / "templates", "templates")
    yield from _list_files(assignment.grader_folder, f"graders/{assignment.slug}")
    yield from _list_files(assignment.release_folder, f"assignments/{assignment.slug}")
    for path in (assignment.solution_path, assignment.root / COURSE_FILE):
        if path.is_file():
            yield path.relative_to(assignment.root).as_posix(), _writer_of(path.read_bytes())


def _list_files(folder: Path, name: str) -> Iterator[tuple[str, FileWriter]]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and "__pycache__" not in inside.parts:
            yield f"{name}/{inside.as_posix()}", _writer_of(path.read_bytes())


def _writer_of(content: bytes) -> FileWriter:
    return lambda stream: stream.write(content)


def _list_requirements() -> list[str]:
    try:
        found = metadata.requires("bareme") or []
    except metadata.PackageNotFoundError as error:
        raise InputError(
            msg("bareme is not installed, so its requirements are not known; install it with pip first.")
        ) from error
    return [line for line in found if not re.search(r"\bextra\s*==", line)]


def _advise(assignment: Assignment) -> Iterator[Message]:
    yield msg(
        "In Gradescope: Configure Autograder, Zip file upload: %(file)s. Its Dockerfile makes an image of "
        "your own.",
        file=_FILE,
    )
    if _KERAS & set(assignment.settings.preload):
        yield msg(
            "Keras does not fit into the 768 MB that Gradescope gives by default: choose a larger container "
            "in the settings; this lab allows %(memory)d MiB.",
            memory=assignment.settings.limits.memory_mib,
        )
    yield msg(
        "The archive holds the solution and the hidden checks. Where the container forbids namespaces, "
        "student code can read them: look for the level `limits` in the output of a first run."
    )
