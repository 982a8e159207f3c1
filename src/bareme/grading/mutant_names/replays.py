"""Runs versions of a function on calls of checks, within limits, and remembers the answers."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from bareme import wire
from bareme.course.solution import run_definitions
from bareme.errors import WireError
from bareme.grading.mistakes.cpu_timeout import CpuTimeout, limit_cpu_time
from bareme.grading.mistakes.object_replay import copy_with
from bareme.grading.mistakes.observed import ShownValues
from bareme.grading.mistakes.replay import silence
from bareme.grading.mutant_names.answer_store import AnswerStore, make_answer_mark
from bareme.grading.mutant_names.versions import Version, make_versions
from bareme.i18n.messages import N_
from bareme.student.observations import Call, count_bytes

__all__ = ["SeenCall", "TooCostly", "VersionReplays"]

_RIGHT: Final = ""
"""The solution among the versions."""
_MAX_CALL_SECONDS: Final = 1.0
"""Processor time of one call of the solution; a function that takes longer is not compared."""
_SPARE_SECONDS: Final = 0.1
_SLOWER: Final = 5
"""A version may take this many times the processor time of the solution, and the spare time."""
_MAX_SECONDS: Final = 10.0
"""Processor time for all versions of a function in a batch."""
_MAX_BYTES: Final = 2**20
"""Of one answer."""


class TooCostly(Exception):
    """The versions of a function cannot be compared within the limits."""


@dataclass(frozen=True)
class SeenCall:
    """A call by a check, with the answer of the student."""

    key: str
    """Equal for equal calls."""
    call: Call
    answer: ShownValues

    @classmethod
    def of(cls, call: Call) -> SeenCall:
        """Returns a call whose arguments and answer are plain data.

        Raises:
            WireError: they are not.
        """
        # Whether the check saw the arguments afterwards decides what is compared.
        if count_bytes([call]) > _MAX_BYTES:
            raise WireError("the answer is too large to compare")
        content = wire.encode((call.name, call.arguments, call.keywords, call.after is not None))
        raised = None if call.raised is None else (call.raised.type_name, call.raised.message)
        answer = ShownValues(call.value, raised, call.after)
        wire.encode(tuple(answer))
        return cls(hashlib.sha256(content).hexdigest(), call, answer)


class VersionReplays:
    """The answers of the solution's functions and their wrong versions; each is computed once in a batch."""

    def __init__(self, definitions: str, store: AnswerStore) -> None:
        self._definitions = definitions
        self._store = store
        self._versions: dict[str, tuple[Version, ...]] = {}

    def list_versions(self, function: str) -> tuple[Version, ...]:
        """Returns the wrong versions of a function."""
        if function not in self._versions:
            kept = self._store.get_versions(function)
            if kept is None:
                made = make_versions(self._definitions, function)
                self._store.keep_versions(function, [one.to_json() for one in made])
                self._versions[function] = made
            else:
                self._versions[function] = tuple(map(Version.from_json, kept))
        return self._versions[function]

    def answer_rightly(self, seen: SeenCall) -> tuple[ShownValues, float]:
        """Returns the answer of the solution, and the processor time that it takes.

        Raises:
            TooCostly: it takes too long.
        """
        found = self._store.get(seen.key, _RIGHT)
        if found is None:
            self._answer(seen, _RIGHT, self._solution[seen.call.name], _MAX_CALL_SECONDS)
            found = self._store.get(seen.key, _RIGHT)
        if found is None or found[1] is None:
            raise TooCostly
        return ShownValues(*wire.decode(found[1])), found[0]

    def find_similar(self, seen: SeenCall, versions: Sequence[Version]) -> dict[str, ShownValues]:
        """Returns the answers of versions that could equal the student's, by id.

        Raises:
            TooCostly: the versions of the function took too long.
        """
        if not self._is_answered(seen, versions):
            with self._store.prepare():
                self._answer_all(seen, versions)
            if not self._is_answered(seen, versions):
                raise TooCostly
        found = self._store.find_similar(seen.key, make_answer_mark(tuple(seen.answer)))
        wanted = {one.id for one in versions}
        return {id: ShownValues(*wire.decode(content)) for id, content in found.items() if id in wanted}

    def _is_answered(self, seen: SeenCall, versions: Sequence[Version]) -> bool:
        return self._store.list_answered(seen.key).issuperset(one.id for one in versions)

    @cached_property
    def _solution(self) -> dict[str, Any]:
        return run_definitions(self._definitions, N_("the solution")).__dict__

    def _answer_all(self, seen: SeenCall, versions: Sequence[Version]) -> None:
        """Computes the answers that are missing, up to the limit on processor time."""
        # Another worker may have computed them while this one waited.
        answered = self._store.list_answered(seen.key)
        limit = _SPARE_SECONDS + _SLOWER * self.answer_rightly(seen)[1]
        name = seen.call.name
        spent, before = self._store.get_cost(name), self._store.get_cost(name)
        for version in versions:
            if version.id not in answered and spent < _MAX_SECONDS:
                # Its other functions are the solution's.
                namespace = dict(self._solution)
                exec(compile(version.source, f"<{version.id}>", "exec"), namespace)
                spent += self._answer(seen, version.id, namespace[name], limit)
        self._store.add_cost(name, spent - before)

    def _answer(self, seen: SeenCall, version: str, function: Callable[..., object], limit: float) -> float:
        """Computes and remembers one answer, and returns its processor time."""
        started = time.process_time()
        answer = _call(seen.call, function, limit)
        seconds = time.process_time() - started
        try:
            content = None if answer is None else wire.encode(tuple(answer))
        except WireError:
            content = None
        if content is None or len(content) > _MAX_BYTES:
            self._store.add(seen.key, version, None, seconds, None)
        else:
            self._store.add(seen.key, version, make_answer_mark(tuple(answer or ())), seconds, content)
        return seconds


def _call(call: Call, function: Callable[..., object], limit: float) -> ShownValues | None:
    """Returns the outcome of a call; None if it takes too long."""
    arguments, keywords = copy_with(call.arguments, {}), copy_with(call.keywords, {})
    try:
        with silence(), limit_cpu_time(limit):
            value = function(*arguments, **keywords)
    except CpuTimeout:
        return None
    except (Exception, SystemExit) as error:
        return ShownValues(None, (type(error).__name__, str(error)), None)
    return ShownValues(value, None, None if call.after is None else (arguments, keywords))
