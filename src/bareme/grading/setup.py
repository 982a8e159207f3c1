"""Set-up of a batch: fork server, data, reference solution, fingerprint."""

from __future__ import annotations

import contextlib
import hashlib
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

import numpy as np

import bareme
from bareme.course.course import (
    ASSIGNMENT_FILE,
    RELEASED_SETTINGS,
    Assignment,
    Course,
    digest_paths,
)
from bareme.course.lab_files import LabFile, copy_lab_files, read_lab_files
from bareme.course.profile import Profile
from bareme.course.solution import (
    Mistake,
    extract_definitions,
    find_exercise_names,
    read_mistakes,
    read_solution,
)
from bareme.course.written_answers import read_placeholders
from bareme.datasets import GraderData, data_digest, load_for_grader, write_sandbox_data
from bareme.errors import CourseError, PreloadError
from bareme.grading.check_collection import collect_checks
from bareme.grading.exposure import refuse_exposed
from bareme.grading.handouts import make_handout
from bareme.grading.mutant_names import SharedAnswers
from bareme.grading.process_pool import start_worker_server
from bareme.grading.pytest_runner import ALL_VISIBILITIES
from bareme.i18n.catalogs import SOURCE_LANGUAGE, languages, suite_translations
from bareme.i18n.messages import msg
from bareme.results.result import Fingerprint, Visibility
from bareme.sandbox.allowlist import package_folders
from bareme.sandbox.forkserver_client import ServerAddress, run_server
from bareme.sandbox.session import SandboxSettings
from bareme.sandbox.spec import Isolation
from bareme.submissions.handout import Handout
from bareme.submissions.notebook import make_notebook

__all__ = ["GradingContext", "GradingOptions", "open_grading_context"]

_DIGITS: Final = "sklearn/datasets/data/digits.csv.gz"


@dataclass(frozen=True)
class GradingOptions:
    """Options of grading that the command line offers."""

    profile: Profile = "mini"
    isolation: Isolation | None = None
    visibilities: tuple[Visibility, ...] = ALL_VISIBILITIES


@dataclass(frozen=True)
class GradingContext:
    """The prepared assignment that all submissions of a batch share."""

    assignment: Assignment
    profile: Profile
    sandbox: SandboxSettings
    definitions: str
    """The source of the reference solution's functions."""
    mistakes: tuple[Mistake, ...]
    exercise_names: Mapping[str, tuple[str, ...]]
    """The names that the cells of each exercise define."""
    placeholders: Mapping[str, frozenset[str]]
    """For each written question, the texts of its unanswered cell, one per language of the template."""
    fingerprint: Fingerprint
    handout: Handout
    lab_files: tuple[LabFile, ...] = ()
    data_folder: Path | None = None
    """Holds, for each data set in force, a folder with its arrays and the held-out part; never visible in a
    sandbox."""
    visibilities: tuple[Visibility, ...] = ALL_VISIBILITIES
    language: str = SOURCE_LANGUAGE
    """The language of submissions that do not state one."""
    mutant_answers: SharedAnswers | None = None
    """The database in which workers share the answers of mutants; without it no error is named by mutants."""


@contextlib.contextmanager
def open_grading_context(assignment: Assignment, options: GradingOptions) -> Iterator[GradingContext]:
    """Starts the fork server and writes the data; removes both afterwards.

    Raises:
        CourseError: the course breaks a rule.
        DataError: the data set in force is missing or damaged.
        InputError: the requested isolation level is not available, or a sandbox would see the course.
        SandboxError: the fork server does not start.
    """
    # A released copy has public checks and no solution.
    solution = make_notebook([], {}) if assignment.is_released else read_solution(assignment)
    handout = make_handout(assignment)
    # Early, since it imports libraries while this process reads the course and the data.
    start_worker_server(assignment.settings.preload)
    lab_files = read_lab_files(assignment)
    _report_suite_errors(assignment)
    with contextlib.ExitStack() as stack:
        datasets = _load_data(assignment, options.profile)
        address = stack.enter_context(_run_server(assignment, options.isolation))
        # Inside the folder of the server, which is removed even when this process is killed.
        sandbox_data, data_folder, files_folder = (
            Path(address.folder, name) for name in ("sandbox-data", "data", "lab-files")
        )
        _write_data(datasets, sandbox_data, data_folder)
        copy_lab_files(lab_files, files_folder)
        sandbox = SandboxSettings(
            address=address,
            limits=assignment.settings.limits,
            data=str(sandbox_data) if datasets else None,
            files=str(files_folder) if lab_files else None,
            masked=_masked_paths(assignment, options.profile),
        )
        # Before anybody can use the context: as long as no student code has run, nothing is given away.
        refuse_exposed(assignment, sandbox, _held_out_files(sandbox.masked, data_folder))
        yield GradingContext(
            assignment=assignment,
            profile=options.profile,
            sandbox=sandbox,
            definitions=extract_definitions(solution),
            mistakes=read_mistakes(assignment),
            exercise_names=find_exercise_names(solution),
            placeholders=read_placeholders(handout.templates),
            fingerprint=_fingerprint(assignment, datasets, lab_files),
            handout=handout,
            lab_files=lab_files,
            data_folder=data_folder,
            visibilities=options.visibilities,
            language=Course(assignment.root).language,
            mutant_answers=_share_answers(assignment, data_folder),
        )


def _share_answers(assignment: Assignment, folder: Path) -> SharedAnswers | None:
    # A copy that students have holds no solution, of which there could be mutants.
    return None if assignment.is_released else SharedAnswers(str(folder / "mutants.sqlite"))


def _report_suite_errors(assignment: Assignment) -> None:
    """Raises the errors of the suite and its catalogues, which each worker would meet after grading."""
    for language in languages():
        suite_translations(assignment.grader_folder, language)
    collect_checks(assignment)


@contextlib.contextmanager
def _run_server(assignment: Assignment, isolation: Isolation | None) -> Iterator[ServerAddress]:
    with contextlib.ExitStack() as stack:
        try:
            address = stack.enter_context(run_server(assignment.settings.preload, isolation))
        except PreloadError as error:
            # The same command would fail again: it is the course or the installation that has to change.
            name = RELEASED_SETTINGS if assignment.is_released else ASSIGNMENT_FILE
            raise CourseError(
                msg(
                    "%(path)s: the module %(module)s of `preload` cannot be imported (%(reason)s); install "
                    "it for this Python, or take it out.",
                    path=assignment.grader_folder / name,
                    module=repr(error.module),
                    reason=error.reason,
                )
            ) from error
        yield address


def _write_data(datasets: Sequence[GraderData], sandbox_data: Path, data_folder: Path) -> None:
    """Writes the visible data for sandboxes, and all of it for the grader."""
    sandbox_data.mkdir()
    sandbox_data.chmod(0o755)  # whatever the umask: if root grades, a sandbox is another user
    # It holds the held-out labels: no other user of the machine may read them.
    data_folder.mkdir(mode=0o700)
    for data in datasets:
        write_sandbox_data(data, sandbox_data)
        (data_folder / data.name).mkdir()
        for name, array in data.arrays().items():
            np.save(data_folder / data.name / f"{name}.npy", array)


def _load_data(assignment: Assignment, profile: Profile) -> tuple[GraderData, ...]:
    return tuple(
        load_for_grader(names.full, names.stand_in if profile == "mini" else None)
        for names in assignment.settings.data
    )


def _masked_paths(assignment: Assignment, profile: Profile) -> tuple[str, ...]:
    """Returns paths with held-out data in packages that a sandbox sees."""
    # Whoever can run the code that makes the synthetic tables has their held-out rows.
    masked = {Path(bareme.__file__).parent / "datasets" / "synthetic"}
    if "digits" in assignment.list_dataset_names(profile):
        # scikit-learn ships the whole data set, including the held-out part.
        masked |= {Path(folder, _DIGITS) for folder in package_folders()}
    return tuple(str(path) for path in sorted(masked) if path.exists())


def _held_out_files(masked: Sequence[str], data_folder: Path) -> Iterator[Path]:
    yield from data_folder.rglob("*_held_out.npy")
    for path in map(Path, masked):
        yield from path.rglob("*.py") if path.is_dir() else (path,)


def _fingerprint(
    assignment: Assignment, datasets: Sequence[GraderData], files: Sequence[LabFile]
) -> Fingerprint:
    return Fingerprint(
        bareme=bareme.__version__,
        python=platform.python_version(),
        tensorflow=_version("tensorflow-cpu", "tensorflow"),
        keras=_version("keras"),
        numpy=_version("numpy"),
        suite=_joined(
            [_digest(digest_paths(assignment)), *(f"{file.name}\0{file.sha256}" for file in files)]
        ),
        data=_joined([data_digest(data) for data in datasets]),
        submission="",
    )


def _version(*packages: str) -> str:
    """Returns the version of the first of these packages that is installed."""
    for package in packages:
        with contextlib.suppress(metadata.PackageNotFoundError):
            # Not from the module: importing TensorFlow takes seconds.
            return metadata.version(package)
    return ""


def _joined(digests: Sequence[str]) -> str:
    """Combines digests into one; a single digest stays as it is."""
    if len(digests) < 2:
        return "".join(digests)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _digest(paths: Sequence[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        # With the lengths, text that moves from one file to the next changes the digest.
        total.update(f"{path.name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()
