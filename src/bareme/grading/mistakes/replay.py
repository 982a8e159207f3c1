"""Replays a check's calls on the solution, with or without a mistake."""

from __future__ import annotations

import ast
import contextlib
import dis
import importlib
import io
import sys
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from inspect import isfunction, unwrap
from types import CodeType
from typing import Final

import numpy as np

from bareme.course.solution import Mistake, run_definitions
from bareme.errors import CourseError
from bareme.grading.mistakes.cpu_timeout import CpuTimeout, limit_cpu_time
from bareme.grading.mistakes.object_replay import NotReplayable, copy_with, find_objects, pair_objects
from bareme.i18n.messages import msg
from bareme.student.observations import Call, InstructionCount, Observation, RaisedError
from bareme.submissions.ast_names import imported_modules, modules_used_by
from bareme.wire.instruction_count import count_instructions

__all__ = ["ReplayNamespace", "ReplayedAnswer", "call_and_draw", "silence"]

_CALL_TIMEOUT: Final = 30.0
"""Seconds of processor time for one call."""
_PYPLOT: Final = "matplotlib.pyplot"


@dataclass(frozen=True)
class ReplayedAnswer:
    """The answer to a replayed call, and the arguments after it."""

    value: object
    raised: RaisedError | None
    after: tuple[tuple[object, ...], dict[str, object]]


class ReplayNamespace:
    """The namespace of the solution, optionally with a mistake's definitions."""

    def __init__(self, definitions: str, mistake: Mistake | None = None) -> None:
        name = "the solution" if mistake is None else f"mistake {mistake.name}"
        self._namespace = run_definitions(definitions, name).__dict__
        self._is_endless = False
        # The key contains the id of the observations. Keeping these avoids that others get the same id.
        self._replays: dict[
            tuple[int, frozenset[str]], tuple[Sequence[Observation], dict[int, ReplayedAnswer]]
        ] = {}
        source = "" if mistake is None else mistake.source
        self._trees = ast.parse(definitions), ast.parse(source)
        # One statement at a time, since an assignment that raises must not keep the functions after it from
        # being defined.
        for node in self._trees[1].body:
            self._run(node, name)

    def get_variable(self, name: str) -> object:
        """Returns the value of a variable.

        Raises:
            NotReplayable: only running the notebook computes it.
        """
        if name not in self._namespace:
            raise NotReplayable(f"{name} is made by running the notebook")
        return self._namespace[name]

    def imported_modules(self, function: str) -> frozenset[str]:
        """Returns the imported modules, or those that a function uses."""
        if function:
            return modules_used_by(function, self._trees)
        return frozenset[str]().union(*map(imported_modules, self._trees))

    def find_users(self, names: Collection[str]) -> frozenset[str]:
        """Returns the functions among names, and all functions that use a name.

        The use may be indirect.
        """
        found = {name for name in names if name in self._uses}
        # Until nothing is added: functions may call each other in a circle, so no order of them is enough.
        known = -1
        while len(found) > known:
            known = len(found)
            found |= {name for name, used in self._uses.items() if used & {*names, *found}}
        return frozenset(found)

    @cached_property
    def _uses(self) -> dict[str, set[str]]:
        """The names of the namespace that each function uses."""
        functions = {name: value for name, value in self._namespace.items() if isfunction(value)}
        # A decorator such as `functools.wraps` hides the code of the function in it.
        return {name: _globals_of(unwrap(function).__code__) for name, function in functions.items()}

    def replay(
        self, observations: Sequence[Observation], names: Collection[str]
    ) -> dict[int, ReplayedAnswer]:
        """Replays the calls of some functions.

        Earlier calls whose objects these calls need are replayed too.

        Args:
            observations: the observations of a check, in order.
            names: the functions whose answers are wanted.

        Returns:
            The answers, by the index of the call.

        Raises:
            NotReplayable: one of these calls needs an object of the notebook.
        """
        # Replays may train, and many mistakes in the same functions are compared with one solution.
        key = id(observations), frozenset(names)
        if key not in self._replays:
            self._replays[key] = observations, self._replay(observations, names)
        return self._replays[key][1]

    def _replay(
        self, observations: Sequence[Observation], names: Collection[str]
    ) -> dict[int, ReplayedAnswer]:
        answers: dict[int, ReplayedAnswer] = {}
        objects: dict[int, object] = {}
        wanted = [index for index, seen in enumerate(observations) if _is_call_of(seen, names)]
        with_objects = [index for index in wanted if list(find_objects(_given(observations[index])))]
        for index, call in enumerate(observations):
            if not isinstance(call, Call):
                continue
            # Replaying may train a network. An earlier call counts only if it deals with an object and a
            # wanted call still takes one: it may have made or trained that one.
            needed = (
                with_objects and index < with_objects[-1] and list(find_objects((_given(call), call.value)))
            )
            if index in wanted or needed:
                try:
                    answers[index] = self._answer(call, objects)
                except NotReplayable:
                    # Only needed if a wanted call uses its object, which then raises itself.
                    if index in wanted:
                        raise
                    continue
                # Also for calls that are not wanted: later ones take their objects.
                pair_objects(call.value, answers[index].value, objects)
        return {index: answers[index] for index in wanted}

    def count_steps(self, seen: InstructionCount) -> int:
        """Returns the number of Python instructions that a call executes.

        Raises:
            NotReplayable: it raises, or the call needs an object of the notebook.
        """
        arguments, keywords = copy_with(seen.arguments, {}), copy_with(seen.keywords, {})
        function = self._function(seen.name)
        with self._guarded():
            try:
                return count_instructions(lambda: function(*arguments, **keywords))
            # A mistake may call `exit`. The time-out and Ctrl-C are no `Exception`, and pass.
            except (Exception, SystemExit) as error:
                raise NotReplayable(f"{seen.name} raises {type(error).__name__}") from None

    def _answer(self, call: Call, objects: dict[int, object]) -> ReplayedAnswer:
        arguments, keywords = copy_with(call.arguments, objects), copy_with(call.keywords, objects)
        function = self._function(call.name)
        value, raised = None, None
        with self._guarded():
            try:
                value = call_and_draw(lambda: function(*arguments, **keywords))
            except (Exception, SystemExit) as error:
                # An exception can be the very answer of a mistake.
                raised = RaisedError(type(error).__name__, str(error))
        return ReplayedAnswer(value, raised, (arguments, keywords))

    def _function(self, name: str) -> Callable[..., object]:
        function = self._namespace.get(name)
        if not callable(function):
            raise NotReplayable(f"{name} is no function of the solution")
        found: Callable[..., object] = function
        return found

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """Silences and limits a call; refuses all after a timeout."""
        if self._is_endless:
            raise NotReplayable("an earlier call of it did not end")
        try:
            with silence(), limit_cpu_time(_CALL_TIMEOUT):
                yield
        except CpuTimeout:
            # Each further call would take as long again, and a suite may call a function many times.
            self._is_endless = True
            raise NotReplayable(f"it takes more than {_CALL_TIMEOUT:g} seconds of processor time") from None

    def _run(self, node: ast.stmt, name: str) -> None:
        """Runs one statement of a mistake.

        Assignments that raise are ignored, since they may need the rest of the notebook.
        """
        try:
            with silence():
                code = compile(ast.Module(body=[node], type_ignores=[]), f"<{name}>", "exec")
                exec(code, self._namespace)
        except Exception as error:
            # A function or import that fails is an error in the course, which its author must see.
            if not isinstance(node, ast.Assign | ast.AnnAssign):
                raise CourseError(
                    msg(
                        "%(name)s raises %(kind)s: %(error)s; its definitions must run without the rest of "
                        "the notebook.",
                        name=name,
                        kind=type(error).__name__,
                        error=error,
                    )
                ) from error


def _globals_of(code: CodeType) -> set[str]:
    """Returns the global names that code and its inner functions look up."""
    inner = [_globals_of(part) for part in code.co_consts if isinstance(part, CodeType)]
    # From the bytecode, since the source of a function that was made by `exec` is not available.
    own = {str(one.argval) for one in dis.get_instructions(code) if one.opname == "LOAD_GLOBAL"}
    return own.union(*inner)


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Silences warnings and output."""
    # A mistake may warn or print on each call, and the terminal is that of whoever grades.
    with np.errstate(all="ignore"), warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def call_and_draw(call: Callable[[], object]) -> object:
    """Returns the value of a call, or the figures that it drew.

    One figure is returned as it is, several as a list.
    """
    if _PYPLOT not in sys.modules:
        return call()
    pyplot = importlib.import_module(_PYPLOT)
    # A window would wait until it is closed.
    pyplot.switch_backend("Agg")
    before = pyplot.get_fignums()
    try:
        value = call()
        drawn = [pyplot.figure(number) for number in pyplot.get_fignums() if number not in before]
    finally:
        for number in pyplot.get_fignums():
            if number not in before:
                pyplot.close(number)
    return value if value is not None or not drawn else drawn[0] if len(drawn) == 1 else drawn


def _is_call_of(seen: Observation, names: Collection[str]) -> bool:
    return isinstance(seen, Call) and seen.name in names


def _given(seen: Observation) -> object:
    return (seen.arguments, seen.keywords) if isinstance(seen, Call) else ()
