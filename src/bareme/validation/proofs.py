"""Memory of valid assignments, which are validated again only after a change."""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

import bareme
from bareme.course.course import COURSE_FILE, Assignment
from bareme.datasets.sources import cache_folder
from bareme.errors import InputError
from bareme.files import write_text_atomic
from bareme.grading.setup import GradingOptions
from bareme.validation.validator import Validation

__all__ = ["ProofFile", "locate_proof"]

_LEFT_OUT: Final = frozenset(("__pycache__", ".ipynb_checkpoints"))
_DIGEST: Final = "digest"
_NOT_KEPT: Final = ("calibration", "problems", "untranslated", "is_remembered")


@dataclass(frozen=True)
class ProofFile:
    """A file that proves an assignment valid; it may not exist."""

    path: Path
    digest: str
    """Of all that a validation depends on, when the proof was located."""

    def read(self) -> Validation | None:
        """Returns the validation that the file proves; None if there is none or something changed.

        It names no untranslated texts, which are found without a validation.
        """
        try:
            kept = json.loads(self.path.read_text("utf-8"))
            if kept.pop(_DIGEST) != self.digest:
                return None
            return Validation(**kept, calibration=None, problems=(), untranslated=(), is_remembered=True)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def write(self, validation: Validation) -> None:
        """Saves a validation, unless it has problems or the file cannot be written."""
        if validation.problems:
            return
        kept = {name: value for name, value in asdict(validation).items() if name not in _NOT_KEPT}
        # Without the file the next run validates again, which is no reason to fail now.
        with contextlib.suppress(InputError):
            write_text_atomic(self.path, json.dumps({_DIGEST: self.digest, **kept}))


def locate_proof(assignment: Assignment, options: GradingOptions) -> ProofFile:
    """Returns the proof of an assignment, for its files as they are now."""
    place = _digest([str(assignment.root).encode(), assignment.slug.encode(), repr(options).encode()])
    path = cache_folder() / "validated" / f"{assignment.slug}-{place[:16]}.json"
    return ProofFile(path, _digest(_parts(assignment, options)))


def _digest(parts: Iterator[bytes] | list[bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        # With the length, no two lists of parts run together into the same bytes.
        total.update(f"{len(part)}\0".encode())
        total.update(part)
    return total.hexdigest()


def _parts(assignment: Assignment, options: GradingOptions) -> Iterator[bytes]:
    """Yields options, machine, installed packages, and the files of the assignment and of bareme."""
    yield repr(options).encode()
    yield f"{platform.platform()} {platform.python_version()}".encode()
    yield repr(sorted((found.name, found.version) for found in metadata.distributions())).encode()
    root = assignment.root
    files = [assignment.solution_path, root / COURSE_FILE]
    folders = (
        assignment.grader_folder,
        root / "assignments" / assignment.slug,
        Path(bareme.__file__).parent,
    )
    for folder in folders:
        files.extend(sorted(folder.rglob("*")))
    for path in files:
        if path.is_file() and _LEFT_OUT.isdisjoint(path.parts):
            yield str(path).encode()
            yield path.read_bytes()
