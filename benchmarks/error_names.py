"""Measures how many wrong answers are named by mutants alone, and what that costs.

Each answer in ``wrong_answers/`` replaces a function of a solution; its heading says what is wrong. Without
the files in ``mistakes/``, it is compared twice: as the first student of a batch with this error, and as the
second one. The functions run in this process. ``python benchmarks/error_names.py`` prints Markdown. Whether a
name is true is for a reader to say. The processor time is that of the comparison in the grader.
"""

from __future__ import annotations

import re
import tempfile
import time
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
from measuring import print_heading

from bareme.course.course import Assignment, builtin_course
from bareme.course.schema import Limits
from bareme.course.solution import extract_definitions, find_exercise_names, read_solution, run_definitions
from bareme.grading.mutant_names import CheckCalls, MutantNamer, SharedAnswers
from bareme.grading.pytest_plugin import SuiteInputs, run_suite
from bareme.i18n.messages import Message
from bareme.mutation.local_session import LocalSession
from bareme.sandbox.forkserver_client import ServerAddress
from bareme.sandbox.session import NotebookSession, SandboxSettings
from bareme.student.student import Student
from bareme.submissions.notebook import make_notebook

ANSWERS = Path(__file__).parent / "wrong_answers"
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Graded:
    """The names of one answer."""

    checks: int
    """The checks that have a name."""
    sentences: tuple[str, ...]
    seconds: float


def read_answers(path: Path) -> Iterator[tuple[str, str]]:
    """Yields what is wrong, and the code, of each answer in a file."""
    _, *parts = HEADING.split(path.read_text(encoding="utf-8"))
    yield from zip(parts[::2], parts[1::2], strict=True)


def grade(assignment: Assignment, namer: MutantNamer, source: str) -> Graded:
    """Grades the solution with another function."""
    definitions = extract_definitions(read_solution(assignment))
    reference = vars(run_definitions(definitions, "the solution"))
    namespace = dict(vars(run_definitions(definitions, "the solution")))
    exec(source, namespace)
    settings = SandboxSettings(ServerAddress("", "limits"), Limits())
    session = cast(NotebookSession, LocalSession(namespace, {}, make_notebook([], {}), settings))
    functions = frozenset(name for name, value in namespace.items() if callable(value))
    seconds: list[float] = []

    def name_mutant(runs: Sequence[CheckCalls], named: Collection[str]) -> Mapping[str, tuple[str, Message]]:
        started = time.process_time()
        found = namer(runs, named)
        seconds.append(time.process_time() - started)
        return found

    inputs = SuiteInputs(
        Student(session, functions), SimpleNamespace(**reference), "mini", {}, lambda *_: {}, name_mutant
    )
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        outcomes = run_suite(assignment, inputs).outcomes
    named = [one for one in outcomes if one.mistake]
    return Graded(len(named), tuple(dict.fromkeys(str(one.hint) for one in named)), seconds[0])


def main() -> None:
    print_heading("Errors named by mutants alone", __file__)
    print("\n| lab | what is wrong | named | checks | first, ms | again, ms |")
    print("|---|---|---|---:|---:|---:|")
    graded: list[Graded] = []
    for path in sorted(ANSWERS.glob("*.txt")):
        assignment = builtin_course().assignment(path.stem)
        solution = read_solution(assignment)
        names = extract_definitions(solution), find_exercise_names(solution)
        with tempfile.TemporaryDirectory() as folder:
            place = SharedAnswers(f"{folder}/answers.sqlite")
            for wrong, source in read_answers(path):
                # A namer for each, as in the workers of a batch.
                first, again = (grade(assignment, MutantNamer(*names, place), source) for _ in range(2))
                words = "<br>".join(again.sentences)
                costs = f"{1000 * first.seconds:.0f} | {1000 * again.seconds:.0f}"
                print(f"| {path.stem} | {wrong} | {words} | {again.checks} | {costs} |", flush=True)
                graded.append(again)
    named = [one for one in graded if one.sentences]
    cost = 1000 * sum(one.seconds for one in named) / sum(one.checks for one in named)
    print(
        f"\n{len(named)} of {len(graded)} are named. Once the answers of the mutants are known, a name costs"
    )
    print(f"{cost:.1f} ms for each failing check on average. Where all checks pass, nothing is compared.")


if __name__ == "__main__":
    main()
