# ruff: noqa
"""Uses bareme itself in the sandbox: opens the course, reads its solution, collects and runs its suite."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "The course under grading, or the one that is installed with bareme, can be opened."

# %%
import sys
from pathlib import Path

import bareme
from bareme.course.course import Course
from bareme.grading.setup import GradingOptions, open_grading_context
from bareme.course.solution import extract_definitions, read_solution

roots = [*Path(bareme.__file__).parents, Path.cwd()]
places = {
    Path(entry) for entry in (*sys.path, sys.prefix, sys.base_prefix, "/usr", "/usr/local", bareme.__file__)
}
places |= {parent for place in places for parent in list(place.parents)[:4]}
for place in places:
    for pattern in (
        "course",
        "bareme/course",
        "share/bareme/course",
        "build/lib/bareme/course",
        "*-packages/bareme/course",
        "lib*/python3*/*-packages/bareme/course",
    ):
        roots += place.glob(pattern)
for path in map(Path, "@COURSE_FILES@".split("|")):
    roots += list(path.parents)[:3]
for root in roots:
    for slug in ("tiny", "neuron"):
        try:
            assignment = Course(root).assignment(slug)
            code = extract_definitions(read_solution(assignment))
            print(root, slug, code)
            exec(code, globals())
        except Exception as error:
            print(type(error).__name__)
try:
    with open_grading_context(assignment, GradingOptions("mini", "limits")) as plan:
        print(plan.data_folder, list(plan.data_folder.iterdir()))
except Exception as error:
    print(type(error).__name__)
