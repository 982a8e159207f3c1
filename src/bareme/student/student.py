"""The ``student`` fixture of a suite.

``student.sigmoid(z)`` calls the student's function in the sandbox and returns plain data that the grader
builds; ``student.W`` returns a variable. If the student's code is the reason that there is no value, a
``StudentError`` says why in a sentence for the student.
"""

from __future__ import annotations

import ast
import functools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Final

from bareme.course.course import Unverified
from bareme.errors import NotAttempted, SandboxDied, StudentRaised, StudentTimeout, WireError
from bareme.i18n import Message, msg
from bareme.sandbox.limit_errors import explain_error
from bareme.sandbox.session import NotebookSession
from bareme.sandbox.source_locations import locate_frames
from bareme.student.figure import Figure
from bareme.student.handles import HandleResolver
from bareme.student.kinds.figure_kind import read_figures
from bareme.student.missing_names import raise_missing
from bareme.student.observations import (
    Call,
    ImportedModules,
    InstructionCount,
    Observation,
    RaisedError,
    VariableRead,
)
from bareme.student.other_runs import Corrected, Replica
from bareme.student.recorder import note_no_return
from bareme.student.unneeded_cells import find_unneeded
from bareme.submissions.ast_names import (
    ends_with_value,
    find_bindings,
    imported_modules,
    modules_used_by,
    names_behind,
    stored_names,
)
from bareme.submissions.cell_ast import parse_cell
from bareme.submissions.template_cells import TemplateCell
from bareme.submissions.unwritten_names import UnwrittenNames

__all__ = ["RemoteFunction", "Student"]

MAX_TIMEOUTS: Final = 2
"""A function is not called after this many time-outs or crashes: a class would take hours."""
MAX_UNANSWERED: Final = 4
"""No name is looked up after this many look-ups without an answer; they run no student code."""
_LOOK_UP: Final = "<look-up>"

# The probe keeps these bounds by itself; a reply that a student forged does not.
_MAX_MESSAGE: Final = 2000
_MAX_PART: Final = 200
_MAX_NAMES: Final = 200
_MAX_STEPS: Final = 10**15


@dataclass
class Student:
    """A submission as a suite sees it."""

    _session: NotebookSession
    _functions: frozenset[str] = frozenset()
    """The functions of the solution; any other kind of value under these names is the student's error."""
    _unverified: Unverified = "allow"
    _template: tuple[TemplateCell, ...] = ()
    """The code cells of the template."""
    _original: Student | None = None
    """The run with the student's own cells alone, if this one is run with others as well."""
    _observations: list[Observation] = field(default_factory=list)
    _failures: Counter[str] = field(default_factory=Counter)
    """Time-outs and crashes so far, by function."""
    _right: set[str] = field(default_factory=set)
    """Functions whose value was right in some check."""
    _asked: set[str] = field(default_factory=set)
    """The names that the current check has asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._asked.add(name)
        reply = self._inspect("look_up", name=name)
        is_callable = reply.get("function") is True or reply.get("missing") is True
        if self._is_unwritten(name, is_callable=is_callable):
            raise NotAttempted(self._say_unwritten(name))
        if reply.get("function") is True:
            return RemoteFunction(
                name, self._handles, self._observations, self._failures, lambda: self._cells
            )
        if reply.get("missing") is True:
            names = reply.get("names")
            known = names[:_MAX_NAMES] if isinstance(names, list) else []
            raise_missing(self._session, self._cells, name, known)
        value = _value_of(name, reply, self._session)
        if name in self._functions:
            raise StudentRaised(
                msg(
                    "`%(name)s` should be a function, and at the end of your notebook it is something else.",
                    name=name,
                )
            )
        read = VariableRead(name, self._handles.resolve(name, value, variable=True))
        self._observations.append(read)
        return read.value

    @functools.cached_property
    def replica(self) -> Replica:
        """A second run of the submission, for questions about earlier functions."""
        return Replica(self._with_session(self._session.replica()), self._right)

    def corrected(self, names: Set[str], source: str) -> Corrected:
        """Returns the submission with right versions of some of its functions, run apart.

        Each function is replaced as soon as a cell has defined it, so later cells compute with the right one.
        One that the student has not begun to write stays as it is.

        Args:
            names: the functions to replace.
            source: definitions of these functions and of all that they use.
        """
        names = {name for name in names if not self._is_unwritten(name, is_callable=True)}
        binding = [index for index, tree in self._cells if not names.isdisjoint(stored_names(tree))]
        # Where none is defined, all are there from the start.
        additions = dict.fromkeys([index + 1 for index in binding] or [0], _assignments(names, source))
        unneeded = find_unneeded(self._cells, self._functions)

        def run(left_out: frozenset[int]) -> Student:
            return self._with_session(self._session.replica(additions, left_out))

        return Corrected(run(unneeded.indices), unneeded.names, lambda: run(frozenset()))

    def _with_session(self, session: NotebookSession) -> Student:
        original = self._original or self
        return Student(session, self._functions, self._unverified, self._template, original)

    def _is_unwritten(self, name: str, *, is_callable: bool) -> bool:
        return (self._original or self)._unwritten_names.contains(
            name, is_function=name in self._functions, is_callable=is_callable
        )

    def _say_unwritten(self, name: str) -> Message:
        index = (self._original or self)._unwritten_names.find_replacing_stub(name)
        if index is None:
            return msg("`%(where)s` is still to be written.", where=name)
        return msg(
            "`%(name)s` has the stub of cell %(cell)d at the end, in place of your code above it: delete the "
            "stub.",
            name=name,
            cell=index + 1,
        )

    @functools.cached_property
    def _unwritten_names(self) -> UnwrittenNames:
        cells = enumerate(self._session.notebook.cells)
        sources = {index: str(cell.source) for index, cell in cells if cell.cell_type == "code"}
        return UnwrittenNames(self._template, sources, dict(self._cells))

    def find_stub_behind(self, names: Set[str]) -> str | None:
        """Returns a stub that names rest on and that raised nothing, or None.

        A function that calls it goes on with whatever it returned, and fails later.
        """
        silent = self._unwritten_names.silent
        return min(silent & names_behind(names, self._bindings), default=None) if silent else None

    @functools.cached_property
    def _bindings(self) -> dict[str, list[ast.stmt]]:
        return find_bindings(tree for _, tree in self._cells)

    @functools.cached_property
    def _handles(self) -> HandleResolver:
        return HandleResolver(self._session, _value_of, self._unverified)

    @functools.cached_property
    def _cells(self) -> list[tuple[int, ast.Module]]:
        """The code cells that can be parsed, with their index."""
        # Cached, because hostile code can be slow to parse.
        sources = enumerate(self._session.notebook.cells)
        code = ((index, str(cell.source)) for index, cell in sources if cell.cell_type == "code")
        return [(index, tree) for index, source in code if (tree := parse_cell(source)) is not None]

    @functools.cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of the notebook's cells in order; of many, the last ones."""
        reply = self._inspect("figures")
        return read_figures(_value_of("figures", reply, self._session), self._session.executed)

    def _inspect(self, action: str, **request: object) -> dict[str, Any]:
        """Sends a request that calls no function of the student."""
        if self._failures[_LOOK_UP] >= MAX_UNANSWERED:
            raise SandboxDied(
                "Python answered no question after your notebook had run, so this was not tried."
            )
        try:
            return self._session.ask(action, **request)
        except (StudentTimeout, SandboxDied):
            self._failures[_LOOK_UP] += 1
            raise

    def imported_modules(self) -> frozenset[str]:
        """Returns the top-level names of the modules that the source imports."""
        modules = frozenset[str]().union(*(imported_modules(tree) for _, tree in self._cells))
        self._observations.append(ImportedModules(modules))
        return modules

    def take_unverified(self) -> bool:
        """Returns True if an unverified model was used, and resets this."""
        return "_handles" in vars(self) and self._handles.take_unverified()

    def keep_outputs(self) -> None:
        """Freezes the outputs of the notebook; called before the first hidden check."""
        self._session.freeze()

    def note_right(self, observations: Iterable[Observation]) -> None:
        """Remembers the functions that a passed check called."""
        self._right.update(one.name for one in observations if isinstance(one, Call) and one.after is None)

    def take_asked(self) -> frozenset[str]:
        """Returns the names that were asked for so far, and clears them."""
        asked = frozenset(self._asked)
        self._asked.clear()
        return asked

    def take_observations(self) -> tuple[Observation, ...]:
        """Returns the observations so far, and clears them."""
        observations = tuple(self._observations)
        self._observations.clear()
        return observations


class RemoteFunction:
    """A function of the student's namespace, called in the sandbox."""

    def __init__(
        self,
        name: str,
        handles: HandleResolver,
        observations: list[Observation],
        failures: Counter[str],
        cells: Callable[[], Sequence[tuple[int, ast.Module]]],
    ) -> None:
        self.__name__ = name
        self._cells = cells
        self._session = handles.session
        self._handles = handles
        self._observations = observations
        self._failures = failures

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Returns the value of the call as plain data.

        Objects become a ``Model``, a ``History`` or a ``Figure``, and any other object a ``Handle``. A call
        that draws and returns None gives the figure that it drew, or a list of several.
        """
        value = self._handles.resolve(self.__name__, self._call("value", args, kwargs)["value"])
        self._observations.append(Call(self.__name__, args, kwargs, value))
        return value

    def call_and_return_arguments(
        self, *args: object, **kwargs: object
    ) -> tuple[object, tuple[object, ...], dict[str, object]]:
        """Returns the value, and the arguments after the call."""
        reply = self._call("arguments", args, kwargs)
        after, keywords_after = reply.get("arguments"), reply.get("keywords")
        if (
            not isinstance(after, tuple)
            or not isinstance(keywords_after, dict)
            or len(after) != len(args)
            or keywords_after.keys() != kwargs.keys()
        ):
            raise StudentRaised(msg("What `%(name)s` answered cannot be read.", name=self.__name__))
        call = Call(self.__name__, args, kwargs, reply["value"], after=(after, keywords_after))
        self._observations.append(call)
        return call.value, after, keywords_after

    def _lacks_return(self) -> bool:
        """Returns True if the last definition of the function can end without ``return``."""
        found = [
            node
            for _, tree in self._cells()
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and node.name == self.__name__
        ]
        return bool(found) and not ends_with_value(found[-1].body)

    def imported_modules(self) -> frozenset[str]:
        """Returns the top-level names of the modules that the function uses, by its source."""
        modules = modules_used_by(self.__name__, (tree for _, tree in self._cells()))
        self._observations.append(ImportedModules(modules, self.__name__))
        return modules

    def call_and_return_warnings(self, *args: object, **kwargs: object) -> tuple[object, tuple[str, ...]]:
        """Returns the value, and the messages of Python's runtime warnings during the call."""
        reply = self._call("warnings", args, kwargs)
        warned = reply.get("warnings")
        if not isinstance(warned, list):
            raise StudentRaised(msg("What `%(name)s` answered cannot be read.", name=self.__name__))
        self._observations.append(Call(self.__name__, args, kwargs, reply["value"]))
        return reply["value"], tuple(_text(one) for one in warned[:_MAX_NAMES])

    def count_steps(self, *args: object, **kwargs: object) -> int:
        """Returns the number of Python bytecode instructions of the call."""
        steps = self._call("steps", args, kwargs)["value"]
        if type(steps) is not int or not 0 <= steps < _MAX_STEPS:
            raise StudentRaised(msg("What `%(name)s` answered cannot be read.", name=self.__name__))
        self._observations.append(InstructionCount(self.__name__, args, kwargs, steps))
        return steps

    def _call(self, want: str, args: tuple[object, ...], kwargs: dict[str, object]) -> dict[str, Any]:
        if self._failures[self.__name__] >= MAX_TIMEOUTS:
            raise StudentTimeout(
                msg(
                    "`%(name)s` had to be stopped in other checks, so it was not tried here.",
                    name=self.__name__,
                )
            )
        try:
            reply = self._session.ask("call", name=self.__name__, arguments=args, keywords=kwargs, want=want)
        except (StudentTimeout, SandboxDied):
            self._failures[self.__name__] += 1
            raise
        except WireError as reason:
            if not self._observations:  # then the arguments are the suite's own
                raise
            raise StudentRaised(
                msg(
                    "`%(name)s` cannot be called with what your code gave before: %(reason)s.",
                    name=self.__name__,
                    reason=reason,
                )
            ) from reason
        raised = reply.get("raised")
        if isinstance(raised, dict) and raised.get("not_implemented") is not True:
            error = RaisedError(_text(raised.get("type")), _text(raised.get("message"), _MAX_MESSAGE))
            self._observations.append(Call(self.__name__, args, kwargs, raised=error))
        if _value_of(self.__name__, reply, self._session) is None and self._lacks_return():
            note_no_return()
        return reply


def _assignments(names: Set[str], source: str) -> str:
    """Returns code that binds these names to the values that the source gives them, and no other name."""
    return (
        "globals().update((lambda space: (exec("
        f"{source!r}, space), {{name: space[name] for name in {sorted(names)!r}}})[1])({{}}))"
    )


def _value_of(name: str, reply: dict[str, Any], session: NotebookSession) -> object:
    """Returns the value in a reply, or raises a ``StudentError``."""
    if "value" in reply:
        return reply["value"]
    if isinstance(reply.get("unsendable"), str):
        raise StudentRaised(
            msg("What `%(name)s` gave cannot be read: %(reply)s.", name=name, reply=reply["unsendable"][:300])
        )
    raised = reply.get("raised")
    if not isinstance(raised, dict):
        raise StudentRaised(msg("What `%(name)s` answered cannot be read.", name=name))
    places = raised.get("places")
    place = places[-1] if isinstance(places, list) and places and isinstance(places[-1], dict) else {}
    if raised.get("not_implemented") is True:
        where = _text(place.get("function")) or name
        raise NotAttempted(msg("`%(where)s` is still to be written.", where=where))
    message = f"{_text(raised.get('type'))}: {_text(raised.get('message'), _MAX_MESSAGE)}".removesuffix(": ")
    message = explain_error(message, session.settings.sandbox_limits())
    if place:
        line, function = _text(place.get("line")), _text(place.get("function"))
        where = msg(
            "in line %(line)s of the cell, in `%(function)s`: %(text)s",
            line=line,
            function=function,
            text=_text(place.get("text")),
        )
        message = msg("%(error)s\n%(where)s", error=message, where=where)
    raise StudentRaised(
        msg("Your code raised %(message)s", message=message), locate_frames(session.notebook, places)
    )


def _text(part: object, limit: int = _MAX_PART) -> str:
    return str(part)[:limit] if isinstance(part, str | int) else ""
