"""An export format, as the registry and the conformance suite know it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from bareme.results.result import Result

__all__ = ["Exporter", "exporter", "list_exporters"]

_registered: Final[dict[str, Exporter]] = {}
_Render = TypeVar("_Render", bound=Callable[[Sequence[Result]], str])


@dataclass(frozen=True)
class Exporter:
    """A format: its default file name, its render function and a reader.

    ``read_texts`` returns every text in a file, as a program that reads the format sees it; the conformance
    suite uses it.
    """

    file_name: str
    render: Callable[[Sequence[Result]], str]
    read_texts: Callable[[str], list[str]]


def exporter(
    name: str, *, file_name: str, read_texts: Callable[[str], list[str]]
) -> Callable[[_Render], _Render]:
    """Registers a render function as the format ``name`` of ``bareme export --to``.

    Raises:
        ValueError: the name is taken.
    """

    def register(render: _Render) -> _Render:
        # The second would silently replace the first, depending on the order of imports.
        if name in _registered:
            raise ValueError(f"two exporters are named {name!r}")
        _registered[name] = Exporter(file_name, render, read_texts)
        return render

    return register


def list_exporters() -> dict[str, Exporter]:
    """Returns the exporters by name, in alphabetical order."""
    return dict(sorted(_registered.items()))
