"""Figures of a real sandbox arrive as drawn, however they were shown."""

from functools import partial

import numpy as np
import pytest

from bareme.checks import assert_figure
from bareme.errors import StudentError, StudentRaised, StudentTimeout
from bareme.grading.mistakes.comparison import count_matching_features, replayed_features
from bareme.grading.mistakes.replay import call_and_draw
from bareme.student.figure import Figure
from bareme.student.kinds.figure_kind import FigureKind, read_figure, read_figures
from bareme.student.student import Student
from bareme.wire import Handle
from bareme.wire.objects import MAX_ALL_NUMBERS, MAX_ARTISTS, MAX_FIGURES, MAX_NUMBERS, MAX_TEXT

pytest_plugins = ["sandbox.fixtures"]

FUNCTIONS = """
%matplotlib inline
import numpy as np
import matplotlib.pyplot as plt

def figure(y):
    fig, ax = plt.subplots(figsize=(3, 2))
    ax.plot(y, label="loss")
    ax.set(title="Training", xlabel="epoch", ylabel="loss", yscale="log")
    ax.legend()
    fig.suptitle("Two figures in one")
    return fig

def axes(y): return figure(y).axes[0]
def array_of_axes(y):
    fig, axes = plt.subplots(2, 2)
    axes[1, 0].plot(y)
    return axes
def figure_and_axes(y): return figure(y), plt.gca()
def lines(y): return plt.plot(y)
def image(y): return plt.imshow([y])
def bars(y): return plt.bar(range(len(y)), y)
def histogram(y): return plt.hist(y, bins=3)
def module(y):
    plt.plot(y)
    return plt

def nothing(y): plt.plot(y)
def shown(y):
    plt.plot(y)
    plt.show()
def closed(y):
    plt.plot(y)
    plt.savefig("curve.png")
    plt.close()
def returned_closed(y):
    fig = plt.figure()
    plt.plot(y)
    plt.close(fig)
    return fig
def without_pyplot(y):
    from matplotlib.figure import Figure
    fig = Figure()
    fig.subplots().plot(y)
    display(fig)

def one_for_each(y):
    for value in y:
        plt.figure()
        plt.plot([value, value])
        plt.show()
def with_value(y): return figure(y), sum(y)
def draws_and_counts(y):
    plt.plot(y)
    return len(y)
def quiet(y): return None

variable = figure([1, 2])
"""
Y = [3.0, 1.5, 0.5]


@pytest.fixture(scope="module")
def student(sandboxes):
    with sandboxes.session(FUNCTIONS) as session:
        assert session.cells[0].message == ""
        yield Student(session)


def test_a_figure_arrives_as_it_was_drawn(student):
    figure = student.figure(Y)
    [axes] = figure.axes
    [curve] = axes.curves
    assert (figure.title, figure.size, figure.cell) == ("Two figures in one", (3.0, 2.0), None)
    assert (axes.title, axes.x_label, axes.y_label) == ("Training", "epoch", "loss")
    assert (axes.x_scale, axes.y_scale, axes.legend) == ("linear", "log", ("loss",))
    assert axes.x_limits[0] < 0 < 2 < axes.x_limits[1]
    assert (curve.label, curve.x.tolist(), curve.y.tolist()) == ("loss", [0, 1, 2], Y)
    assert student.variable.curves[0].y.tolist() == [1, 2]


WAYS = ["axes", "array_of_axes", "figure_and_axes", "lines", "module"]
WAYS += ["nothing", "shown", "closed", "returned_closed", "without_pyplot"]


@pytest.mark.parametrize("way", WAYS)
def test_whatever_a_function_does_with_its_figure_the_figure_arrives(student, way):
    figure = getattr(student, way)(Y)
    assert type(figure) is Figure
    assert [curve.y.tolist() for curve in figure.curves] == [Y]


def test_images_and_bars_stand_for_their_figure_as_well(student):
    assert student.image(Y).images[0].pixels.tolist() == [Y]
    assert student.bars(Y).axes[0].bars[0].heights.tolist() == Y
    # Three bins from 0.5 to 3: one value in each but the last, where 3 is.
    assert student.histogram(Y).axes[0].bars[0].heights.tolist() == [1, 1, 1]


def test_several_figures_and_those_beside_other_values_arrive(student):
    assert [figure.curves[0].y[0] for figure in student.one_for_each(Y)] == Y
    figure, total = student.with_value(Y)
    assert (type(figure), total) == (Figure, 5.0)


def test_a_value_other_than_none_stays_and_a_figure_of_another_call_is_not_taken(student):
    assert student.draws_and_counts(Y) == 3
    assert student.quiet(Y) is None


def test_arguments_are_returned_beside_a_figure(student):
    value, after, _ = student.nothing.call_and_return_arguments(Y)
    assert after == (Y,)
    assert isinstance(value, Handle | Figure)


def test_what_the_courses_own_code_draws_is_the_same_in_the_grader(student):
    definitions = {}
    exec(FUNCTIONS.replace("%matplotlib inline", "").replace("variable = figure([1, 2])", ""), definitions)
    features = FigureKind().features
    for way in ("figure", "lines", "nothing", "bars", "image"):
        drawn = features(getattr(student, way)(Y))
        again = replayed_features(call_and_draw(partial(definitions[way], Y)))
        assert count_matching_features(drawn, again, {}) == len(again) > 0
        assert count_matching_features(features(getattr(student, way)([*Y, 7.0])), again, {}) is None
    assert call_and_draw(lambda: Y) == Y
    assert call_and_draw(partial(definitions["quiet"], Y)) is None
    assert call_and_draw(partial(definitions["with_value"], Y))[1] == 5.0


CELLS = {
    "inline": "%matplotlib inline\nimport matplotlib.pyplot as plt, numpy as np\nplt.plot([0, 1])",
    "shown twice": "plt.plot([1, 1]); plt.show()\nplt.plot([2, 1])\nplt.show()",
    "closed": "plt.plot([3, 1])\nplt.close()",
    "saved": "plt.plot([4, 1])\nplt.savefig('4.png')\nplt.close('all')",
    "interactive": "plt.ion()\nplt.plot([5, 1])",
    "begun": "fig, ax = plt.subplots()",
    "continued": "ax.plot([7, 1])\nfig",
    "none": "1 + 1",
    "raises": "plt.plot([9, 1])\n1 / 0",
    "captured": "%%capture\nplt.plot([10, 1])\nplt.show()",
    "timed": "%%time\nplt.plot([11, 1])",
    "widget": "%matplotlib widget",
    "notebook": "%matplotlib notebook",
    "after these": "%matplotlib inline\nplt.plot([14, 1])",
}


def pictures(cell):
    return [output for output in cell.outputs if "image/png" in output.get("data", {})]


def test_figures_of_cells_are_kept_with_their_cell_and_still_shown(sandboxes):
    with sandboxes.session(*CELLS.values()) as session:
        found = {}
        for figure in Student(session).figures:
            found.setdefault(figure.cell, []).append([curve.y.tolist() for curve in figure.curves])
        shown = {name: len(pictures(cell)) for name, cell in zip(CELLS, session.notebook.cells, strict=True)}
    names = list(CELLS)
    assert {names[cell]: curves for cell, curves in found.items()} == {
        "inline": [[[0, 1]]],
        "shown twice": [[[1, 1]], [[2, 1]]],
        "closed": [[[3, 1]]],
        "saved": [[[4, 1]]],
        "interactive": [[[5, 1]]],
        "begun": [[]],
        "continued": [[[7, 1]]],
        "raises": [[[9, 1]]],
        "captured": [[[10, 1]]],
        "timed": [[[11, 1]]],
        "after these": [[[14, 1]]],
    }
    once = {"inline", "interactive", "begun", "continued", "raises", "timed", "after these"}
    assert shown == {name: 2 if name == "shown twice" else int(name in once) for name in names}


def test_a_figure_is_described_where_none_is_drawn(sandboxes):
    with sandboxes.session(*CELLS.values()) as drawn:
        expected = [(figure.cell, len(figure.curves)) for figure in Student(drawn).figures]
    with sandboxes.session(*CELLS.values(), draws_figures=False) as session:
        found = [(figure.cell, len(figure.curves)) for figure in Student(session).figures]
        assert found == expected
        assert not any(pictures(cell) for cell in session.notebook.cells)


@pytest.mark.parametrize("switch", ["plt.ioff()", "matplotlib.use('agg')"])
def test_a_figure_that_stays_open_is_kept_as_it_was_in_the_end(sandboxes, switch):
    first = f"import matplotlib\nimport matplotlib.pyplot as plt\n{switch}\nplt.figure()\nplt.plot([1, 1])"
    calls = "def draw():\n    plt.plot([3, 3])\nplt.plot([2, 2])"
    with sandboxes.session(first, calls) as session:
        student = Student(session)
        assert [curve.y.tolist() for curve in student.draw().curves] == [[3, 3]]
        [figure] = student.figures
    assert figure.cell == 0
    assert [curve.y.tolist() for curve in figure.curves] == [[1, 1], [2, 2]]


def test_cells_that_end_their_sandbox_do_not_shift_the_others(sandboxes):
    with sandboxes.session(
        "import os", "os._exit(1)", "import matplotlib.pyplot as plt; plt.plot([1, 2])"
    ) as session:
        assert [figure.cell for figure in Student(session).figures] == [2]


def test_of_many_figures_the_last_ones_are_kept(sandboxes):
    many = "for i in range(60):\n    plt.figure()\n    plt.plot([i, i])\n    plt.close()"
    with sandboxes.session("import matplotlib.pyplot as plt", many) as session:
        figures = Student(session).figures
    assert [figure.curves[0].y[0] for figure in figures] == list(range(60 - MAX_FIGURES, 60))


def test_of_figures_too_large_to_keep_all_the_last_ones_are_kept(sandboxes):
    many = "for i in range(12):\n    plt.imshow(np.full((1000, 900), i))\n    plt.close()"
    with sandboxes.session("import matplotlib.pyplot as plt, numpy as np", many) as session:
        figures = Student(session).figures
    assert [figure.images[0].pixels[0, 0] for figure in figures] == list(range(12))[-8:]


HOSTILE = """
import time
import numpy as np
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

class Raises(Figure):
    @property
    def axes(self): raise ValueError("no axes here")

class Lies(Figure):
    def get_suptitle(self): return Lies
    def get_size_inches(self): return ["x" * 10**6]

def raises(): return Raises()
def lies(): return Lies()

class Pretends:
    __class__ = Figure
    axes = property(lambda self: 1 / 0)

def pretends(): return Pretends()
def orphan(): return Line2D([0, 1], [0, 1])

def many_lines():
    fig = Figure()
    ax = fig.subplots()
    one = ax.plot([0, 1], [0, 1])[0]
    ax.get_lines = lambda: [one] * 10**6
    return fig

def large():
    fig = Figure()
    ax = fig.subplots()
    ax.imshow(np.zeros((3000, 1000)))
    ax.plot(np.zeros(3_000_000))
    ax.plot([np.nan, 1, np.inf, 2])
    return fig

def loud():
    fig = Figure()
    ax = fig.subplots()
    ax.plot([0, 1], label="x" * 10**7)
    ax.set_title("\\ud800" * 10**7)
    ax.set_xlabel("y" * 10**7)
    ax.legend(["z" * 10**7] * 1)
    return fig

def endless():
    fig = Figure()
    fig.get_suptitle = lambda: time.sleep(60)
    return fig

def honest(): return plt.plot([1, 2])
def odd_axes():
    fig = Figure()
    fig.add_subplot(projection="3d").plot([0, 1], [0, 1], [0, 1])
    fig.add_subplot(projection="polar").plot([0, 1])
    return fig

broken = plt.figure()
broken.add_subplot().get_title = None
"""


@pytest.fixture(scope="module")
def hostile(sandboxes):
    with sandboxes.session(HOSTILE, call_seconds=3) as session:
        yield Student(session)


@pytest.mark.parametrize("name", ["raises", "lies", "orphan"])
def test_a_figure_that_cannot_be_described_is_one_sentence(hostile, name):
    with pytest.raises(StudentRaised) as caught:
        getattr(hostile, name)()
    assert len(str(caught.value)) < 3000
    assert hostile.honest().curves[0].y.tolist() == [1, 2]


def test_what_pretends_to_be_a_figure_is_none(hostile):
    with pytest.raises(AssertionError, match="There should be a figure"):
        assert_figure(hostile.pretends())


def test_a_figure_that_takes_for_ever_to_describe_is_stopped(hostile):
    with pytest.raises(StudentTimeout):
        hostile.endless()
    assert hostile.honest().curves[0].y.tolist() == [1, 2]


def test_large_figures_are_bounded(hostile):
    [axes] = hostile.many_lines().axes
    assert len(axes.curves) == MAX_ARTISTS - 1
    figure = hostile.large()
    [image] = figure.images
    assert (image.shape, image.pixels) == ((3000, 1000), None)
    long, gaps = figure.curves
    assert (long.count, long.y) == (3_000_000, None)
    assert np.array_equal(gaps.y, [np.nan, 1, np.inf, 2], equal_nan=True)
    assert_figure(figure, images=1, curves=2, labels=False)
    [axes] = hostile.loud().axes
    texts = [axes.title, axes.x_label, axes.curves[0].label, axes.legend[0]]
    assert [len(text) for text in texts] == [MAX_TEXT] * 4


def test_axes_of_other_kinds_are_described_as_far_as_they_can_be(hostile):
    assert [axes.has_data for axes in hostile.odd_axes().axes] == [True, True]


def test_a_figure_that_breaks_while_it_is_noted_ends_no_cell(hostile):
    assert hostile._session.cells[0].status == "ok"
    assert hostile.honest().curves[0].y.tolist() == [1, 2]
    assert hostile.figures == ()


def description(**other):
    """Returns an honest description of a figure with one curve."""
    curve = {"label": "", "count": 2, "x": [0, 2], "y": [2, 2]}
    axes = dict.fromkeys(("title", "x_label", "y_label", "x_scale", "y_scale"), "")
    axes |= {"x_limits": [0.0, 1.0], "y_limits": [0.0, 1.0], "legend": [], "has_data": True}
    axes |= {"curves": [curve], "images": [], "points": [], "bars": []}
    figure = {"title": "", "size": [1.0, 1.0], "legend": [], "axes": [axes], "numbers": np.arange(4.0)}
    for name, value in other.items():
        where = next(part for part in (curve, axes, figure) if name in part)
        where[name] = value
    return figure


def test_an_honest_description_is_read():
    [curve] = read_figure(description()).curves
    assert (curve.x.tolist(), curve.y.tolist()) == ([0, 1], [2, 3])
    assert read_figures([(1, description())], [4, 7])[0].cell == 7


FORGED = {
    "a text": {"title": 3},
    "a long text": {"x_label": "x" * (MAX_TEXT + 1)},
    "a legend": {"legend": ["x"] * 1000},
    "limits": {"x_limits": [0.0]},
    "limits of text": {"y_limits": ["0", "1"]},
    "an unreal count": {"count": -1},
    "a place beyond the end": {"y": [3, 2]},
    "a negative place": {"y": [-2, 2]},
    "another shape": {"y": [0, 1]},
    "a place that is none": {"y": []},
    "numbers of another type": {"numbers": np.arange(4)},
    "numbers of another shape": {"numbers": np.zeros((2, 2))},
    "no numbers": {"numbers": None},
    "too many numbers": {"numbers": np.zeros(MAX_NUMBERS + 1)},
    "too many curves": {"curves": [None] * (MAX_ARTISTS + 1)},
    "no curves": {"curves": [3]},
    "an image without height": {"images": [{"shape": [3], "pixels": None}]},
    "an image of other sizes": {"images": [{"shape": [2, 2], "pixels": [0, 4, 1]}]},
    "points that lack": {"points": [{"label": ""}]},
    "colours": {"points": [{"label": "", "count": 1, "places": None, "colours": ["red"]}]},
    "no axes": {"axes": {}},
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_a_description_that_no_sandbox_gives_is_refused(change):
    with pytest.raises(StudentRaised, match="cannot be read"):
        read_figure(description(**change))
    with pytest.raises(StudentRaised, match="cannot be read"):
        read_figures([(0, description(**change))], [0])


@pytest.mark.parametrize("content", [None, [], {}, 3, "figure", [1], [(0,)], np.zeros(3)])
def test_what_is_no_description_is_refused(content):
    with pytest.raises(StudentRaised):
        read_figure(content)
    with pytest.raises(StudentRaised):
        read_figures([(0, content)], [0])


def test_all_figures_of_a_notebook_together_are_bounded_and_their_cells_exist():
    large = (0, description(numbers=np.zeros(MAX_NUMBERS)))
    assert len(read_figures([large] * (MAX_ALL_NUMBERS // MAX_NUMBERS), [0])) == 8
    with pytest.raises(StudentRaised):
        read_figures([large] * (MAX_ALL_NUMBERS // MAX_NUMBERS + 1), [0])
    with pytest.raises(StudentRaised):
        read_figures([(0, description())] * (MAX_FIGURES + 1), [0])
    # Of two cells that were executed, the numbers are 0 and 1.
    for number in (2, -1, "0", None):
        assert read_figures([(number, description())], [0, 1])[0].cell is None


def test_a_sandbox_that_forges_its_figures_gets_a_sentence(sandboxes):
    forge = "from bareme.guest import figure_recorder\nfigure_recorder._recorder.records = [7]"
    with sandboxes.session(forge) as session, pytest.raises(StudentError):
        _ = Student(session).figures
