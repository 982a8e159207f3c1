"""Any reply gives a value or a student's error, and never crashes the grader."""

import contextlib

import matplotlib
import numpy as np
import pytest

from bareme.checks import assert_figure
from bareme.checks.array_diff import Difference, compare_arrays
from bareme.course.course import Limits
from bareme.errors import StudentError
from bareme.sandbox.forkserver_client import ServerAddress
from bareme.sandbox.session import NotebookSession, SandboxSettings
from bareme.sandbox.source_locations import locate_cell_error, locate_frames
from bareme.student.kinds.figure_kind import FigureKind, read_figure, read_figures
from bareme.student.student import RemoteFunction, Student, _value_of
from bareme.submissions.notebook import parse_notebook
from student.mutation import ODD, mutations, over_the_wire

SOURCE = b"def f(x):\n    return 1 / x\n"


def drawn():
    matplotlib.use("agg")
    from matplotlib import pyplot

    from bareme.wire.kinds.matplotlib import describe_figure

    figure, (one, other) = pyplot.subplots(1, 2)
    one.plot([1, 2, 3], [3.0, 2.0, 1.0], label="loss")
    one.set_xlabel("epoch")
    one.legend()
    one.scatter([1, 2], [2, 1], c=[0, 1])
    other.imshow(np.arange(12.0).reshape(3, 4))
    other.bar([1, 2], [3, 4])
    described = describe_figure(figure)
    pyplot.close(figure)
    return described


class Answering(NotebookSession):
    """A session without a sandbox, with answers given by a test."""

    answer: object = None

    def ask(self, action, **request):
        return self.answer if isinstance(self.answer, dict) else {}


@pytest.fixture
def session():
    address = ServerAddress(folder="/nowhere", isolation="namespaces")
    settings = SandboxSettings(address=address, limits=Limits())
    return Answering(parse_notebook(SOURCE, "lab.py").notebook, settings)


def check_all(honest, use):
    use(honest)
    count = 0
    for path, changed in mutations(honest):
        count += 1
        try:
            use(changed)
        except (StudentError, AssertionError) as error:
            str(error).encode()
        except Exception as error:
            raise AssertionError(f"{type(error).__name__}: {error}, at {str(path)[:300]}") from error
    assert count > len(ODD)


def test_a_figure_with_anything_anywhere_is_read_or_refused():
    def use(content):
        figure = read_figure(content)
        FigureKind().features(figure)
        for wanted in (
            {"images": 1},
            {"images": np.ones((1, 3, 4))},
            {"curves": [3.0, 2.0, 1.0]},
            {"points": 9},
        ):
            with contextlib.suppress(AssertionError), np.errstate(all="ignore"):
                assert_figure(figure, colours=2, **wanted)

    check_all(over_the_wire(drawn()), use)


def test_figures_of_a_notebook_with_anything_anywhere_are_read_or_refused():
    check_all(over_the_wire([(0, drawn())]), lambda content: read_figures(content, [0]))


REPLIES = {
    "value": {"number": 1, "value": 1.5},
    "unsendable": {"number": 1, "unsendable": "it is too large"},
    "raised": {
        "raised": {
            "type": "ZeroDivisionError",
            "message": "division by zero",
            "not_implemented": False,
            "places": [{"line": 2, "text": "return 1 / x", "function": "f"}],
        }
    },
    "missing": {"missing": True, "names": ["g", "ff"]},
    "function": {"function": True},
    "warnings": {"value": 1.5, "warnings": ["overflow"]},
    "arguments": {"value": 1.5, "arguments": (1.0,), "keywords": {}},
}


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_with_anything_anywhere_gives_a_value_or_the_students_error(name, session):
    def use(reply):
        session.answer = reply
        student = Student(session, frozenset({"f"}))
        function = RemoteFunction("f", student._handles, student._observations, student._failures, list)
        for ask in (
            lambda: student.f,
            lambda: student.x,
            lambda: student.figures,
            lambda: function(1.0),
            lambda: function.count_steps(1.0),
            lambda: function.call_and_return_arguments(1.0),
            lambda: function.call_and_return_warnings(1.0),
            lambda: _value_of("f", reply if isinstance(reply, dict) else {}, session),
        ):
            with contextlib.suppress(StudentError, AssertionError):
                ask()

    check_all(over_the_wire(REPLIES[name]), use)


def test_places_with_anything_anywhere_are_found_or_none(session):
    said = over_the_wire([{"line": 2, "text": "return 1 / x", "function": "f"}])
    assert len(locate_frames(session.notebook, said)) == 1
    check_all(said, lambda content: locate_frames(session.notebook, content))


def test_a_traceback_with_anything_anywhere_is_a_place_or_none(session):
    lines = ["\x1b[36mCell\x1b[39m In[1], line 2, in f(x)", "x" * 1000, "Cell In[999999], line 999999"]
    cell = session.notebook.cells[0]
    for _, changed in mutations(over_the_wire(lines)):
        cell.outputs = [{"output_type": "error", "traceback": changed}]
        from nbformat import from_dict

        cell.outputs = [from_dict(output) for output in cell.outputs]
        assert isinstance(locate_cell_error(session.notebook, 0), tuple)


@pytest.mark.parametrize("odd", [value for value in ODD if isinstance(value, np.ndarray)], ids=repr)
def test_evidence_of_any_array_is_made_or_there_is_none(odd):
    if odd.dtype.kind in "biufc":
        wrong = np.ones(odd.shape, np.bool_)
        compare_arrays(Difference(odd, np.ones(odd.shape), wrong, wrong, "the result"))
