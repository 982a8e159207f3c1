"""Export formats, as the registry, the command line and the conformance suites know them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from bareme.errors import InputError
from bareme.files import FileWriter
from bareme.i18n.messages import Message, nmsg
from bareme.results.result import Result

__all__ = ["Batch", "Export", "Exporter", "TextExporter", "exporter", "list_exporters", "platform_exporter"]

_registered: Final[dict[str, Exporter]] = {}
_Render = TypeVar("_Render", bound=Callable[[Sequence[Result]], str])
_MAX_NAMES: Final = 5


@dataclass(frozen=True)
class Batch:
    """The results of a class, with everything that an export to a platform needs."""

    results: tuple[Result, ...]
    pages: Mapping[str, Path]
    """The feedback pages by student id."""
    worksheet: Path | None = None
    """The file with the rows of the students, as downloaded from the platform."""
    allows_provisional: bool = False


@dataclass(frozen=True)
class Export:
    """The files of an export by their names, and sentences for the instructor."""

    files: Mapping[str, FileWriter]
    remarks: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Exporter:
    """A format: the function that makes its files, and if it fills a worksheet."""

    write: Callable[[Batch], Export]
    takes_worksheet: bool = False


@dataclass(frozen=True)
class TextExporter(Exporter):
    """A format that is one text file, with a reader.

    ``read_texts`` returns every text in a file, as a program that reads the format sees it; the conformance
    suite uses it.
    """

    file_name: str = ""
    render: Callable[[Sequence[Result]], str] = lambda results: ""
    read_texts: Callable[[str], list[str]] = lambda text: []


def exporter(
    name: str, *, file_name: str, read_texts: Callable[[str], list[str]]
) -> Callable[[_Render], _Render]:
    """Registers a render function as the format ``name`` of ``bareme export --to``.

    Raises:
        ValueError: the name is taken.
    """

    def register(render: _Render) -> _Render:
        def write(batch: Batch) -> Export:
            content = render(batch.results).encode("utf-8")
            return Export({file_name: lambda stream: stream.write(content)})

        _register(name, TextExporter(write, False, file_name, render, read_texts))
        return render

    return register


def platform_exporter(
    name: str, *, takes_worksheet: bool, writes_grades: bool = True
) -> Callable[[Callable[[Batch], Export]], Callable[[Batch], Export]]:
    """Registers a function that makes the files of a platform as the format ``name``.

    It gets a worksheet if it takes one, and if it writes grades, no provisional one that the instructor did
    not allow.

    Raises:
        ValueError: the name is taken.
    """

    def register(write: Callable[[Batch], Export]) -> Callable[[Batch], Export]:
        def write_settled(batch: Batch) -> Export:
            open_results = (one for one in batch.results if writes_grades and one.is_gradable)
            pending = [one.student.id for one in open_results if one.pending]
            if pending and not batch.allows_provisional:
                raise _make_provisional_error(pending)
            export = write(batch)
            return replace(export, remarks=(*export.remarks, *_warn_of_provisional(len(pending))))

        _register(name, Exporter(write_settled, takes_worksheet))
        return write

    return register


def list_exporters() -> dict[str, Exporter]:
    """Returns the exporters by name, in alphabetical order."""
    return dict(sorted(_registered.items()))


def _register(name: str, entry: Exporter) -> None:
    # The second would silently replace the first, depending on the order of imports.
    if name in _registered:
        raise ValueError(f"two exporters are named {name!r}")
    _registered[name] = entry


def _make_provisional_error(pending: Sequence[str]) -> InputError:
    return InputError(
        nmsg(
            "%(number)d grade is provisional (%(students)s): mark the written answers with `bareme "
            "mark`, or give --provisional, which counts them as 0.",
            "%(number)d grades are provisional (%(students)s): mark the written answers with `bareme "
            "mark`, or give --provisional, which counts them as 0.",
            len(pending),
            students=", ".join((*pending[:_MAX_NAMES], *(["…"] if len(pending) > _MAX_NAMES else []))),
        )
    )


def _warn_of_provisional(count: int) -> tuple[Message, ...]:
    if not count:
        return ()
    return (
        nmsg(
            "%(number)d grade is provisional: answers that are not marked count as 0; export again when "
            "they are.",
            "%(number)d grades are provisional: answers that are not marked count as 0; export again when "
            "they are.",
            count,
        ),
    )
