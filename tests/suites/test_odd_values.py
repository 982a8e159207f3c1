"""Whatever a function returns, no check of any lab is undetermined, and none passes."""

from __future__ import annotations

import functools
import inspect
import itertools
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from _pytest.mark.structures import Mark

from bareme import wire
from bareme.course.solution import run_definitions
from bareme.datasets import load_for_grader
from bareme.grading.pytest_plugin import _explain
from bareme.student.recorder import start_recording_evidence
from suites.local import LABS, ROOT, Namespace, assignment, defined, local_student, solution
from suites.odd import BOMBS, ODD_VALUES

MEMORY = 480 * 2**20
"""Of a check that is given 12,000,000 numbers: they take 96 MB as floats and are copied a few times."""
LARGE = frozenset(
    {
        "a million bytes",
        "column of 12 million bytes",
        "dict of many keys",
        "long list",
        "long list of lists",
        "row of a million bytes",
        "text of a megabyte",
        "two arrays in a list",
    }
)
"""Values of which a table holds two: one for each of its keys would only try the wire."""


@functools.cache
def reference(lab: str) -> Mapping[str, Any]:
    return vars(run_definitions(solution(lab), "the solution"))


@functools.cache
def checks(lab: str) -> tuple[tuple[str, Callable[..., object]], ...]:
    """The check functions of a suite with their names, the public ones first."""
    found = []
    for name in ("test_public", "test_hidden"):
        module = ModuleType(f"{lab}.{name}")
        path = ROOT / "graders" / lab / f"{name}.py"
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(module))
        for check, function in vars(module).items():
            marks: list[Mark] = getattr(function, "pytestmark", [])
            if check.startswith("test_") and marks:
                found.append((check, function))
    return tuple(found)


@functools.cache
def fixtures(lab: str) -> dict[str, Any]:
    sets = {data.full: load_for_grader(data.full, data.mini) for data in assignment(lab).settings.data}
    return {
        "reference": SimpleNamespace(**reference(lab)),
        "profile": "mini",
        "datasets": sets,
        "data": next(iter(sets.values()), None),
    }


def outcomes(lab: str, namespace: Namespace) -> Iterator[tuple[str, str, str]]:
    """Yields each check with its status and message."""
    student = local_student(lambda: namespace)
    known = {**fixtures(lab), "student": student}
    for check, function in checks(lab):
        start_recording_evidence()
        error: BaseException | None = None
        try:
            with np.errstate(all="ignore"):
                function(**{name: known[name] for name in inspect.signature(function).parameters})
        except BaseException as raised:
            error = raised
        student.take_observations()
        yield check, *_explain(error, answered=False)


def names(lab: str) -> list[str]:
    return sorted(itertools.chain.from_iterable(defined(lab).values()))


def uses_keras(function: Callable[..., object]) -> bool:
    return bool({"keras", "model", "fit"} & set(function.__code__.co_names + function.__code__.co_varnames))


def alone(lab: str, value: object) -> Namespace:
    """Every function returns the value, and every variable is it."""
    return {
        name: (lambda *_, **__: value) if callable(reference(lab).get(name)) else value for name in names(lab)
    }


def in_parts(lab: str, value: object, place: int, *, copies: int | None = None) -> Namespace:
    """Every function returns the right answer with one part replaced, and every variable is a table."""
    namespace: Namespace = {}
    for name in names(lab):
        function = reference(lab).get(name)
        if not callable(function):
            namespace[name] = dict.fromkeys(KEYS[:copies], value)
        elif uses_keras(function):
            namespace[name] = lambda *_, **__: (value, value)
        else:
            namespace[name] = functools.partial(replace_part, function, value, place)
    return namespace


KEYS: tuple[object, ...] = (
    1, 2, 3, "none", "one", "three", "relu", "tanh", "sigmoid", "dense", "convolutional", "loss", "val_loss",
    (64,), (64, 64), (100, 5, 0.5), (300, 5, 0.5), ("none", 0.0), ("l2", 0.1),
)  # fmt: skip
"""Of all the tables that the labs ask for."""


@functools.cache
def right_answer(function: Callable[..., object], question: bytes) -> object:
    """The answer of the solution; each check asks the same for every odd value, and training takes time."""
    args, kwargs = wire.decode(question)
    return function(*args, **kwargs)


def replace_part(
    function: Callable[..., object], value: object, place: int, *args: object, **kwargs: object
) -> object:
    right = right_answer(function, wire.encode((args, kwargs)))
    if isinstance(right, dict):
        return {**right, list(right)[place % len(right)]: value}
    if isinstance(right, tuple):
        return tuple(value if place % len(right) == index else part for index, part in enumerate(right))
    return (value, value)


@pytest.fixture(autouse=True)
def marker(pytestconfig: pytest.Config) -> None:
    pytestconfig.addinivalue_line("markers", "exercise: what a check is about")


@pytest.mark.parametrize("lab", LABS)
@pytest.mark.parametrize("value", ODD_VALUES)
def test_an_odd_answer_fails_and_is_never_undetermined(lab: str, value: str) -> None:
    place = list(ODD_VALUES).index(value)
    odd = ODD_VALUES[value]()
    given_alone = list(outcomes(lab, alone(lab, odd)))
    given_in_parts = list(outcomes(lab, in_parts(lab, odd, place, copies=2 if value in LARGE else None)))
    assert [one for one in given_alone + given_in_parts if one[1] == "undetermined"] == []
    assert [check for check, status, _ in given_alone if status == "passed"] == RIGHT_BY_CHANCE.get(
        (lab, value), []
    )


RIGHT_BY_CHANCE: Mapping[tuple[str, str], list[str]] = {
    ("softmax-regression", "True"): ["test_cost_is_convex", "test_step_guarantees_global_minimum"],
}
"""Where an odd value is what a check asks for: these variables hold True or False."""


@pytest.mark.parametrize("lab", LABS)
@pytest.mark.parametrize("bomb", BOMBS)
def test_what_a_check_computes_does_not_grow_with_the_shape_of_an_answer(lab: str, bomb: str) -> None:
    odd = BOMBS[bomb]()
    fixtures(lab)
    tracemalloc.start()
    try:
        for namespace in (alone(lab, odd), in_parts(lab, odd, 0, copies=2)):
            for check, _, _ in outcomes(lab, namespace):
                peak = tracemalloc.get_traced_memory()[1]
                assert peak < MEMORY, f"{check} takes {peak / 2**20:.0f} MiB"
                tracemalloc.reset_peak()
    finally:
        tracemalloc.stop()
