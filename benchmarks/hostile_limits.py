"""Grades the hostile class at the isolation level ``limits``.

Each attack of ``tests/hostile`` is graded alone in a separate outer sandbox, since at this level it may end
the grader or change the results of others. ``python benchmarks/hostile_limits.py`` writes
``benchmarks/results/hostile_limits.md``; with ``--only NAME...`` it prints the rows of a few attacks.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from measuring import describe_machine

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from hostile.classroom import ClassRun, grade_class  # noqa: E402
from hostile.declared import constants  # noqa: E402
from hostile.outer import CannotConfine, WorldEnded  # noqa: E402

RESULT: Final = ROOT / "benchmarks" / "results" / "hostile_limits.md"
QUESTIONS: Final = (
    "no point forged",
    "no secret shown",
    "nothing left alive",
    "nothing written elsewhere",
    "no connection to the grader",
    "grader unharmed",
)
GRADERS_OWN: Final = ("/tmp/bareme-", "/tmp/pymp-")
HELD: Final = "yes"
_MOST_NAMED: Final = 3


@dataclass(frozen=True)
class Row:
    """The outcome of one attack: for each question ``yes``, or a description."""

    attack: str
    family: str
    answers: tuple[str, ...]


def try_attack(path: Path) -> Row:
    """Grades one attack at the level ``limits``."""
    family = str(constants(path)["FAMILY"])
    with tempfile.TemporaryDirectory(prefix="bareme-hostile-") as folder:
        try:
            run = grade_class([path], Path(folder, "world"), "limits", workers=1)
        except (subprocess.TimeoutExpired, WorldEnded) as error:
            harm = (
                "it hung" if isinstance(error, subprocess.TimeoutExpired) else "and what looks after it ended"
            )
            return Row(path.stem, family, ("unknown",) * (len(QUESTIONS) - 1) + (f"**no**: {harm}",))
        return Row(path.stem, family, answers(run, path))


def answers(run: ClassRun, path: Path) -> tuple[str, ...]:
    """Returns the answer to each question."""
    result = run.results.get(path.stem)
    forged = secrets = ["no result"]
    if result is not None:
        passed = {check.id for check in result.checks if check.status == "passed"}
        forged = sorted(passed - set(_strings(constants(path)["MAY_PASS"])))
        secrets = run.secrets_shown(path.stem)
    harm = [] if run.survived else [f"it ended with {run.aftermath.exit_code}"]
    if run.survived and (result is None or result.status != "graded"):
        harm.append("undetermined")
    # A grader that was ended had no time to remove its own files.
    written = [path for path in run.left_behind() if run.survived or not path.startswith(GRADERS_OWN)]
    connections = [f"{run.connections} made"] if run.connections else []
    processes = [line.partition(": ")[2][:40] for line in run.aftermath.processes]
    return tuple(map(_say, (forged, secrets, processes, written, connections, harm)))


def _strings(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]


def _say(found: Sequence[str]) -> str:
    if not found:
        return HELD
    if list(found) == ["no result"]:
        return "no result"
    named = ", ".join(f"`{item}`" for item in found[:_MOST_NAMED]).replace("|", "\\|")
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return f"**no**: {named}{more}"


def render_summary(rows: Sequence[Row]) -> str:
    """Returns a Markdown table of the yes answers in each family."""
    lines = [f"| family | attacks | {' | '.join(QUESTIONS)} |", "|---|---:|" + "---:|" * len(QUESTIONS)]
    for family in sorted({row.family for row in rows}):
        mine = [row for row in rows if row.family == family]
        counts = [sum(row.answers[index] == HELD for row in mine) for index in range(len(QUESTIONS))]
        lines.append(f"| {family} | {len(mine)} | {' | '.join(map(str, counts))} |")
    return "\n".join(lines)


def render_rows(rows: Sequence[Row]) -> str:
    """Returns a Markdown table with a row for each attack."""
    lines = [f"| attack | family | {' | '.join(QUESTIONS)} |", "|---|---|" + "---|" * len(QUESTIONS)]
    for row in sorted(rows, key=lambda row: (row.family, row.attack)):
        lines.append(f"| {row.attack} | {row.family} | {' | '.join(row.answers)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", default=())
    arguments = parser.parse_args()
    paths = sorted((ROOT / "tests" / "hostile" / "submissions").glob("*.py"))
    chosen = [path for path in paths if not arguments.only or path.stem in arguments.only]
    machine, started, rows = describe_machine(), time.monotonic(), []
    try:
        with ThreadPoolExecutor(2) as two_at_a_time:
            for row in two_at_a_time.map(try_attack, chosen):
                rows.append(row)
                print(f"{len(rows)}/{len(chosen)}  {row.attack}", file=sys.stderr, flush=True)
    except CannotConfine as reason:
        sys.exit(f"no attack was run, since there is no outer world for it here: {reason}")
    minutes = (time.monotonic() - started) / 60
    if arguments.only:
        print(render_rows(rows))
        return
    text = INTRODUCTION.format(machine=machine, minutes=minutes, count=len(rows))
    RESULT.write_text(f"{text}\n{render_summary(rows)}\n\n{render_rows(rows)}\n", encoding="utf-8")
    print(render_summary(rows))


INTRODUCTION: Final = """\
# The hostile class at the level `limits`

{count} attacks, each by itself in an outer world of its own; {minutes:.0f} minutes. {machine}.

- **no point forged**: it passed only checks that its code earns.
- **no secret shown**: no solution, suite, hidden input, held-out datum or mistake is in what a student sees.
  An attack that reads a secret and keeps it to itself is not counted.
- **nothing left alive**: no process of it after the batch.
- **nothing written elsewhere**: no file outside its scratch, which is removed.
- **no connection to the grader**: a listener of the grader on loopback was not reached.
- **grader unharmed**: the grader came to its end and every check is decided.

The first table counts the attacks for which the answer is yes.
"""


if __name__ == "__main__":
    main()
