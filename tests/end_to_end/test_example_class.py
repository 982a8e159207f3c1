"""The example classes get the scores that were worked out by hand."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import tomllib
from pathlib import Path

import pytest
from browser.reader import VIEWS, Reader
from commands import bareme
from real_data import real_data_folder

pytest_plugins = ["browser.fixtures"]

ROOT = Path(__file__).parents[2]
TELLING = {
    "convnet": ("hubel-david", "niepce-nicephore", "pangloss", "van-winkle-rip"),
    "keras-first-steps": ("candide", "galton-francis", "lagrange-joseph-louis", "pitts-walter"),
    "keras-mlp": ("bellman-richard", "cassandra", "penelope", "rumelhart-david"),
    "mlp-backprop": (
        "agnesi-maria-gaetana",
        "ampere-andre-marie",
        "bartleby",
        "cauchy-augustin-louis",
        "hilbert-david",
        "leibniz-gottfried",
    ),
    "regularisation": ("bouvard-and-pecuchet", "hoerl-arthur", "liddell-alice", "tikhonov-andrey"),
    "softmax-regression": (
        "agnesi-maria-gaetana",
        "bartleby",
        "gibbs-josiah-willard",
        "napier-john",
        "peirce-charles",
        "zeno-of-citium",
    ),
}
"""Of the labs that train for long: all right, half done, French or in another style, and mistakes everywhere.
``make test-all`` grades the whole classes; that of the neuron is graded whole in any case."""


def read_expected(path: Path) -> dict[str, dict[str, float]]:
    """Returns the expected points of each exercise, by file."""
    expected = tomllib.loads(path.read_text("utf-8"))
    telling = None if os.environ.get("BAREME_WHOLE_CLASSES") else TELLING.get(path.parent.name)
    return {name: points for name, points in expected.items() if not telling or Path(name).stem in telling}


EXPECTED = {
    path.parent.name: read_expected(path) for path in sorted((ROOT / "examples").glob("*/expected.toml"))
}
"""By assignment and file the points of each exercise."""

TRAINED = ("lovelace-ada", "germain-sophie")
"""Neurons whose scores could depend on the data: one trained well, one wrongly."""


def grade(
    slug: str, out: Path, profile: str, env: dict[str, str] | None = None, source: Path | None = None
) -> dict[str, dict[str, object]]:
    sources = [source] if source else [ROOT / "examples" / slug / name for name in EXPECTED[slug]]
    done = bareme("grade", slug, *sources, "--profile", profile, "-o", out, cwd=ROOT, env=env)
    assert done.returncode == 0, done.stderr
    results = [json.loads(path.read_text()) for path in out.glob("students/*/result.json")]
    return {result["file"]["name"]: result for result in results}


def scores(result: dict[str, object]) -> dict[str, float]:
    return {exercise["id"]: exercise["score"] for exercise in result["exercises"]}


@pytest.fixture(scope="module")
def classes(tmp_path_factory):
    """Grades each class when it is first asked for."""
    graded: dict[str, dict[str, dict[str, object]]] = {}
    folders: dict[str, Path] = {}

    def of(slug):
        if slug not in graded:
            folders[slug] = tmp_path_factory.mktemp(slug)
            graded[slug] = grade(slug, folders[slug], "mini")
        return graded[slug]

    of.folders = folders
    return of


@pytest.mark.parametrize("slug", EXPECTED)
def test_every_submission_was_graded(classes, slug):
    assert classes(slug).keys() == EXPECTED[slug].keys()
    assert {result["status"] for result in classes(slug).values()} == {"graded"}


@pytest.mark.parametrize(("slug", "name"), [(slug, name) for slug in EXPECTED for name in EXPECTED[slug]])
def test_submission_scores_what_was_worked_out(classes, slug, name):
    assert scores(classes(slug)[name]) == pytest.approx(EXPECTED[slug][name])


@pytest.mark.parametrize("slug", EXPECTED)
def test_pages_made_again_from_the_results_alone_are_those_that_the_batch_wrote(classes, slug):
    classes(slug)
    folder = classes.folders[slug]
    written = {path: path.read_bytes() for path in folder.rglob("*.html")}
    assert len(written) == len(EXPECTED[slug]) + 1
    for path in written:
        path.unlink()
    done = bareme("report", folder, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*.html")} == written


@pytest.mark.parametrize("slug", EXPECTED)
def test_no_hidden_check_has_evidence_and_no_page_is_large(classes, slug):
    for result in classes(slug).values():
        assert not [
            check["id"] for check in result["checks"] if check["visibility"] == "hidden" and check["evidence"]
        ]
    for path in classes.folders[slug].glob("students/*/feedback.html"):
        before, folded, _ = path.read_text("utf-8").partition('<details class="notebook">')
        assert folded
        assert len(before.encode()) < 500_000


@pytest.mark.parametrize("slug", EXPECTED)
def test_the_pages_of_the_class_are_sound_in_a_browser(reader: Reader, classes, slug):
    students = sorted(classes(slug).values(), key=lambda result: result["score"])
    folder = classes.folders[slug]
    # The weakest, one between and the best; each has much that the others have not.
    chosen = [students[place]["student"]["id"] for place in (0, len(students) // 2, -1)]
    pages = [folder / "class.html", *(folder / "students" / student / "feedback.html" for student in chosen)]
    for path, (width, dark) in zip(pages, itertools.cycle(VIEWS.values())):
        with reader.open(path, width=width, dark=dark) as opened:
            opened.unfold()
            assert (path, opened.too_wide()) == (path, [])
            assert (path, opened.faults()) == (path, [])


@pytest.mark.parametrize("slug", ["keras-first-steps"])
def test_a_trained_classifier_is_portrayed_on_the_300_visible_digits_and_on_no_other(classes, slug):
    result = classes(slug)["galton-francis.ipynb"]
    shown = {exercise["id"]: exercise["evidence"] for exercise in result["exercises"] if exercise["evidence"]}
    [confusion] = shown.pop("classifier")
    assert shown == {}
    assert (confusion["kind"], confusion["name"]) == ("confusion", "classifier")
    # The split by class draws a tenth of each digit, to within one sample.
    found = [sum(row) for row in confusion["counts"]]
    assert (len(found), sum(found)) == (10, 300)
    assert all(29 <= count <= 31 for count in found)
    assert confusion["wrong"]
    assert all(one["truth"] != one["guess"] for one in confusion["wrong"])


@pytest.mark.parametrize("slug", ["neuron"])
def test_the_endless_loop_is_a_timeout_and_nothing_else_is(classes, slug):
    timeouts = {
        name: {check["exercise"] for check in result["checks"] if check["status"] == "timeout"}
        for name, result in classes(slug).items()
    }
    assert {name for name, exercises in timeouts.items() if exercises} == {"zeno-of-elea.ipynb"}
    assert timeouts["zeno-of-elea.ipynb"] <= {"training", "accuracy"}


def test_submissions_score_the_same_on_the_real_data(tmp_path):
    folder = real_data_folder()
    if folder is None:
        pytest.skip("the real MNIST is not here; name its folder with BAREME_DATA")
    source = tmp_path / "source"
    source.mkdir()
    for name in TRAINED:
        shutil.copy(ROOT / "examples" / "neuron" / f"{name}.ipynb", source)
    full = grade("neuron", tmp_path / "out", "full", {"BAREME_DATA": str(folder)}, source)
    assert len(full) == len(TRAINED)
    assert {name: scores(result) for name, result in full.items()} == {
        name: pytest.approx(EXPECTED["neuron"][name]) for name in full
    }
