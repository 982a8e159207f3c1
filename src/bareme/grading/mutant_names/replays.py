"""Runs versions of a function on calls of checks, within limits, and remembers the answers."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from bareme import wire
from bareme.course.solution import run_definitions
from bareme.errors import WireError
from bareme.grading.mistakes.cpu_timeout import CpuTimeout, limit_cpu_time
from bareme.grading.mistakes.object_replay import copy_with
from bareme.grading.mistakes.observed import ShownValues
from bareme.grading.mistakes.replay import silence
from bareme.grading.mutant_names.answer_store import AnswerMark, AnswerStore, make_answer_mark
from bareme.grading.mutant_names.versions import Version, make_pairs, make_versions
from bareme.i18n.messages import N_
from bareme.mutation.constant_families import ConstantFamily, find_constant_families
from bareme.student.observations import Call, count_bytes

__all__ = ["SeenCall", "TooCostly", "VersionReplays"]

_RIGHT: Final = ""
"""The solution among the versions."""
_MAX_CALL_SECONDS: Final = 1.0
"""Processor time of one call of the solution; a function that takes longer is not compared."""
_SPARE_SECONDS: Final = 0.1
_SLOWER: Final = 5
"""A version may take this many times the processor time of the solution, and the spare time."""
_MAX_SECONDS: Final = 5.0
"""Processor time for all versions of a function in a batch."""
_MAX_BYTES: Final = 4 * 2**20
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
        answer = ShownValues(_condense(call.value), raised, _condense(call.after))
        if not _is_plain((call.value, call.after)):
            raise WireError("the answer is no plain data")
        return cls(hashlib.sha256(content).hexdigest(), call, answer)


class VersionReplays:
    """The answers of the solution's functions and their wrong versions; each is computed once in a batch."""

    def __init__(self, definitions: str, store: AnswerStore) -> None:
        self._definitions = definitions
        self._store = store
        self._versions: dict[str, tuple[Version, ...]] = {}
        # Copies of what the store has, since a function is compared with several kinds of versions in a row.
        self._answered: dict[str, set[str]] = {}
        self._similar: dict[tuple[str, AnswerMark], dict[str, bytes]] = {}

    def list_versions(self, function: str) -> tuple[Version, ...]:
        """Returns the versions of a function with one error."""
        return self._list_made(function, function, make_versions)

    def list_pairs(self, function: str) -> tuple[Version, ...]:
        """Returns the versions of a function with two errors."""
        return self._list_made(f"{function} twice", function, make_pairs)

    def _list_made(
        self, key: str, function: str, make: Callable[[str, str], tuple[Version, ...]]
    ) -> tuple[Version, ...]:
        if key not in self._versions:
            kept = self._store.get_versions(key)
            if kept is None:
                made = make(self._definitions, function)
                self._store.keep_versions(key, [asdict(one) for one in made])
                self._versions[key] = made
            else:
                self._versions[key] = tuple(Version(**one) for one in kept)
        return self._versions[key]

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
        mark = make_answer_mark(tuple(seen.answer))
        if (seen.key, mark) not in self._similar:
            self._similar[seen.key, mark] = self._store.find_similar(seen.key, mark)
        found = self._similar[seen.key, mark]
        # Decoded here alone: most versions are refuted by another call.
        return {one.id: ShownValues(*wire.decode(found[one.id])) for one in versions if one.id in found}

    def answer(self, seen: SeenCall, version: Version) -> ShownValues | None:
        """Returns the answer of a version; None if it gives none.

        Raises:
            TooCostly: the versions of the function took too long.
        """
        if not self._is_answered(seen, [version]):
            self.find_similar(seen, [version])
        found = self._store.get(seen.key, version.id)
        return None if found is None or found[1] is None else ShownValues(*wire.decode(found[1]))

    def list_families(self, function: str) -> tuple[ConstantFamily, ...]:
        """Returns the versions of a function with an open number."""
        return tuple(find_constant_families(self._definitions, function))

    def _is_answered(self, seen: SeenCall, versions: Sequence[Version]) -> bool:
        wanted = {one.id for one in versions}
        if not self._answered.get(seen.key, set[str]()).issuperset(wanted):
            self._answered[seen.key] = self._store.list_answered(seen.key)
            self._similar = {key: found for key, found in self._similar.items() if key[0] != seen.key}
        return wanted <= self._answered.get(seen.key, set[str]())

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
    after = None if call.after is None else (arguments, keywords)
    return ShownValues(_condense(value), None, _condense(after))


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return value is None or isinstance(value, bool | int | float | str | np.generic | np.ndarray)


def _condense(value: Any) -> Any:
    """Returns a value with arrays in the place of lists of numbers, which are compared faster."""
    if isinstance(value, list) and value and all(type(item) in (int, float) for item in value):
        return np.array(value)
    if isinstance(value, tuple | list):
        return type(value)(_condense(item) for item in value)
    if isinstance(value, dict):
        return {key: _condense(item) for key, item in value.items()}
    return value
