"""Assignments that are validated at the same time get the verdicts they get alone, in their order."""

import shutil
from pathlib import Path

from courses import make_course

from bareme.grading.release import write_release
from bareme.grading.setup import GradingOptions
from bareme.i18n.messages import Message
from bareme.validation import side_by_side
from bareme.validation.side_by_side import validate_assignments


def test_each_is_judged_and_the_order_stays(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    shutil.copytree(tmp_path / "graders/line", tmp_path / "graders/other")
    shutil.copy(tmp_path / "solutions/line.py", tmp_path / "solutions/other.py")
    for name in ("line", "other"):
        write_release(course.assignment(name))
    (tmp_path / "graders/other/mistakes/no_offset.py").unlink()
    told: list[str] = []

    def progress(done: int, total: int, words: Message) -> None:
        told.append(words)

    chosen = course.assignments()
    found = validate_assignments(chosen, GradingOptions(), workers=2, seeds=None, progress=progress)
    assert [one.slug for one in found] == ["line", "other"]
    assert [one.mistakes for one in found] == [1, 0]
    assert [one.solution for one in found] == ["5/5", "5/5"]
    assert {words.split()[0] for words in told} == {"line", "other"}


def test_work_is_done_again_after_a_mistake_of_the_interpreter() -> None:
    done: list[int] = []

    def work() -> int:
        done.append(1)
        if len(done) == 1:
            raise SystemError("AST constructor recursion depth mismatch (before=165, after=46)")
        return 7

    assert side_by_side._try_twice(work) == 7
    assert len(done) == 2
