"""Grades forged models and compares their scores with the stated ones.

Each is graded as in a batch, against one suite: its hidden layer of 100 sigmoids, its 79,510 parameters, its
accuracy on held-out images, the reported accuracy, its compile settings and its history. The honest notebook
that it is based on is graded in the same way. ``python benchmarks/forged_models.py`` prints Markdown, from
the table of ``tests/student/test_forged_models.py``, and exits with 1 if one gets more than is stated there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Final

from measuring import print_heading

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from student.classroom import Classroom, open_classroom  # noqa: E402
from student.forgeries import FORGERIES  # noqa: E402
from student.forging import SUITES, Attempt, Forgery, attempt, passed  # noqa: E402


def render_row(forgery: Forgery, came: Attempt) -> str:
    """Returns a row of the table."""
    outcome = came.outcomes[forgery.check]
    sentence = outcome.message.partition("\n")[0].replace("|", "\\|") or outcome.status
    cells = (forgery.name, forgery.verdict, f"`{forgery.check}`: {sentence}", _listed(came.gained))
    return f"| {' | '.join(cells)} | {_listed(came.marked)} |"


def _listed(checks: Collection[str]) -> str:
    return ", ".join(f"`{check}`" for check in sorted(checks)) or "none"


def try_all(classroom: Classroom) -> bool:
    """Prints a row for each forgery; True if all are as stated."""
    honest = {under: passed(classroom, "forged", under) for under in {one.under for one in FORGERIES}}
    as_stated = True
    for forgery in FORGERIES:
        came = attempt(classroom, "forged", forgery, honest[forgery.under])
        stated = (came.gained, came.marked) == (set(forgery.gains), set(forgery.unverified))
        as_stated = as_stated and stated and not came.harmed
        print(render_row(forgery, came), flush=True)
    return as_stated


def main() -> None:
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    print_heading("Forged models, and what each got", __file__)
    print(TABLE, flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="bareme-forged-") as folder,
        open_classroom(Path(folder), SUITES) as classroom,
    ):
        as_stated = try_all(classroom)
    words = "as stated" if as_stated else "**more than stated**"
    print(f"\n{len(FORGERIES)} forgeries, and what they gained is {words}.")
    sys.exit(0 if as_stated else 1)


TABLE: Final = """
*Gained* are the checks that a forgery passes and the honest notebook under it does not; *marked* are those of
them whose outcome says `unverified`: an assignment with `unverified_models = "refuse"` gives none of these.

Two forgeries gain a point that cannot be refused: compile settings and histories are the student's own word.
Whoever compiles a model again gets the first without any forgery. The second does not deceive a check that
compares the last value of a history with the model, as one of this suite does.

| forged | what it got | the sentence | gained | marked |
|---|---|---|---|---|"""


if __name__ == "__main__":
    main()
