"""Generates the files for students: templates without the solution, public checks.

The template in another language than English has translated texts in its code cells, too.

The text of every file depends on the course alone. It is the same on every run and platform, so that
``bareme release --check`` can compare bytes.
"""

from __future__ import annotations

import ast
import hashlib
import io
import warnings
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from nbformat import NotebookNode

from bareme.course.code_texts import find_code_texts, translate_code
from bareme.course.course import DEFAULT_LANGUAGE, RELEASED_SETTINGS, Assignment, render_released_settings
from bareme.course.lab_files import read_lab_files
from bareme.course.solution import read_solution, select_code_cells
from bareme.course.stubs import cut_solution, find_template_cells, select_released_cells
from bareme.errors import CourseError, InputError
from bareme.grading.check_collection import collect_checks
from bareme.grading.public_suite import render_public_suite
from bareme.i18n.catalogs import N_, SOURCE_LANGUAGE, languages, read_catalog, translations
from bareme.i18n.extraction import extract_suite_messages
from bareme.i18n.messages import Message, msg
from bareme.i18n.plain_text import cut
from bareme.submissions.notebook import Fields, dump_notebook, label, make_cell, make_notebook, parse_notebook

__all__ = [
    "RUN_RELEASE",
    "find_stale_files",
    "find_untranslated_texts",
    "release_files",
    "render_notebook",
    "render_script",
    "render_templates",
    "write_release",
]

RUN_RELEASE: Final = N_("Run `bareme release`.")
_PLACEHOLDER: Final = N_("*Your answer here.*")
_MAX_SHOWN: Final = 60
"""Characters of a text in a sentence about it."""


def render_notebook(assignment: Assignment, language: str) -> str:
    """Returns the JSON text of the template in a language.

    Raises:
        CourseError: the solution breaks a rule, or a translation changes a program.
        InputError: there are no templates in that language.
    """
    return dump_notebook(_template(assignment, read_solution(assignment), language))


def render_script(assignment: Assignment) -> str:
    """Returns the template as a py:percent script in the default language.

    Raises:
        CourseError: the solution breaks a rule.
        InputError: the assignment does not offer a script.
    """
    if "py" not in assignment.settings.formats:
        raise InputError(
            msg(
                "the assignment %(slug)s has no script; add 'py' to 'formats' in its assignment.toml.",
                slug=repr(assignment.slug),
            )
        )
    import jupytext

    template = _template(assignment, read_solution(assignment), DEFAULT_LANGUAGE)
    for cell in template.cells:
        # In a script, the labels are written one by one beside `# %%`.
        labels = cell.metadata.pop("bareme", {})
        cell.metadata.update(labels)
    # Without these filters, jupytext would write its version into the header of the file.
    template.metadata = {
        "jupytext": {"notebook_metadata_filter": "-all", "cell_metadata_filter": "exercise,answer"}
    }
    text: str = jupytext.writes(
        template, fmt={"extension": ".py", "format_name": "percent", "comment_magics": False}
    )
    return text.rstrip("\n") + "\n"


def render_templates(assignment: Assignment) -> dict[str, str]:
    """Returns the template in each language and format, as texts by file name.

    Raises:
        CourseError: the solution breaks a rule.
    """
    slug, formats = assignment.slug, assignment.settings.formats
    solution = read_solution(assignment)
    files: dict[str, str] = {}
    if "ipynb" in formats:
        files[f"{slug}.ipynb"] = render_notebook(assignment, DEFAULT_LANGUAGE)
        for language in _other_languages(solution):
            files[f"{slug}.{language}.ipynb"] = render_notebook(assignment, language)
    if "py" in formats:
        files[f"{slug}.py"] = render_script(assignment)
    return files


def release_files(assignment: Assignment) -> dict[str, str]:
    """Returns the generated files for students, as texts by file name.

    The files of the lab are copied as they are, and are not among them.

    Raises:
        CourseError: the solution or a file of the lab breaks a rule, or there are no public checks.
    """
    files = render_templates(assignment)
    templates = [parse_notebook(text.encode("utf-8"), name).notebook for name, text in files.items()]
    files["test_public.py"] = render_public_suite(assignment)
    files |= _public_catalogues(assignment, files["test_public.py"])
    points: dict[str, float] = {}
    for check in collect_checks(assignment):
        if check.visibility == "public":
            points[check.exercise] = points.get(check.exercise, 0.0) + (check.points or 0.0)
    digests = {file.name: file.sha256 for file in read_lab_files(assignment)}
    cells = select_released_cells(
        find_template_cells(read_solution(assignment), templates), files["test_public.py"]
    )
    files[RELEASED_SETTINGS] = render_released_settings(assignment, points, digests, cells)
    return files


def find_untranslated_texts(assignment: Assignment) -> tuple[Message, ...]:
    """Returns a sentence for each text in code cells that a template lacks in its language.

    Raises:
        CourseError: the solution breaks a rule, or a catalogue is not valid.
    """
    if "ipynb" not in assignment.settings.formats:
        return ()
    solution = read_solution(assignment)
    texts = {
        text.message: None
        for cell in select_code_cells(solution)
        for text in find_code_texts(cut_solution(cell.source, None, assignment.settings.stub))
    }
    known = {language: _code_translations(assignment, language) for language in _other_languages(solution)}
    return tuple(
        msg(
            "%(text)s stays English in %(name)s; translate it in %(path)s.",
            text=repr(_one_line(text)),
            name=f"{assignment.slug}.{language}.ipynb",
            path=_catalogue_path(assignment, language),
        )
        for language in known
        for text in texts
        if text not in known[language]
    )


def _other_languages(solution: NotebookNode) -> list[str]:
    """Returns the languages, besides the default one, in which the solution has text."""
    used = {label(cell, "lang") for cell in solution.cells}
    return [language for language in languages() if language != DEFAULT_LANGUAGE and language in used]


def _catalogue_path(assignment: Assignment, language: str) -> Path:
    return assignment.grader_folder / f"{language}.po"


def _code_translations(assignment: Assignment, language: str) -> dict[str, str]:
    """Returns the translated messages of an assignment's own catalogue, if it has one."""
    path = _catalogue_path(assignment, language)
    if language == SOURCE_LANGUAGE or not path.exists():
        return {}
    return {
        message.id: message.string
        for message in read_catalog(path, language)
        if isinstance(message.id, str) and isinstance(message.string, str)
        if message.id and message.string and not message.fuzzy
    }


def _public_catalogues(assignment: Assignment, suite: str) -> dict[str, str]:
    """Returns the suite's catalogues without messages of hidden checks and mistakes."""
    found = extract_suite_messages(io.BytesIO(suite.encode()), {}, (), {})
    public = {text for _, _, text, _ in found}
    files: dict[str, str] = {}
    for path in sorted(assignment.grader_folder.glob("*.po")):
        catalogue = read_catalog(path, path.stem)
        kept = Catalog(locale=path.stem)
        for message in catalogue:
            # The message with the empty id is the header of the catalogue.
            if message.id and message.id in public:
                kept.add(message.id, message.string, flags=message.flags)
        written = io.BytesIO()
        # The header holds dates, and how Babel breaks lines may change: the bytes must not.
        write_po(written, kept, omit_header=True, width=0)
        files[path.name] = written.getvalue().decode("utf-8")
    return files


def write_release(assignment: Assignment) -> tuple[Path, ...]:
    """Writes the files for students into ``assignments/<slug>``, returns the paths.

    A file that is no longer part of the release stays in place; ``find_stale_files`` names it.

    Raises:
        CourseError: the solution or a file of the lab breaks a rule.
        InputError: the folder cannot be written to.
    """
    files = _render_all(assignment)
    folder = assignment.release_folder
    try:
        return tuple(_write_whole(folder / name, content) for name, content in files.items())
    except OSError as error:
        raise InputError(
            msg(
                "%(folder)s cannot be written to (%(reason)s); choose a course that can be.",
                folder=folder,
                reason=error.strerror,
            )
        ) from error


def find_stale_files(assignment: Assignment) -> tuple[Message, ...]:
    """Returns a sentence for each file of ``assignments/<slug>`` that is stale.

    Raises:
        CourseError: the solution or a file of the lab breaks a rule.
    """
    folder, files = assignment.release_folder, _render_all(assignment)
    of_lab = {file.name for file in read_lab_files(assignment)}
    sentences = []
    for name, content in files.items():
        if not (folder / name).is_file():
            sentences.append(msg("%(name)s is missing.", name=name))
        elif (folder / name).read_bytes() != content:
            text = (
                N_("%(name)s is not the file of the lab.")
                if name in of_lab
                else N_("%(name)s is not what the solution gives.")
            )
            sentences.append(msg(text, name=name))
    sentences += [
        msg("%(name)s is superfluous; delete it.", name=name) for name in _find_superfluous(folder, files)
    ]
    return tuple(sentences)


def _find_superfluous(folder: Path, files: Collection[str]) -> list[str]:
    """Returns files, and folders without any file of the release, that are not part of it."""
    known = {str(place) for name in files for place in (Path(name), *Path(name).parents)}
    found = []
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        place = path.relative_to(folder)
        # Pytest and editors leave folders and hidden files beside the checks of a checkout.
        hidden = any(part.startswith(".") or part == "__pycache__" for part in place.parts)
        if not hidden and str(place) not in known and str(place.parent) in known:
            found.append(place.as_posix())
    return found


def _render_all(assignment: Assignment) -> dict[str, bytes]:
    """Returns all files for students by their path in the folder."""
    texts = release_files(assignment)
    return {
        **{name: text.encode("utf-8") for name, text in texts.items()},
        **{file.name: file.path.read_bytes() for file in read_lab_files(assignment)},
    }


def _write_whole(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(content)
    beside.replace(path)
    return path


def _template(assignment: Assignment, solution: NotebookNode, language: str) -> NotebookNode:
    if language not in languages():
        raise InputError(
            msg(
                "there are no templates in %(language)s; choose one of %(known)s.",
                language=repr(language),
                known=", ".join(languages()),
            )
        )
    answer = translations(language).gettext(_PLACEHOLDER)
    known = _code_translations(assignment, language)
    cells: list[Fields] = []
    for index, cell in enumerate(solution.cells):
        if label(cell, "lang") not in (None, language):
            continue
        is_answer = label(cell, "answer") is not None
        # A question keeps a text to replace, other prose shows nothing, and code gets a stub.
        placeholder = answer if is_answer else "" if cell.cell_type == "markdown" else None
        source = cut_solution(cell.source, placeholder, assignment.settings.stub)
        if cell.cell_type == "code":
            _check_stub(assignment, source)
            source = _translate(assignment, language, source, known)
        labels = {key: value for key in ("exercise", "answer") if (value := label(cell, key))}
        # Not at random, as nbformat makes ids, and not from the text: a template is the same on each run, and
        # a corrected text keeps the id of its cell.
        identifier = hashlib.sha256(f"{assignment.slug} {index} {cell.cell_type}".encode()).hexdigest()[:12]
        cells.append(make_cell(cell.cell_type, source, identifier, {"bareme": labels} if labels else {}))
    return make_notebook(cells, {"bareme": {"assignment": assignment.slug, "language": language}})


def _check_stub(assignment: Assignment, source: str) -> None:
    """Raises an error if a cell of the template is no program."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Only the compiler refuses a `return` outside a function.
            compile(source, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError as error:
        raise CourseError(
            msg(
                "%(path)s: with the stub %(stub)s in place of its solution, the cell %(cell)s is not Python "
                "(%(reason)s); write another `stub` in assignment.toml, or code around the solution.",
                path=assignment.solution_path,
                stub=repr(_one_line(assignment.settings.stub)),
                cell=repr(_one_line(source)),
                reason=error.msg,
            )
        ) from error


def _translate(assignment: Assignment, language: str, source: str, known: Mapping[str, str]) -> str:
    try:
        return translate_code(source, known)
    except ValueError as error:
        raise CourseError(
            msg(
                "%(path)s: the translation of %(text)s changes the program of its cell; keep its fields, and "
                "write backslashes and braces as they are there.",
                path=_catalogue_path(assignment, language),
                text=repr(_one_line(str(error))),
            )
        ) from error


def _one_line(text: str) -> str:
    """Returns the first line of a text, cut at a length."""
    return cut(text.split("\n")[0], _MAX_SHOWN)
