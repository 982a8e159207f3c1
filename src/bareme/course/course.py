"""Courses and their assignments: finding the folders, reading ``assignment.toml``.

A course is a folder with the directories ``assignments solutions graders templates``. Nothing here runs code
of the course.
"""

from __future__ import annotations

import functools
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from bareme.course.profile import Profile
from bareme.course.schema import (
    DEFAULT_LANGUAGE,
    AssignmentFile,
    CourseFile,
    Exercise,
    Limits,
    RubricLine,
    Unverified,
    Written,
    read_assignment_file,
)
from bareme.errors import CourseError
from bareme.i18n.catalogs import languages
from bareme.i18n.messages import msg
from bareme.i18n.text import closest
from bareme.submissions.template_cells import TemplateCell

__all__ = [
    "ASSIGNMENT_FILE",
    "DEFAULT_LANGUAGE",
    "FILES_FOLDER",
    "RELEASED_SETTINGS",
    "Assignment",
    "AssignmentFile",
    "Course",
    "Exercise",
    "Limits",
    "RubricLine",
    "Unverified",
    "Written",
    "builtin_course",
    "digest_paths",
    "find_assignment",
    "find_course",
    "render_released_settings",
]

ASSIGNMENT_FILE: Final = "assignment.toml"
COURSE_FILE: Final = "course.toml"
FILES_FOLDER: Final = "files"
RELEASED_SETTINGS: Final = "assignment.json"
_SHARED: Final = "share/bareme/course"
"""Below the prefix of an installation; ``pyproject.toml`` has the same path."""


@dataclass(frozen=True)
class Assignment:
    """One lab of a course: its settings and its files."""

    slug: str
    root: Path
    settings: AssignmentFile
    grader_folder: Path
    """``graders/<slug>``, never visible in a sandbox; for a student, the folder of the template."""

    @property
    def is_released(self) -> bool:
        """True for the released copy of students: settings and public checks only."""
        return (self.grader_folder / RELEASED_SETTINGS).exists()

    @property
    def solution_path(self) -> Path:
        """The single source of the assignment, ``solutions/<slug>.py``."""
        return self.root / "solutions" / f"{self.slug}.py"

    @property
    def release_folder(self) -> Path:
        """The folder that students receive, ``assignments/<slug>``."""
        return self.root / "assignments" / self.slug

    @property
    def mistake_paths(self) -> tuple[Path, ...]:
        """The files of known mistakes, sorted by name."""
        return tuple(sorted((self.grader_folder / "mistakes").glob("*.py")))

    def list_dataset_names(self, profile: Profile) -> tuple[str, ...]:
        """Returns the names of the data sets in force under a profile."""
        return tuple(getattr(names, profile) for names in self.settings.data)


@dataclass(frozen=True)
class Course:
    """A folder with the directories ``assignments solutions graders templates``."""

    root: Path

    @property
    def slugs(self) -> tuple[str, ...]:
        """The ids of the assignments, in alphabetical order."""
        return tuple(
            sorted(path.parent.name for path in (self.root / "graders").glob(f"*/{ASSIGNMENT_FILE}"))
        )

    def assignment(self, slug: str) -> Assignment:
        """Reads one assignment.

        Raises:
            CourseError: there is no such assignment, or its file breaks a rule.
        """
        # Before it becomes a part of a path, since it comes from the command line.
        if slug not in self.slugs:
            raise CourseError(
                msg(
                    "there is no assignment %(slug)s in %(root)s%(guess)s; `bareme list` shows those "
                    "that there are.",
                    slug=repr(slug),
                    root=self.root,
                    guess=closest(slug, self.slugs),
                )
            )
        path = self.root / "graders" / slug / ASSIGNMENT_FILE
        return Assignment(slug, self.root, read_assignment_file(path), path.parent)

    def assignments(self) -> tuple[Assignment, ...]:
        """Reads every assignment."""
        return tuple(self.assignment(slug) for slug in self.slugs)

    @property
    def language(self) -> str:
        """The default language: the one in ``course.toml``, otherwise English.

        Raises:
            CourseError: the file breaks a rule.
        """
        path = self.root / COURSE_FILE
        if not path.exists():
            return DEFAULT_LANGUAGE
        try:
            return CourseFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).language
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise CourseError(
                msg(
                    "%(path)s is not valid TOML: %(error)s; correct it at that place.", path=path, error=error
                )
            ) from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise CourseError(
                msg(
                    "%(path)s: %(where)s: %(reason)s; it may hold `language` alone, one of %(languages)s.",
                    path=path,
                    where=where,
                    languages=", ".join(languages()),
                    reason=first["msg"].lower(),
                )
            ) from error

    def find_template_folders(self) -> tuple[Path, ...]:
        """Returns the folders to search for templates, the course's own first."""
        folders = (self.root / "templates", builtin_course().root / "templates")
        return tuple(dict.fromkeys(folder for folder in folders if folder.is_dir()))


def builtin_course() -> Course:
    """Returns the course that ships with bareme.

    It is the checkout that bareme runs from, or the copy that an installer put below the prefix.

    Raises:
        CourseError: neither exists.
    """
    package = Path(__file__).resolve().parents[1]
    checkout = package.parents[1]
    # Of a checkout rather than an installation, so that changes to the course have an effect at once.
    if package.parent.name == "src" and (checkout / "graders").is_dir():
        return Course(checkout)
    installed = _installed_course(package)
    if installed is None:
        raise CourseError(
            msg(
                "the course that comes with bareme is not beside %(package)s: its installation has no "
                "%(share)s; install bareme again with pip, or name a course of your own with --course.",
                package=package,
                share=_SHARED,
            )
        )
    return Course(installed)


@functools.cache
def _installed_course(package: Path) -> Path | None:
    """Returns the installed course, which lies outside the importable packages."""
    folders = []
    for distribution in metadata.distributions(name="bareme", path=[str(package.parent)]):
        for file in map(str, distribution.files or ()):
            # An installer records paths relative to the packages, whatever its prefix is.
            before, found, _ = file.partition(_SHARED)
            if found:
                folders.append(Path(str(distribution.locate_file(before + _SHARED))))
                break
    folders.append(package.parent / _SHARED)  # `pip install --target` puts it here without recording it
    return next((folder.resolve() for folder in folders if (folder / "graders").is_dir()), None)


def find_course(folder: Path | None = None) -> Course:
    """Returns the course at a folder, by default the nearest one.

    The nearest course is the one around the working directory; if there is none, the built-in one.

    Raises:
        CourseError: the folder is not a course.
    """
    if folder is not None:
        if not (folder / "graders").is_dir():
            raise CourseError(
                msg(
                    "%(folder)s is not a course: it has no folder 'graders'; name a folder that holds "
                    "assignments, solutions, graders and templates.",
                    folder=folder,
                )
            )
        return Course(folder.resolve())
    here = Path.cwd()
    for candidate in (here, *here.parents):
        # A folder of this name alone is not enough: other projects may have one above the working directory.
        if any((candidate / "graders").glob(f"*/{ASSIGNMENT_FILE}")):
            return Course(candidate)
    return builtin_course()


def find_assignment(file: Path, slug: str | None, course_folder: Path | None) -> Assignment:
    """Returns the assignment that a student's file belongs to.

    Without a slug, it is the assignment whose template lies beside the file, or else the one whose slug
    begins the name of the file.

    Raises:
        CourseError: no assignment fits.
    """
    if not file.is_file():
        raise CourseError(msg("there is no file %(file)s; check the path.", file=repr(str(file))))
    if course_folder is None:
        beside = file.parent / RELEASED_SETTINGS
        if beside.is_file():
            released = _read_released(beside)
            if slug in (None, released.slug):
                return released
    course = find_course(course_folder)
    if slug is None:
        fitting = [known for known in course.slugs if file.name.startswith(known)]
        if not fitting:
            raise CourseError(
                msg(
                    "nothing tells which assignment %(name)s is for; name it with -a, one of %(slugs)s.",
                    name=file.name,
                    slugs=", ".join(course.slugs) or msg("those of another course (--course)"),
                )
            )
        # The slug of one assignment can begin the slug of another.
        slug = max(fitting, key=len)
    return course.assignment(slug)


def _read_released(path: Path) -> Assignment:
    """Reads a released assignment: settings and public checks, no solution."""
    try:
        table = json.loads(path.read_bytes())
        slug = table.pop("slug")
        for key in ("files", "template"):
            table.pop(key, None)  # verified when they are read
        settings = AssignmentFile.model_validate(table)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise CourseError(
            msg("%(path)s is damaged; take it anew from where you got the assignment.", path=path)
        ) from error
    return Assignment(slug, path.parent, settings, path.parent)


def render_released_settings(
    assignment: Assignment,
    public_points: Mapping[str, float],
    files: Mapping[str, str],
    template: Sequence[TemplateCell],
) -> str:
    """Returns the text of ``assignment.json``, the settings for students.

    With this file, students can run the public checks without the course.

    Args:
        assignment: the assignment to release.
        public_points: the sum of the points of the public checks, by exercise.
        files: the digests of the files of the lab, by name.
        template: the code cells of the template that the public checks are about.
    """
    # Students do not get the rubric, which says what a good answer contains.
    table = assignment.settings.model_dump(
        mode="json", exclude={"stub": True, "written": {"__all__": {"rubric"}}}
    )
    table["exercise"] = [
        {**exercise, "points": public_points[exercise["id"]]}
        for exercise in table["exercise"]
        if exercise["id"] in public_points
    ]
    if files:
        table["files"] = dict(files)
    # The student's own copy of the template changes; this one says what it was.
    table["template"] = [asdict(cell) for cell in template]
    return json.dumps({"slug": assignment.slug, **table}, indent=1, ensure_ascii=False) + "\n"


def digest_paths(assignment: Assignment) -> tuple[Path, ...]:
    """Returns the files of the suite and the solution, in a fixed order.

    They determine the grades, with the files of the lab.
    """
    folder = assignment.grader_folder
    # Catalogues, too: a result holds the messages of its suite in each language.
    found = (path for path in folder.rglob("*") if path.suffix in {".po", ".py", ".toml"})
    suite = sorted(path for path in found if folder / FILES_FOLDER not in path.parents)
    solution = assignment.solution_path
    return (*suite, solution) if solution.exists() else tuple(suite)
