"""Chooses the next steps of a student, root causes first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from bareme.i18n.catalogs import localized, translations
from bareme.i18n.plain_text import cut, plain_line
from bareme.reports.code_graph import CodeGraph, read_code_graph
from bareme.reports.labels import CELL_WORDS, failing_line
from bareme.reports.migration_hints import find_migration_hint
from bareme.results.evidence import SourceLocation
from bareme.results.result import CellRecord, CheckOutcome, ExerciseScore, Result
from bareme.submissions.cell_ast import is_stub_error

__all__ = ["Step", "broken_cells", "next_steps"]

_BROKEN_CELLS_SHOWN: Final = 2
_MAX_REASON: Final = 300
_FAULTY: Final = frozenset({"failed", "error", "timeout"})
_UNDEFINED: Final = re.compile(r"NameError: name '(\w{1,80})' is not defined")
_NO_MODULE: Final = re.compile(r"(?:ModuleNotFoundError|ImportError): ")


@dataclass(frozen=True)
class Step:
    """A next step, with the points to gain and a link target."""

    kind: Literal["cell", "wrong", "missing", "written"]
    title: str
    text: str
    points: float
    anchor: str


@dataclass(frozen=True)
class _Loss:
    """An exercise that lost points, with the checks to correct in it."""

    exercise: ExerciseScore
    kind: Literal["wrong", "missing"]
    checks: tuple[CheckOutcome, ...]
    needs: frozenset[str]
    """The exercises whose names its code uses, or in whose code it stopped."""

    @property
    def mistake(self) -> str:
        """The hint of a recognised mistake, or an empty string."""
        return next((check.hint for check in self.checks if check.mistake and check.hint), "")

    @property
    def points(self) -> float:
        """The points to gain."""
        return sum(check.max_score - check.score for check in self.checks)


def next_steps(result: Result, language: str) -> tuple[Step, ...]:
    """Returns the next steps of a student, root causes first.

    First comes a cell that other code needs and that stopped by its own fault; then each exercise that
    another wrong one needs, in the order of the assignment; then wrong exercises by points to gain; then
    those that need a wrong one, and those not attempted, in the order of the assignment; then written answers
    and cells that cost nothing. A cell that stopped because of another one is no step.
    """
    graph = read_code_graph(result.cells)
    losses = _find_losses(result, graph)
    before, after = _own_faults(result, graph, losses)
    return (
        *(_cell_step(result, cell, language) for cell in before[:_BROKEN_CELLS_SHOWN]),
        *(_exercise_step(result, loss, losses, language) for loss in _in_order(losses)),
        *_written_steps(result, language),
        *(_cell_step(result, cell, language) for cell in after[:_BROKEN_CELLS_SHOWN] if losses),
    )


def broken_cells(result: Result) -> tuple[CellRecord, ...]:
    """Returns the cells that failed, except at stubs."""
    return tuple(
        cell
        for cell in result.cells
        if cell.status in {"error", "timeout", "died"} and not is_stub_error(cell.message)
    )


def _find_losses(result: Result, graph: CodeGraph) -> tuple[_Loss, ...]:
    """Returns the exercises that lost points, in the order of the assignment."""
    owners = {cell: exercise.id for exercise in result.exercises for cell in exercise.cells}
    exercise_of = {check.id: check.exercise for check in result.checks}
    losses = []
    for exercise in result.exercises:
        mine = [check for check in result.checks if check.exercise == exercise.id]
        # Skipped checks are regained at the check that blocked them.
        own = [check for check in mine if check.because_of is None]
        faulty = [check for check in own if check.status in _FAULTY]
        absent = [check for check in own if check.status == "not_attempted"]
        if not (faulty or absent):
            continue
        needed = {owners.get(cell) for cell in (*graph.needed(exercise.cells), *_stops(faulty))}
        blockers = {check.because_of for check in mine if check.because_of}
        needed |= {exercise_of.get(blocker, blocker) for blocker in blockers}
        needs = frozenset(one for one in needed if one and one != exercise.id)
        losses.append(_Loss(exercise, "wrong" if faulty else "missing", tuple(faulty or absent), needs))
    return tuple(losses)


def _stops(checks: Iterable[CheckOutcome]) -> Iterable[int]:
    """Yields the cells in which checks stopped."""
    for check in checks:
        places = [one for one in check.evidence if isinstance(one, SourceLocation)]
        if places:
            yield places[-1].cell


def _in_order(losses: tuple[_Loss, ...]) -> list[_Loss]:
    lost = {loss.exercise.id for loss in losses}
    blamed = {one for loss in losses if loss.kind == "wrong" for one in loss.needs}

    def rank(loss: _Loss) -> tuple[int, float]:
        if loss.exercise.id in blamed:
            return 0, 0.0
        if loss.kind == "missing":
            return 3, 0.0
        return (2, 0.0) if loss.needs & lost else (1, -loss.points)

    return sorted(losses, key=rank)


def _own_faults(
    result: Result, graph: CodeGraph, losses: tuple[_Loss, ...]
) -> tuple[list[CellRecord], list[CellRecord]]:
    """Returns the cells that stopped by their own fault: those that cost points, and the others.

    Cells of exercises are left to these, and so are cells that use one which lost points.
    """
    owners = {cell: exercise.id for exercise in result.exercises for cell in exercise.cells}
    lost = {loss.exercise.id for loss in losses}
    wanted = graph.needed(cell for loss in losses for cell in loss.exercise.cells)
    before: list[CellRecord] = []
    after: list[CellRecord] = []
    for cell in broken_cells(result):
        behind = graph.needed([cell.index])
        if owners.get(cell.index) in lost or _is_consequence(cell, result.cells, graph):
            continue
        if _NO_MODULE.match(cell.message):
            after.append(cell)
        elif cell.status != "error" or cell.index in wanted:
            before.append(cell)
        elif _UNDEFINED.match(cell.message) or not any(owners.get(one) in lost for one in behind):
            after.append(cell)
    return before, after


def _is_consequence(cell: CellRecord, cells: tuple[CellRecord, ...], graph: CodeGraph) -> bool:
    """Returns True if a cell lacks a name because the cell that binds it stopped."""
    undefined = _UNDEFINED.match(cell.message)
    origin = graph.origin(undefined[1], cell.index) if undefined else None
    by_index: Mapping[int, CellRecord] = {one.index: one for one in cells}
    return origin is not None and origin < cell.index and by_index[origin].status != "ok"


def _cell_step(result: Result, cell: CellRecord, language: str) -> Step:
    gettext = translations(language).gettext
    title = gettext("Cell %(number)d %(what)s") % {
        "number": cell.index + 1,
        "what": gettext(CELL_WORDS[cell.status]),
    }
    reason = cut(plain_line(cell.message), _MAX_REASON)
    remedy = _remedy(result, f"{cell.message}\n{failing_line(result, cell)}", language)
    text = f"{reason} {remedy}".strip() or gettext(
        "Correct it first: whatever comes after it may depend on it."
    )
    return Step("cell", title, text, 0.0, f"cell-{cell.index + 1}")


def _exercise_step(result: Result, loss: _Loss, losses: tuple[_Loss, ...], language: str) -> Step:
    gettext = translations(language).gettext
    root = next((one for one in losses if one.exercise.id in loss.needs), None)
    hint = next((check.hint for check in loss.checks if check.hint), "")
    if loss.kind == "missing":
        text = hint or gettext("Replace the stub by your own code.")
    elif root is not None:
        sentence = gettext("It uses “%(title)s”, which may be the cause.")
        sentence = sentence % {"title": localized(root.exercise.title, language, root.exercise.id)}
        if loss.mistake:  # either its own, or that of the exercise that it uses
            text = sentence if loss.mistake == root.mistake else loss.mistake
        else:
            text = f"{_diagnosis(result, loss.checks, language)} {sentence}".strip()
    else:
        text = loss.mistake or _diagnosis(result, loss.checks, language) or hint
        text = text or gettext("Look at the check “%(title)s”.") % {"title": loss.checks[0].title}
    title = localized(loss.exercise.title, language, loss.exercise.id)
    return Step(loss.kind, title, text, loss.points, f"exercise-{loss.exercise.id}")


def _diagnosis(result: Result, checks: Iterable[CheckOutcome], language: str) -> str:
    """Returns the best explanation of wrong answers, or an empty string.

    A message of several lines ends in an explanation. A hint is the same for every answer. A hidden check
    must not show its message.
    """
    public = [check for check in checks if check.visibility == "public" and check.message.strip()]
    if not public:
        return ""
    raised = [check for check in public if check.status != "failed"]
    told = raised[0] if raised else max(public, key=lambda check: len(check.message.splitlines()))
    return _remedy(result, told.message, language) or cut(plain_line(told.message), _MAX_REASON)


def _remedy(result: Result, message: str, language: str) -> str:
    return find_migration_hint(message, language, has_data=bool(result.fingerprint.data))


def _written_steps(result: Result, language: str) -> Iterable[Step]:
    for answer in result.written:
        if answer.status == "not_attempted":
            text = translations(language).gettext("Answer the question in your own words.")
            title = localized(answer.title, language, answer.id)
            yield Step("written", title, text, answer.max_score, f"written-{answer.id}")
