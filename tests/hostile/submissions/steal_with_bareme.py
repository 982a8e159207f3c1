# ruff: noqa
"""Uses bareme itself in the room: opens the course, reads its solution, collects and runs its suite."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "The course under grading, or the one that is installed with bareme, can be opened."

# %%
from pathlib import Path

import bareme
from bareme.course import Course
from bareme.planning import GradingOptions, prepare
from bareme.solution import definitions, read_solution

roots = [Path(bareme.__file__).parent / "course", *Path(bareme.__file__).parents, Path.cwd()]
for path in map(Path, "@COURSE_FILES@".split("|")):
    roots += list(path.parents)[:3]
for root in roots:
    for slug in ("tiny", "neuron"):
        try:
            assignment = Course(root).assignment(slug)
            code = definitions(read_solution(assignment))
            print(root, slug, code)
            exec(code.source, globals())
        except Exception as error:
            print(type(error).__name__)
try:
    with prepare(assignment, GradingOptions("mini", "limits")) as plan:
        print(plan.data_folder, list(plan.data_folder.iterdir()))
except Exception as error:
    print(type(error).__name__)
