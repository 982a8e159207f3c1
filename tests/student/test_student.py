"""A suite gets the value of a name, or the reason that it is missing."""

import re

import pytest
from nbformat import v4

from bareme.checks.value_words import suggest_conversion
from bareme.errors import NotAttempted, SandboxDied, StudentError, StudentRaised, StudentTimeout, WireError
from bareme.student.observations import Call, ImportedModules, InstructionCount, RaisedError, VariableRead
from bareme.student.recorder import start_recording_evidence
from bareme.student.student import Student

pytest_plugins = ["sandbox.fixtures"]

NOT_STUBS = """
def only_vectors(x):
    if np.ndim(x) != 1:
        raise NotImplementedError("matrices")
    return x

def asks(x):
    return input("x = ")

class Shape:
    def area(self):
        raise NotImplementedError

    def twice(self):
        return 2 * self.area()

class Square(Shape):
    pass

def area(x):
    return Square().area()

def area_of_the_base(x):
    return Shape().area()

def refused(x):
    class Refused(NotImplementedError): pass
    raise Refused

def written(x):
    def inner():
        raise NotImplementedError()  # TODO
    return inner()
"""
CELLS = {
    "functions": """
import numpy as np
from math import log as ln

%matplotlib inline

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

class Model:
    def __init__(self, size):
        self.size = size

_private = 5
square = lambda x: x * x
""",
    "raises": "before = 1\nweights = before / 0\nbias = abs(0)",
    "stub": "raise NotImplementedError\nloss = abs(1)",
    "stub of another": "def todo(x):\n    raise NotImplementedError\n\nlosses = todo(3)",
    "not a stub": NOT_STUBS,
    "text of its own": "raise NotImplementedError('matrices')\nmatrices = abs(1)",
    "rests on a stub": "raise NotImplementedError\nraw = abs(1)",
    "after it": "scaled = raw / 255",
    "after that": "mean_scaled = scaled + 1",
    "in a circle": "sun = moon",
    "and back": "moon = sun",
    "dies": "import os\nos._exit(1)\nscore = 1",
    "deleted": "gone = 1\ndel gone",
    "not Python": "def broken(:\n    accuracy = 1",
    "without return": "def forgets(x):\n    x + 1\n\ndef prints(x):\n    return print(x)",
    "made twice": "twice = 1 / 0",
    "made twice, well": "twice = 2",
    "made well once": "thrice = 3",
    "made well once, then badly": "del thrice\nthrice = 1 / 0",
}


@pytest.fixture(scope="module")
def student(sandboxes):
    with sandboxes.session(*CELLS.values()) as session:
        yield Student(session)


def explain(student, name):
    """The error that asking for a name raises."""
    with pytest.raises(Exception) as caught:  # noqa: PT011  # the tests look at its type themselves
        getattr(student, name)
    return caught.value


@pytest.mark.parametrize(("name", "advised"), [("forgets", True), ("prints", False)])
def test_a_return_is_missed_only_where_a_function_has_none(student, name, advised):
    start_recording_evidence()
    assert getattr(student, name)(1.0) is None
    assert (suggest_conversion(None) is not None) is advised


def test_functions_are_called_and_variables_are_values(student):
    assert student.sigmoid(0.0) == 0.5
    assert student.sigmoid.__name__ == "sigmoid"
    assert student.square(3) == 9
    assert student.Model(2).type_name == "Model"
    assert student._private == 5
    assert student.twice == 2


@pytest.mark.parametrize(
    ("name", "meant"), [("sigmoide", "sigmoid"), ("Sigmoid", "sigmoid"), ("model", "Model")]
)
def test_a_name_that_is_nowhere_is_named_with_the_nearest_one(student, name, meant):
    error = explain(student, name)
    assert type(error) is StudentRaised
    assert str(error).startswith(f"Your notebook defines no `{name}` (did you mean {meant!r}?).")


def test_a_name_unlike_any_other_gets_no_guess(student):
    assert "did you mean" not in str(explain(student, "qqqqqqqq"))


def test_a_name_that_only_the_sandbox_itself_has_is_not_the_students(student):
    with pytest.raises(AttributeError):
        _ = student.__wrapped__


def test_a_name_whose_cell_raised_says_what(student):
    error = explain(student, "bias")
    assert type(error) is StudentRaised
    assert "ZeroDivisionError: division by zero" in str(error)
    assert student.before == 1


@pytest.mark.parametrize("name", ["loss", "losses"])
def test_a_name_whose_cell_met_a_stub_is_not_attempted(student, name):
    assert type(explain(student, name)) is NotAttempted


def test_a_stub_with_a_text_is_an_error_of_the_student(student):
    error = explain(student, "matrices")
    assert type(error) is StudentRaised
    assert "NotImplementedError: matrices" in str(error)


@pytest.mark.parametrize(
    ("function", "argument"),
    [("only_vectors", [[1.0]]), ("asks", 1), ("area", 1), ("refused", 1)],
)
def test_an_error_that_means_not_implemented_is_no_stub(student, function, argument):
    with pytest.raises(StudentRaised) as caught:
        getattr(student, function)(argument)
    assert type(caught.value) is StudentRaised


@pytest.mark.parametrize("function", ["written", "area_of_the_base"])
def test_a_bare_stub_is_not_attempted_also_in_a_helper_or_a_method(student, function):
    with pytest.raises(NotAttempted):
        getattr(student, function)(1)


@pytest.mark.parametrize("name", ["scaled", "mean_scaled"])
def test_a_name_that_rests_on_what_a_stub_was_to_make_is_not_attempted_and_says_on_what(student, name):
    error = explain(student, name)
    assert type(error) is NotAttempted
    assert "uses `raw`" in str(error)


def test_names_that_rest_on_each_other_are_an_error(student):
    error = explain(student, "moon")
    assert type(error) is StudentRaised
    assert "name 'sun' is not defined" in str(error)


def test_a_name_whose_cell_ran_over_its_time_is_a_timeout(sandboxes):
    with sandboxes.session("while True: pass\nlate = 1", cell_seconds=1) as session:
        error = explain(Student(session), "late")
    assert type(error) is StudentTimeout
    assert "1 seconds" in str(error)


def test_a_name_made_before_its_cell_ran_over_is_there(sandboxes):
    with sandboxes.session("early = 1\nwhile True: pass", cell_seconds=1) as session:
        assert Student(session).early == 1


def test_a_name_whose_cell_ended_the_sandbox_says_so(student):
    error = explain(student, "score")
    assert type(error) is SandboxDied
    assert "exit code 1" in str(error)


def test_a_name_that_was_deleted_is_gone(student):
    assert "gone at the end" in str(explain(student, "gone"))


def test_the_last_cell_that_makes_a_name_has_the_word(student):
    assert "ZeroDivisionError" in str(explain(student, "thrice"))


def test_a_cell_that_is_not_python_makes_nothing(student):
    assert type(explain(student, "accuracy")) is StudentRaised


def test_every_error_is_one_short_sentence_or_two_for_the_student(student):
    for name in ("sigmoide", "bias", "loss", "score", "gone", "thrice"):
        assert len(str(explain(student, name))) < 300


def test_imports_are_read_from_the_source_also_inside_functions_and_beside_magics():
    cells = [
        "%pip install x\nimport numpy.linalg as la, os",
        "!ls\ndef f():\n    from sklearn.metrics import accuracy_score\n    import torch",
        "from . import sibling\nfrom .package import name",
        "import broken(",
        "# import tensorflow\ntext = 'import keras'",
    ]
    notebook = v4.new_notebook(
        cells=[*map(v4.new_code_cell, cells), v4.new_markdown_cell("import antigravity")]
    )

    class Unopened:
        def __init__(self):
            self.notebook = notebook

    assert Student(Unopened()).imported_modules() == {"numpy", "os", "sklearn", "torch"}


def test_what_is_seen_is_kept_until_it_is_taken(sandboxes):
    functions = "def double(x, times=2): return x * times\ndef fails(): 1 / 0\n"
    source = f"import os\nrate = 0.5\n{functions}def todo(): raise NotImplementedError"
    with sandboxes.session(source) as session:
        student = Student(session)
        student.double(3)
        student.double.call_and_return_arguments(4, times=5)
        steps = student.double.count_steps(1)
        with pytest.raises(StudentRaised):
            student.fails()
        with pytest.raises(NotAttempted):
            student.todo()
        assert student.rate == 0.5
        student.imported_modules()
        student.double.imported_modules()
        assert student.take_observations() == (
            Call("double", (3,), {}, 6),
            Call("double", (4,), {"times": 5}, 20, after=((4,), {"times": 5})),
            InstructionCount("double", (1,), {}, steps),
            Call("fails", (), {}, raised=RaisedError("ZeroDivisionError", "division by zero")),
            VariableRead("rate", 0.5),
            ImportedModules(frozenset({"os"})),
            ImportedModules(frozenset(), "double"),
        )
        assert student.take_observations() == ()


HOSTILE_NAMES = """
class Loud:
    @property
    def __class__(self): raise KeyboardInterrupt

loud = Loud()
names = {i: i for i in range(100)}
globals().update({f"name{i}" * 50: i for i in range(1000)})
"""


def test_strange_values_and_many_names_are_harmless(sandboxes):
    with sandboxes.session(HOSTILE_NAMES, call_seconds=2) as session:
        student = Student(session)
        assert isinstance(explain(student, "loud"), StudentError)
        assert len(str(explain(student, "name"))) < 600
        assert student.names == {i: i for i in range(100)}


SHARED = """
asked = []
def earlier(x):
    return asked[-1] if asked else x
def later(x):
    asked.append(7)
    return 7
"""


def test_a_replica_has_not_seen_what_the_submission_was_asked(sandboxes):
    with sandboxes.session(SHARED) as session:
        student = Student(session)
        assert student.earlier(3) == 3
        student.note_right(student.take_observations())
        assert student.later(3) == 7
        assert student.earlier(3) == 7
        assert student.replica.earlier(3) == 3
        assert student.replica.earlier(5) == 5


def test_a_replica_answers_for_no_function_that_was_right_nowhere(sandboxes):
    with sandboxes.session(SHARED) as session:
        student = Student(session)
        with pytest.raises(StudentRaised, match="`earlier` was right in no check"):
            student.replica.earlier(3)
        # Only what was looked at counts: not a call whose arguments alone were.
        student.earlier.call_and_return_arguments(3)
        student.note_right(student.take_observations())
        with pytest.raises(StudentRaised, match="`earlier` was right in no check"):
            student.replica.earlier(3)


def test_a_value_of_the_students_that_cannot_be_sent_back_is_the_students_error(sandboxes):
    with sandboxes.session("def big(): return [0] * 10\ndef use(x): return x") as session:
        student = Student(session)
        student.big()
        with pytest.raises(StudentRaised, match="`use` cannot be called with what your code gave before"):
            student.use(object())


def test_a_value_of_the_suite_that_cannot_be_sent_is_the_suites_fault(sandboxes):
    with sandboxes.session("def use(x): return x") as session, pytest.raises(WireError):
        Student(session).use(object())


LATER = """
def half(x):
    return x
quarter = half(half(8))
def twice(x):
    return 4 * half(x)
"""


def test_a_corrected_run_computes_with_right_functions_and_keeps_the_others(sandboxes):
    with sandboxes.session(LATER, "trained = twice(3)") as session:
        student = Student(session)
        right = "def one(): return 2\ndef half(x): return x / one()"
        corrected = student.corrected({"half"}, right)
        assert (corrected.half(3), corrected.twice(3), corrected.trained) == (1.5, 6, 6)
        # before the definition ends its cell, the student's own is called
        assert corrected.quarter == 8
        with pytest.raises(StudentRaised, match="one"):
            _ = corrected.one
        assert (student.half(3), student.trained) == (3, 12)


def test_a_function_that_the_submission_lacks_is_there_from_the_start_of_a_corrected_run(sandboxes):
    with sandboxes.session("def twice(x): return 4 * half(x)", "trained = twice(3)") as session:
        corrected = Student(session).corrected({"half"}, "def half(x): return x / 2")
        assert corrected.trained == 6


def test_the_cells_that_use_functions_run_only_for_a_variable_of_theirs_or_a_figure(sandboxes):
    with sandboxes.session("def half(x): return x", "n = half(1)", "m = n + 1", "k = 3") as session:
        corrected = Student(session, frozenset({"half"})).corrected({"half"}, "def half(x): return x / 2")
        functions = corrected._functions
        assert (corrected.half(3), corrected.k) == (1.5, 3)
        with pytest.raises(StudentRaised, match="`m`"):
            _ = functions.m
        assert (corrected.m, corrected.n, corrected.figures) == (1.5, 0.5, ())


def test_a_loop_that_takes_longer_with_right_functions_is_stopped_early(sandboxes, monkeypatch):
    monkeypatch.setattr("bareme.sandbox.session._EXTRA_SECONDS", 1)
    cells = "import time\ndef half(x): return x", "while half(2) == 1: time.sleep(0.01)\nn = 1"
    with sandboxes.session(*cells, cell_seconds=600, total_seconds=600) as session:
        student = Student(session, frozenset({"half"}))
        assert student.n == 1
        corrected = student.corrected({"half"}, "def half(x): return x / 2")
        assert corrected.half(3) == 1.5
        with pytest.raises(StudentError, match="Stopped after") as stopped:
            _ = corrected.n
    seconds = re.search(r"Stopped after ([\d.]+) seconds", str(stopped.value))
    assert seconds is not None
    assert float(seconds[1]) < 300


def test_runtime_warnings_of_a_call_are_seen_each_time(sandboxes):
    code = (
        "import numpy, warnings\ndef f(x):\n    warnings.warn('old', FutureWarning)\n    return numpy.exp(x)"
    )
    with sandboxes.session(code) as session:
        student = Student(session)
        for _ in range(2):
            assert student.f.call_and_return_warnings(1000.0) == (
                float("inf"),
                ("overflow encountered in exp",),
            )
        assert student.f.call_and_return_warnings(0.0) == (1.0, ())
