"""What the two of a pair share, and what does not count."""

from __future__ import annotations

import pytest
from courses import make_course
from sample_results import check, sample_result

from bareme.errors import InputError
from bareme.grading.handouts import make_handout
from bareme.results.result import CellRecord, ExerciseScore, Result, StudentRecord, WrittenAnswer, revised
from bareme.similarity.clusters import find_clusters
from bareme.similarity.pairs import SubmissionPair, find_pairs, find_shared_traits, max_sharers
from bareme.similarity.rarity import score_pairs
from bareme.similarity.template import Template, read_template
from bareme.similarity.work import OTHER_CODE, StudentWork, read_work
from bareme.submissions.handout import Handout

COMMON = "def predict(x, slope, offset=0):\n    return slope * x + offset"
TEMPLATE_CODE = "rows = np.arange(3.0)\nslope = fit(rows, 2 * rows)"


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Template:
    return read_template(make_handout(make_course(tmp_path_factory.mktemp("course")).assignment("line")))


def result(
    name: str, predict: str = COMMON, *, fit: str = "", other: str = "", text: str = "", **more
) -> Result:
    cells = (
        CellRecord(index=0, kind="code", source=predict, status="ok"),
        CellRecord(index=1, kind="code", source=fit, status="ok"),
        CellRecord(index=2, kind="code", source=other, status="ok"),
        CellRecord(index=3, kind="markdown", source=text, status="ok"),
    )
    exercises = tuple(
        ExerciseScore(id=id_, title={"en": id_}, score=0, max_score=1, cells=(index,))
        for index, id_ in enumerate(("predict", "fit"))
    )
    values = {"checks": (), "written": (), **more}
    return sample_result(
        student=StudentRecord(id=name, name=name), cells=cells, exercises=exercises, **values
    )


def read(template: Template, *results: Result, earlier: tuple[Result, ...] = ()) -> list[StudentWork]:
    old = [read_work(one, template, is_earlier=True) for one in earlier]
    return [*(read_work(one, template) for one in results), *old]


def pairs_of(works: list[StudentWork]) -> tuple[SubmissionPair, ...]:
    return find_pairs(works, score_pairs(works))


def crowd(count: int = 6) -> list[Result]:
    return [result(f"other-{k}", fit=f"def fit(x, y):\n    return x.sum() / {k} + y") for k in range(count)]


ODD = "def fit(x, y):\n    best = sorted((abs(y - s * x).max(), s) for s in (1, 2, 4))\n    return best[0][1]"
ODD_AGAIN = (
    ODD.replace("best", "liste")
    .replace(" s ", " pente ")
    .replace("(abs(y - s *", "(abs(y - pente *")
    .replace(", s)", ", pente)")
)


def test_what_everybody_wrote_makes_no_pair(template: Template) -> None:
    assert pairs_of(read(template, *(result(f"s{k}") for k in range(6)))) == ()


def test_a_rare_way_makes_a_pair_and_tells_the_lines(template: Template) -> None:
    works = read(template, *crowd(), result("ann", fit=ODD), result("bob", fit="\n" + ODD_AGAIN))
    first = pairs_of(works)[0]
    assert [works[first.first].result.student.id, works[first.second].result.student.id] == ["ann", "bob"]
    assert [part.part for part in first.parts] == ["fit"]
    (part,) = first.parts
    assert part.sharers == 2
    assert (part.first[0].first, part.first[-1].last) == (2, 3)
    assert (part.second[0].first, part.second[-1].last) == (3, 4)


def test_three_with_the_same_rare_way_are_three_pairs_and_one_group(template: Template) -> None:
    works = read(template, *crowd(22), *(result(name, fit=ODD) for name in ("ann", "bob", "kim")))
    scores = score_pairs(works)
    pairs = find_pairs(works, scores)
    assert [(one.first, one.second) for one in pairs] == [(22, 23), (22, 24), (23, 24)]
    (cluster,) = find_clusters(scores, pairs)
    assert (cluster.members, cluster.pairs) == ((22, 23, 24), pairs)


def test_code_of_the_template_does_not_count(template: Template) -> None:
    works = read(template, *crowd(), result("ann", other=TEMPLATE_CODE), result("bob", other=TEMPLATE_CODE))
    assert works[-1].parts[OTHER_CODE] == {}


def test_code_outside_the_exercises_counts(template: Template) -> None:
    trial = "for k in range(17):\n    print(k ** 3, predict(k, 0.25))"
    works = read(template, *crowd(), result("ann", other=trial), result("bob", other=trial))
    assert [part.part for part in pairs_of(works)[0].parts] == [OTHER_CODE]


def test_functions_in_one_cell_are_divided_by_exercise(template: Template) -> None:
    one = result("ann", predict=f"{COMMON}\n{ODD}")
    one = revised(one, exercises=tuple(revised(part, cells=(0,)) for part in one.exercises))
    work = read_work(one, template)
    assert {span.first for spans in work.parts["predict"].values() for span in spans} <= {1, 2}
    assert {span.first for spans in work.parts["fit"].values() for span in spans} <= {3, 4, 5}


def test_the_same_file_is_told(template: Template) -> None:
    ann, bob = result("ann", fit=ODD), result("bob", fit=ODD)
    pair = pairs_of(read(template, *crowd(), ann, bob))[0]
    assert pair.is_same_file
    bob = revised(bob, file=revised(bob.file, sha256="0" * 64))
    assert not pairs_of(read(template, *crowd(), ann, bob))[0].is_same_file


def test_two_of_an_earlier_batch_are_no_pair_and_one_of_each_is(template: Template) -> None:
    old = (result("old-1", fit=ODD), result("old-2", fit=ODD))
    works = read(template, *crowd(), earlier=old)
    assert all(not (works[one.first].is_earlier and works[one.second].is_earlier) for one in pairs_of(works))
    works = read(template, *crowd(), result("ann", fit=ODD), earlier=old[:1])
    assert {works[index].is_earlier for index in (pairs_of(works)[0].first, pairs_of(works)[0].second)} == {
        False,
        True,
    }


def test_rare_texts_comments_mistakes_and_wrong_values_are_traits(template: Template) -> None:
    failed = check(
        "test_fit", "fit", "fit", "failed", message="Expected 4, got 17.25.", mistake="m", hint="h"
    )
    written = (
        WrittenAnswer(
            id="why", title={}, max_score=1, status="pending", answer="One two three four five six."
        ),
    )
    more = {
        "fit": "# this took me the whole night\npass",
        "text": "I asked my neighbour about this one.",
        "checks": (failed,),
        "written": written,
    }
    works = read(template, *crowd(), result("ann", **more), result("bob", **more))
    shared = find_shared_traits(works)
    assert {(one.trait.kind, one.trait.shown, one.holders) for one in shared} == {
        ("mistake", "h", (6, 7)),
        ("value", "Expected 4, got 17.25.", (6, 7)),
        ("text", "this took me the whole night", (6, 7)),
        ("text", "I asked my neighbour about this one.", (6, 7)),
        ("text", "One two three four five six.", (6, 7)),
    }


def test_texts_of_the_template_and_of_many_are_no_traits(template: Template) -> None:
    text = "Explain why, in words / Expliquez pourquoi."
    works = read(template, *crowd(), result("ann", text=text), result("bob", text=text))
    assert find_shared_traits(works) == ()
    works = read(template, *(result(f"s{k}", text="The same answer of all of us here.") for k in range(5)))
    assert find_shared_traits(works) == ()


@pytest.mark.parametrize(("count", "most"), [(2, 1), (4, 2), (25, 3), (86, 5), (125, 7), (300, 15)])
def test_rare_is_what_a_twentieth_or_three_have_and_never_most(count: int, most: int) -> None:
    assert max_sharers(count) == most


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_class_that_is_too_small_has_no_faults(template: Template, count: int) -> None:
    works = read(template, *(result(f"s{k}", fit=ODD) for k in range(count)))
    assert pairs_of(works) == ()


def test_without_a_template_it_is_an_error() -> None:
    with pytest.raises(InputError, match="no template of the assignment 'line'"):
        read_template(Handout("line"))


def test_equal_stored_outputs_that_few_have_are_traits(template: Template) -> None:
    def with_output(name: str, text: str) -> Result:
        one = result(name)
        cells = (revised(one.cells[0], stored_output=text), *one.cells[1:])
        return revised(one, cells=cells)

    rare, short = "epoch 1: 0.17342 s\nloss 0.6931", "42"
    works = read(
        template,
        *(with_output(f"s{k}", "all of us: 1.25, 2.5") for k in range(6)),
        *(with_output(name, rare) for name in ("ann", "bob")),
        *(with_output(name, short) for name in ("eve", "kim")),
    )
    (shared,) = find_shared_traits(works)
    assert (shared.trait.kind, shared.holders) == ("output", (6, 7))
    assert shared.trait.shown == "epoch 1: 0.17342 s loss 0.6931"
