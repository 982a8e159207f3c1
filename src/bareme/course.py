"""A course is a folder with ``assignments solutions graders templates``; this module reads one.

Nothing here runs code of the course: it finds files and validates ``assignment.toml``.
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from bareme.errors import CourseError

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "RELEASED_SETTINGS",
    "Assignment",
    "AssignmentFile",
    "Course",
    "Exercise",
    "Limits",
    "Profile",
    "RubricLine",
    "Unverified",
    "Written",
    "builtin_course",
    "closest",
    "digest_paths",
    "find_assignment",
    "find_course",
    "released_settings",
]

LANGUAGES: Final = ("en", "fr")
DEFAULT_LANGUAGE: Final = "en"
RELEASED_SETTINGS: Final = "assignment.json"
Profile = Literal["mini", "full"]
Unverified = Literal["allow", "refuse"]
"""What becomes of a model with the student's own code, of which nothing can be verified."""
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]


def _check_languages(text: dict[str, str]) -> dict[str, str]:
    for language in text:
        if language not in LANGUAGES:
            raise ValueError(f"a text is given in {' or '.join(LANGUAGES)}, not in {language!r}")
    if DEFAULT_LANGUAGE not in text:
        raise ValueError(f"a text needs at least the language {DEFAULT_LANGUAGE!r}")
    return text


Text = Annotated[dict[str, str], AfterValidator(_check_languages)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limits(_Table):
    """What a submission may use. Times in seconds, of wall time unless the name says more; sizes as named."""

    cell_seconds: float = Field(default=60, gt=0)
    total_seconds: float = Field(default=300, gt=0)
    call_seconds: float = Field(default=10, gt=0)
    cpu_seconds: float | None = Field(default=None, gt=0)
    """Processor time of one room: its notebook, and then the calls. By default twice ``total_seconds``."""
    memory_mib: int = Field(default=2048, ge=256)
    output_kib: int = Field(default=256, gt=0)

    def processor_seconds(self) -> float:
        """Returns the processor time of one room that is in force."""
        return 2 * self.total_seconds if self.cpu_seconds is None else self.cpu_seconds


class DataNames(_Table):
    """Which data set is in force under each profile; the student asks for the name under ``full``."""

    mini: str
    full: str

    @property
    def stand_in(self) -> str | None:
        """What takes the place of the real one under the profile ``mini``; None where that is itself."""
        return None if self.mini == self.full else self.mini


def _as_tables(value: object) -> object:
    """One data set is the table ``[data]``, several are the tables ``[[data]]``."""
    return () if value is None else [value] if isinstance(value, dict) else value


class Exercise(_Table):
    """A named part of an assignment, worth points."""

    id: Slug
    title: Text
    points: float = Field(gt=0)


class RubricLine(_Table):
    """One line of a rubric: what earns the points."""

    points: float = Field(ge=0)
    en: str
    fr: str | None = None


class Written(_Table):
    """A question answered in free text and marked by a person."""

    id: Slug
    title: Text | None = None
    points: float = Field(gt=0)
    rubric: tuple[RubricLine, ...] = ()

    @model_validator(mode="after")
    def _rubric_within_points(self) -> Written:
        for line in self.rubric:
            if line.points > self.points:
                raise ValueError(
                    f"a rubric line gives {line.points:g} points, "
                    f"more than the {self.points:g} of {self.id!r}"
                )
        return self


class AssignmentFile(_Table):
    """The content of ``assignment.toml``."""

    title: Text
    scale: float = Field(default=20, gt=0)
    preload: tuple[str, ...] = ("numpy",)
    formats: tuple[Literal["ipynb", "py"], ...] = ("ipynb",)
    unverified_models: Unverified = "allow"
    limits: Limits = Limits()
    data: Annotated[tuple[DataNames, ...], BeforeValidator(_as_tables)] = ()
    exercise: tuple[Exercise, ...] = Field(min_length=1)
    written: tuple[Written, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> AssignmentFile:
        seen: set[str] = set()
        for identifier in [item.id for item in self.exercise] + [item.id for item in self.written]:
            if identifier in seen:
                raise ValueError(f"the id {identifier!r} is used twice")
            seen.add(identifier)
        names = [data.full for data in self.data]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"the data set {twice!r} is named twice")
        return self


@dataclass(frozen=True)
class Assignment:
    """One lab of a course: its settings, and where its files are."""

    slug: str
    root: Path
    settings: AssignmentFile
    grader_folder: Path
    """``graders/<slug>``, never visible in a room; for a student, the folder of the template."""

    @property
    def is_released(self) -> bool:
        """Whether this is what students have: settings and public checks alone."""
        return (self.grader_folder / RELEASED_SETTINGS).exists()

    @property
    def solution_path(self) -> Path:
        """``solutions/<slug>.py``: the single source of the assignment."""
        return self.root / "solutions" / f"{self.slug}.py"

    @property
    def release_folder(self) -> Path:
        """``assignments/<slug>``: what students receive."""
        return self.root / "assignments" / self.slug

    @property
    def mistake_paths(self) -> tuple[Path, ...]:
        """The files of known mistakes, by name."""
        return tuple(sorted((self.grader_folder / "mistakes").glob("*.py")))

    def dataset_names(self, profile: Profile) -> tuple[str, ...]:
        """Returns the names of the data sets in force under a profile."""
        return tuple(getattr(names, profile) for names in self.settings.data)


@dataclass(frozen=True)
class Course:
    """A folder with the directories ``assignments solutions graders templates``."""

    root: Path

    @property
    def slugs(self) -> tuple[str, ...]:
        """The ids of its assignments, in alphabetical order."""
        return tuple(sorted(path.parent.name for path in (self.root / "graders").glob("*/assignment.toml")))

    def assignment(self, slug: str) -> Assignment:
        """Reads one assignment.

        Raises:
            CourseError: there is no such assignment, or its file breaks a rule.
        """
        if slug not in self.slugs:
            raise CourseError(
                f"there is no assignment {slug!r} in {self.root}{closest(slug, self.slugs)}; "
                "`bareme list` shows those that there are."
            )
        path = self.root / "graders" / slug / "assignment.toml"
        return Assignment(slug, self.root, _read_assignment_file(path), path.parent)

    def assignments(self) -> tuple[Assignment, ...]:
        """Reads every assignment."""
        return tuple(self.assignment(slug) for slug in self.slugs)

    def template_folders(self) -> tuple[Path, ...]:
        """Where templates are looked for, the course's own first."""
        folders = (self.root / "templates", builtin_course().root / "templates")
        return tuple(dict.fromkeys(folder for folder in folders if folder.is_dir()))


def builtin_course() -> Course:
    """Returns the course that ships with bareme: in the wheel, or the checkout itself."""
    package = Path(__file__).parent
    packaged = package / "course"
    return Course(packaged if packaged.is_dir() else package.parents[1])


def find_course(folder: Path | None = None) -> Course:
    """Returns the course at a folder; without one, that of the working directory or the built-in one.

    Raises:
        CourseError: the folder is not a course.
    """
    if folder is not None:
        if not (folder / "graders").is_dir():
            raise CourseError(
                f"{folder} is not a course: it has no folder 'graders'; "
                "name a folder that holds assignments, solutions, graders and templates."
            )
        return Course(folder.resolve())
    here = Path.cwd()
    for candidate in (here, *here.parents):
        if any((candidate / "graders").glob("*/assignment.toml")):
            return Course(candidate)
    return builtin_course()


def find_assignment(file: Path, slug: str | None, course_folder: Path | None) -> Assignment:
    """Returns the assignment that a student's file belongs to.

    Without a slug that is the one whose template the file lies beside, or the one whose slug the name
    of the file begins with.

    Raises:
        CourseError: no assignment fits.
    """
    if not file.is_file():
        raise CourseError(f"there is no file {str(file)!r}; check the path.")
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
                f"nothing tells which assignment {file.name} is for; name it with -a, "
                f"one of {', '.join(course.slugs) or 'those of another course (--course)'}."
            )
        slug = max(fitting, key=len)
    return course.assignment(slug)


def _read_released(path: Path) -> Assignment:
    """Reads an assignment as students have it: settings and public checks, no solution."""
    try:
        table = json.loads(path.read_bytes())
        slug = table.pop("slug")
        settings = AssignmentFile.model_validate(table)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise CourseError(f"{path} is damaged; take it anew from where you got the assignment.") from error
    return Assignment(slug, path.parent, settings, path.parent)


def released_settings(assignment: Assignment, public_points: Mapping[str, float]) -> str:
    """Returns the text of the file that lets students run the public checks without the course.

    Args:
        assignment: what is released.
        public_points: by exercise, what its public checks are worth together.
    """
    table = assignment.settings.model_dump(mode="json", exclude={"written": {"__all__": {"rubric"}}})
    table["exercise"] = [
        {**exercise, "points": public_points[exercise["id"]]}
        for exercise in table["exercise"]
        if exercise["id"] in public_points
    ]
    return json.dumps({"slug": assignment.slug, **table}, indent=1, ensure_ascii=False) + "\n"


def closest(word: str, known: Iterable[str]) -> str:
    """Returns " (did you mean 'x'?)" for a sentence, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def _read_assignment_file(path: Path) -> AssignmentFile:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} is not valid TOML: {error}; correct it at that place.") from error
    try:
        return AssignmentFile.model_validate(table)
    except ValidationError as error:
        raise CourseError(_explain(path, error)) from error


def _explain(path: Path, error: ValidationError) -> str:
    """Says the first thing that is wrong in one sentence."""
    first = error.errors()[0]
    location = [str(part) for part in first["loc"]]
    where = ".".join(location) or "the top level"
    if first["type"] == "extra_forbidden":
        known = _keys_beside(first["loc"])
        return (
            f"{path} has the unknown key {where!r}{closest(location[-1], known)}; "
            f"the keys allowed there are {', '.join(known)}."
        )
    reason = first["msg"].removeprefix("Value error, ")
    given = "" if first["type"] == "missing" else f", not {_short(first['input'])}"
    return f"{path}, at {where!r}: {reason[0].lower()}{reason[1:]}{given}; correct that line."


def _keys_beside(location: tuple[int | str, ...]) -> tuple[str, ...]:
    tables: dict[str, type[BaseModel]] = {
        "limits": Limits,
        "data": DataNames,
        "exercise": Exercise,
        "written": Written,
        "rubric": RubricLine,
    }
    model: type[BaseModel] = AssignmentFile
    for part in location[:-1]:
        model = tables.get(str(part), model)
    return tuple(model.model_fields)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def digest_paths(assignment: Assignment) -> tuple[Path, ...]:
    """Returns the files that decide the grades of an assignment, in a fixed order."""
    folder = assignment.grader_folder
    suite = sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".toml"})
    solution = assignment.solution_path
    return (*suite, solution) if solution.exists() else tuple(suite)
