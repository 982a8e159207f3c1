"""Records figures, since a figure is gone once its cell shows it.

Likewise once a call has shown it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakKeyDictionary

from IPython.core.interactiveshell import ExecutionInfo, InteractiveShell
from matplotlib import pyplot
from matplotlib._pylab_helpers import Gcf
from matplotlib.figure import Figure

from bareme.guest.import_hooks import replace_function
from bareme.wire.kinds.matplotlib import describe_figure, find_figure
from bareme.wire.objects import MAX_ALL_NUMBERS, MAX_ARTISTS, MAX_FIGURES

__all__ = ["as_figure", "call_as_cell", "drawn_figures", "start_recording"]


@dataclass
class _Record:
    execution: int
    """The number of the execution that drew it."""
    description: dict[str, Any]


@dataclass
class _Recorder:
    """Records figures when they are shown or closed, and after each cell."""

    execution: int = -1
    """The number of the current execution, from 0."""
    records: list[_Record] = field(default_factory=list)
    last: WeakKeyDictionary[Figure, _Record] = field(default_factory=WeakKeyDictionary)
    """Figure -> its last record; a figure that is gone disappears."""
    has_ended: bool = False
    by_call: list[Figure] | None = None
    """The figures drawn by the current call; None while the notebook runs."""

    def begin_cell(self, info: ExecutionInfo) -> None:
        # Code run from inside a cell fires this event too, but stores no history.
        self.execution += bool(info.store_history)

    def note(self, figure: Figure) -> None:
        if self.by_call is not None:
            self.by_call = [*(other for other in self.by_call if other is not figure), figure][-MAX_FIGURES:]
            return
        with contextlib.suppress(Exception):  # the student's artists may raise anything; the cell goes on
            description, record = describe_figure(figure), self.last.get(figure)
            if record is None or record.execution != self.execution:
                record = self.last[figure] = _Record(self.execution, description)
                self.records.append(record)
            record.description = description
        # The oldest go first: of many figures, suites ask for the last ones.
        while not _fit([each.description for each in self.records]):
            del self.records[0]

    def note_open(self) -> None:
        """Updates the records of open figures.

        A figure that its own cell has shown stays recorded as it was shown.
        """
        for figure in _open_figures():
            record = self.last.get(figure)
            if self.by_call is not None or record is None:
                self.note(figure)
            elif record.execution != self.execution:
                with contextlib.suppress(Exception):
                    record.description = describe_figure(figure)

    def note_new(self) -> None:
        """Records figures that a cell leaves open, as some backends do."""
        for figure in _open_figures():
            if figure not in self.last:
                self.note(figure)

    def note_last(self) -> None:
        """Updates, once, the records of figures left open by the notebook."""
        if self.has_ended:
            return
        self.has_ended = True
        self.note_open()

    def follow(self, call: Callable[[], Any]) -> tuple[Any, list[Figure]]:
        """Calls a function; returns its value and the figures it drew."""
        self.by_call = []
        try:
            if _open_figures():
                pyplot.close("all")
            # Again empty, since closing the figures has noted them.
            self.by_call = []
            value = call()
            self.note_open()
            return value, self.by_call
        finally:
            self.by_call = None


_recorder: _Recorder | None = None


def start_recording(shell: InteractiveShell) -> None:
    """Starts recording a notebook's figures; called once, before student code."""
    global _recorder
    recorder = _recorder = _Recorder()
    # This formatter is called for every figure that is shown; as `note` returns None, it adds no output.
    assert shell.display_formatter is not None
    shell.display_formatter.mimebundle_formatter.for_type(Figure, recorder.note)
    shell.events.register("pre_run_cell", recorder.begin_cell)
    shell.events.register("post_run_cell", lambda _: recorder.note_new())
    replace_function(pyplot, "close", lambda close: _noting(recorder, close))


def drawn_figures() -> list[tuple[int, dict[str, Any]]]:
    """Returns (execution number, description) of each figure that the notebook drew."""
    if _recorder is None:
        return []
    _recorder.note_last()
    return [(record.execution, record.description) for record in _recorder.records]


def call_as_cell(call: Callable[[], Any]) -> Any:
    """Calls a function with no figure open, as in a notebook cell.

    Returns:
        Its value. For a part of a figure, the figure; for None, the figure that the call drew, or a list if
        it drew several.
    """
    recorder = _recorder or _Recorder()
    recorder.note_last()
    value, drawn = recorder.follow(call)
    if drawn and (value is None or value is pyplot):
        return drawn[0] if len(drawn) == 1 else drawn
    return as_figure(value)


def as_figure(value: Any) -> Any:
    """Returns the figure that a value belongs to, else the value itself."""
    figure = find_figure(value)
    return value if figure is None else figure


def _noting(recorder: _Recorder, close: Callable[..., None]) -> Callable[..., None]:
    def noting_close(*arguments: Any, **keywords: Any) -> None:
        recorder.note_open()
        close(*arguments, **keywords)

    return noting_close


def _open_figures() -> list[Figure]:
    # Not through pyplot, which would make each the current figure.
    return [manager.canvas.figure for manager in Gcf.get_all_fig_managers()]


def _fit(descriptions: list[dict[str, Any]]) -> bool:
    """Returns True if these descriptions may cross the wall together."""
    numbers = sum(description["numbers"].size for description in descriptions)
    axes = [axes for description in descriptions for axes in description["axes"]]
    artists = len(axes) + sum(len(entry[kind]) for entry in axes for kind in _KINDS)
    return len(descriptions) <= MAX_FIGURES and numbers <= MAX_ALL_NUMBERS and artists <= MAX_ARTISTS


_KINDS: Final = ("curves", "images", "points", "bars")
