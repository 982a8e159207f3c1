"""Notebooks in real sandboxes: cells, calls, and recovery from accidents."""

import os

import numpy as np
import pytest

from bareme.errors import NotAttempted, SandboxDied, StudentError, StudentRaised, StudentTimeout, WireError
from bareme.sandbox.notebook_client import CUT_NOTICE
from bareme.student.student import Student
from bareme.wire import Handle

pytest_plugins = ["sandbox.fixtures"]

HONEST = """
def double(x):
    return 2 * x
"""
# An endless loop that only the end of its process can end.
STUBBORN = """
import time
while True:
    try:
        while True:
            time.sleep(0.01)
    except BaseException:
        pass
"""


def statuses(session):
    return [run.status for _, run in sorted(session.cells.items())]


def text_of(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def test_cells_end_ok_or_with_the_error_that_they_raised(sandboxes):
    with sandboxes.session("x = 1\nprint('hello')", "x / 0", "x + 41", "def broken(:") as session:
        assert statuses(session) == ["ok", "error", "ok", "error"]
        assert session.cells[1].message == "ZeroDivisionError: division by zero"
        assert "SyntaxError" in session.cells[3].message
        assert text_of(session.notebook.cells[0]) == "hello\n"
        assert session.notebook.cells[2].outputs[0].data["text/plain"] == "42"


def test_an_endless_loop_is_interrupted_and_the_cells_after_it_run(sandboxes):
    with sandboxes.session("while True: pass", HONEST, cell_seconds=1) as session:
        assert statuses(session) == ["timeout", "ok"]
        assert "1 seconds" in session.cells[0].message
        assert Student(session).double(4) == 8


def test_a_cell_that_swallows_its_interrupt_costs_its_sandbox_but_no_other_cell(sandboxes):
    with sandboxes.session("a = 1", STUBBORN, HONEST, cell_seconds=1) as session:
        assert statuses(session) == ["ok", "timeout", "ok"]
        student = Student(session)
        assert (student.a, student.double(4)) == (1, 8)


ENDINGS = {
    "os._exit": "import os; os._exit(3)",
    "os._exit with 0": "import os; os._exit(0)",
    "a signal of its own": "import os; os.kill(os.getpid(), 9)",
    "abort": "import os; os.abort()",
    "a crash": "import ctypes; ctypes.string_at(0)",
    "recursion in C": "import ctypes; ctypes.pythonapi.Py_FatalError(b'stop')",
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_a_cell_that_ends_its_process_leaves_the_other_cells_gradable(sandboxes, ending):
    with sandboxes.session(HONEST, ending, "after = 5") as session:
        # The first process of a sandbox that is a world of its own is immune to its own SIGKILL.
        assert session.cells[1].status == "died" or "os.kill" in ending
        assert statuses(session)[::2] == ["ok", "ok"]
        student = Student(session)
        assert (student.double(4), student.after) == (8, 5)


@pytest.mark.parametrize("source", ["import sys; sys.exit(3)", "exit()", "quit()", "raise KeyboardInterrupt"])
def test_leaving_politely_ends_a_cell_and_not_the_sandbox(sandboxes, source):
    with sandboxes.session(HONEST, source, "after = 5") as session:
        assert session.cells[1].status in ("ok", "error")
        assert session.cells[2].status == "ok"
        assert Student(session).double(4) == 8


def test_a_shell_command_does_not_end_its_cell(sandboxes):
    with sandboxes.session("!echo hello\nx = 1") as session:
        assert statuses(session) == ["ok"]
        assert "hello" in text_of(session.notebook.cells[0])


def test_a_cell_over_the_memory_limit_ends_its_sandbox_and_says_so(sandboxes):
    hungry = "import numpy as np\nx = np.ones(2**26)\nwhile True: pass"  # 512 MiB
    with sandboxes.session(HONEST, hungry, memory_mib=256) as session:
        assert statuses(session) == ["ok", "died"]
        assert "256 MiB" in session.cells[1].message
        assert Student(session).double(4) == 8


def test_the_memory_of_child_processes_counts(sandboxes):
    hungry = "import subprocess, sys\n" + (
        "subprocess.run([sys.executable, '-c', 'x = bytearray(b\"x\") * 2**29\\nwhile True: pass'])"
    )
    with sandboxes.session(hungry, HONEST, memory_mib=256) as session:
        assert statuses(session) == ["died", "ok"]


def test_a_flood_of_output_is_cut_with_a_notice_and_its_beginning_kept(sandboxes):
    flood = "for i in range(20_000): print(f'line {i}')"
    with sandboxes.session(flood, "print('small')", HONEST, output_kib=16) as session:
        assert statuses(session) == ["ok", "ok", "ok"]
        shown = text_of(session.notebook.cells[0])
        assert "line 0\n" in shown
        assert CUT_NOTICE.format(kib=16) in shown
        assert len(shown) < 20 * 1024
        assert text_of(session.notebook.cells[1]) == "small\n"
        assert Student(session).double(4) == 8


def test_cells_after_the_total_time_are_not_run(sandboxes):
    nap = "import time; time.sleep(1.5)"
    with sandboxes.session(HONEST, nap, nap, "late = 1", total_seconds=2) as session:
        assert statuses(session) == ["ok", "ok", "timeout", "not_run"]
        assert Student(session).double(4) == 8
        with pytest.raises(StudentTimeout, match="not run"):
            _ = Student(session).late


def test_an_empty_notebook_has_a_sandbox_in_which_nothing_is_defined(sandboxes):
    with sandboxes.session() as session, pytest.raises(StudentRaised, match="defines no `double`"):
        _ = Student(session).double


CALLS = """
import numpy as np

weights = np.array([1.0, 2.0])
settings = {"rate": 0.5, "layers": (3, 1)}

def double(x):
    return 2 * x

def divide(x, by):
    half = by
    return x / half

def unfinished(x):
    raise NotImplementedError

def calls_unfinished(x):
    return unfinished(x)

def changes(x, y=None):
    x[0] = 99
    return x.sum()

def loops(x):
    return [2 * value for value in x]

def make():
    return object()

def same(one, other):
    return one is other

def several():
    return [make(), make()]

def huge():
    return np.broadcast_to(0.0, (40_000_000,))

def endless():
    while True:
        pass

def stubborn():
    import time
    while True:
        try:
            while True: time.sleep(0.01)
        except BaseException:
            pass

def ends():
    import os
    os._exit(3)

def shouts():
    raise ValueError("x" * 10**6)

class Odd(Exception):
    def __str__(self):
        raise RuntimeError("not even this")

def odd():
    raise Odd

def leaves():
    raise SystemExit(0)
"""


@pytest.fixture(scope="module")
def student(sandboxes):
    with sandboxes.session(CALLS.strip(), call_seconds=2) as session:
        yield Student(session)


def test_a_variable_and_a_value_arrive_as_plain_data(student):
    assert student.weights.tolist() == [1.0, 2.0]
    assert student.settings == {"rate": 0.5, "layers": (3, 1)}
    value = student.double(np.array([[1.5, 2.0]]))
    assert type(value) is np.ndarray
    assert value.tolist() == [[3.0, 4.0]]
    assert student.divide(x=1, by=2) == 0.5


def test_an_exception_tells_its_place_in_the_students_code(student):
    with pytest.raises(StudentRaised) as caught:
        student.divide(1, 0)
    assert str(caught.value) == (
        "Your code raised ZeroDivisionError: division by zero\n"
        "in line 11 of the cell, in `divide`: return x / half"
    )


def test_the_line_of_an_error_is_that_of_the_cell_with_its_blank_lines(sandboxes):
    cells = ["\n\n\ndef fail():\n    return 1 / 0", "\n\n%%capture\nx = 3", "\n\n    y = 4"]
    with sandboxes.session(*cells) as session:
        student = Student(session)
        with pytest.raises(StudentRaised, match="in line 5 of the cell, in `fail`: return 1 / 0"):
            student.fail()
        assert (student.x, student.y) == (3, 4)


def test_a_stub_is_not_attempted_also_where_another_function_meets_it(student):
    for function in (student.unfinished, student.calls_unfinished):
        with pytest.raises(NotAttempted, match="`unfinished`"):
            function(1)


def test_wrong_arguments_are_the_students_error(student):
    with pytest.raises(StudentRaised, match="TypeError"):
        student.double(1, 2, 3)


def test_arguments_come_back_as_the_call_left_them(student):
    given = np.array([1.0, 2.0])
    value, after, keywords = student.changes.call_and_return_arguments(given, y=(1, 2))
    assert value == 101.0
    assert after[0].tolist() == [99.0, 2.0]
    assert keywords == {"y": (1, 2)}
    assert given.tolist() == [1.0, 2.0]


def test_steps_grow_with_a_loop_and_not_with_a_vectorised_expression(student):
    small, large = np.zeros(10), np.zeros(1000)
    assert student.double.count_steps(small) == student.double.count_steps(large) > 0
    assert student.loops.count_steps(large) > 50 * student.loops.count_steps(small)


def test_an_object_stays_in_the_sandbox_and_can_be_passed_back(student):
    one, other = student.make(), student.make()
    assert isinstance(one, Handle)
    assert one.type_name == "object"
    assert student.same(one, one) is True
    assert student.same(one, other) is False
    assert [handle.type_name for handle in student.several()] == ["object", "object"]


def test_a_forged_handle_gives_an_error_and_the_sandbox_lives_on(student):
    for number in (10**9, -(10**9)):
        with pytest.raises((StudentRaised, SandboxDied)):
            student.same(Handle(number, "object"), 1)
    assert student.double(1) == 2


def test_an_answer_that_is_too_large_is_refused_with_a_reason(student):
    with pytest.raises(StudentRaised, match="bytes"):
        student.huge()


def test_an_argument_that_cannot_be_sent_is_no_fault_of_the_student(student):
    student.take_observations()
    with pytest.raises(WireError):
        student.double(lambda: 1)
    assert student.double(1) == 2


def test_a_long_or_broken_message_of_an_exception_is_harmless(student):
    with pytest.raises(StudentRaised, match="ValueError: xxx") as caught:
        student.shouts()
    assert len(str(caught.value)) < 3000
    with pytest.raises(StudentRaised):
        student.odd()
    with pytest.raises(StudentRaised, match="SystemExit"):
        student.leaves()
    assert student.double(1) == 2


def test_an_endless_call_is_stopped_and_the_sandbox_lives_on(student):
    sandboxes_before = student._session._sandboxes_opened
    with pytest.raises(StudentTimeout, match="2 seconds"):
        student.endless()
    assert student.double(1) == 2
    assert student._session._sandboxes_opened == sandboxes_before


def test_a_call_that_cannot_be_stopped_or_ends_the_process_costs_only_itself(student):
    with pytest.raises(StudentTimeout, match="did not let itself be stopped"):
        student.stubborn()
    assert student.double(1) == 2
    with pytest.raises(SandboxDied, match="exit code 3"):
        student.ends()
    assert student.double(1) == 2


def test_an_answer_that_comes_after_the_interrupt_is_not_taken_for_the_next(sandboxes):
    late = """
import time
def late():
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        time.sleep(0.5)
        raise ValueError("late")
"""
    with sandboxes.session(late, HONEST, call_seconds=1) as session:
        student = Student(session)
        with pytest.raises(StudentTimeout):
            student.late()
        assert student.double(4) == 8


def test_a_sandbox_that_dies_each_time_ends_in_a_sentence_and_not_in_a_loop(sandboxes):
    with sandboxes.session("import os\ndef ends(): os._exit(1)") as session:
        for _ in range(8):
            with pytest.raises(SandboxDied):
                Student(session).ends()
        assert session._sandboxes_opened <= 8


HIDDEN_MEMORY = """
import os
block = b"x" * 2**20
files = [os.memfd_create(str(number)) for number in range(3)]
for file in files:
    for _ in range(200):
        os.write(file, block)
"""


def test_a_sandbox_that_answers_no_question_is_not_asked_for_ever(sandboxes):
    silent = "import sys\nsys.modules['bareme.guest.probe'] = None\ndef double(x): return 2 * x"
    with sandboxes.session(silent, call_seconds=0.3) as session:
        student = Student(session)
        reasons = []
        for _ in range(12):
            with pytest.raises((SandboxDied, StudentTimeout)) as caught:
                student.double(1)
            reasons.append(str(caught.value))
        assert session._sandboxes_opened <= 5
        assert reasons[-1].startswith("Python answered no question after your notebook had run")


def test_memory_that_belongs_to_no_process_cannot_be_had(sandboxes):
    with sandboxes.session(HIDDEN_MEMORY, memory_mib=256, cell_seconds=2) as session:
        assert statuses(session) == ["error"]
        assert "PermissionError" in session.cells[0].message


def test_a_function_that_ends_the_process_again_and_again_costs_only_itself(sandboxes):
    with sandboxes.session("import os\ndef ends(): os._exit(1)", HONEST) as session:
        student = Student(session)
        for _ in range(5):
            with pytest.raises(StudentError):
                student.ends()
        assert student.double(4) == 8


IDLE_CHILDREN = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        time.sleep(2)
        os._exit(0)
time.sleep(1)
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root may see which pages the processes of a sandbox share")
def test_memory_that_processes_share_counts_once(sandboxes):
    with sandboxes.session(IDLE_CHILDREN, memory_mib=512) as session:
        assert statuses(session) == ["ok"]


FORGED = {
    "an array as number": "reply(number=np.array([1, 2]), value=1)",
    "a list as number": "reply(number=[], value=1)",
    "no dictionary": "send(wire.encode([1, 2]))",
    "no message": "send(b'bRm1')",
    "a pickle": "import pickle; send(pickle.dumps({'number': 2, 'value': 1}))",
    "a length without end": "probe._socket.sendall(b'\\xff' * 8)",
    "strange names": "reply(number=2, missing=True, names={'a': 1})",
    "strange reasons": "reply(number=2, raised={'type': [1], 'message': np.zeros(3), 'place': [2]})",
    "a long reason": "reply(number=2, raised={'type': 'x' * 10**6, 'message': 'y' * 10**6})",
    "nothing": "reply(number=2)",
}


@pytest.mark.parametrize("forgery", FORGED.values(), ids=FORGED)
def test_a_forged_reply_is_the_students_error_and_never_the_graders(sandboxes, forgery):
    forger = f"""
import numpy as np
from bareme import wire
from bareme.guest import probe
def send(content):
    wire.write_frame(probe._socket.sendall, content)
def reply(**fields):
    send(wire.encode(fields))
def forges():
    {forgery}
    raise ValueError("in earnest")
"""
    with sandboxes.session(forger, HONEST, call_seconds=2) as session:
        student = Student(session)
        with pytest.raises((StudentRaised, SandboxDied, StudentTimeout)) as caught:
            student.forges()
        assert len(str(caught.value)) < 5000
        assert student.double(4) == 8


def outputs(session, index=0):
    return [(output.output_type, output.get("text", "")) for output in session.notebook.cells[index].outputs]


def test_a_line_of_the_greatest_length_is_kept_at_once(sandboxes):
    line = "import sys\nfor _ in range(4): print('x' * 60_000, end='', flush=True)"
    with sandboxes.session(line, "x = 3", output_kib=256, cell_seconds=10) as session:
        assert outputs(session) == [("stream", "x" * 240_000)]
        assert session.cells[1].status == "ok"


PROGRESS = """
import sys
for step in range(3):
    print(f"\\rstep {step}", end="", flush=True)
print(flush=True)
print("abc\\b\\bX\\r\\nend", file=sys.stderr, flush=True)
print("last", flush=True)
"""


def test_streams_are_kept_as_a_terminal_would_show_them(sandboxes):
    with sandboxes.session(PROGRESS) as session:
        assert outputs(session) == [
            ("stream", "step 2\n"),
            ("stream", "aX\nend\n"),
            ("stream", "last\n"),
        ]


def test_a_figure_is_a_picture_in_the_output(sandboxes):
    figure = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    with sandboxes.session(figure) as session:
        pictures = [output.data.get("image/png", "") for output in session.notebook.cells[0].outputs]
    assert [picture for picture in pictures if picture.startswith("iVBOR")]


def test_temporary_files_can_be_made(sandboxes):
    make = "import tempfile\nwith tempfile.NamedTemporaryFile() as file:\n    name = file.name"
    with sandboxes.session(make) as session:
        assert session.cells[0].status == "ok"
        assert Student(session).name.startswith("/tmp/")


TOO_LARGE = """
import os
from IPython.display import display

print("x" * 9 * 2**20)
display({"text/plain": "x" * 9 * 2**20}, raw=True)
raise ValueError("x" * 9 * 2**20)
"""


def test_what_is_too_large_to_send_is_cut_and_what_follows_it_is_not_lost(sandboxes):
    with sandboxes.session(TOO_LARGE, "print('after')", "1 / 0", cell_seconds=20) as session:
        assert session.cells[0].status == "error"
        assert session.cells[0].message.startswith("ValueError: xxx")
        assert outputs(session)[0][1].startswith("xxx")
        assert outputs(session, 1) == [("stream", "after\n")]
        assert session.cells[2].message == "ZeroDivisionError: division by zero"


def test_a_display_that_is_too_large_says_so(sandboxes):
    large = "from IPython.display import display\ndisplay({'text/plain': 'x' * 9 * 2**20}, raw=True)"
    with sandboxes.session(large) as session:
        assert outputs(session) == [("stream", "[this output takes more than 8 MiB and was left out]\n")]


def test_a_cell_that_cannot_be_parsed_names_its_line_and_no_file_that_nobody_knows(sandboxes):
    with sandboxes.session("x = 1\ny = = 2") as session:
        assert session.cells[0].message == "SyntaxError: invalid syntax (line 2)"


def test_the_processor_time_of_the_notebook_is_measured_with_that_of_its_children(sandboxes):
    spin = "import time\nwhile time.process_time() < 1: pass\n"
    child = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {spin!r}], check=True)"
    idle = "import time\ntime.sleep(1.5)"
    with sandboxes.session(idle) as session:
        nothing = session.shown.cpu_seconds
    with sandboxes.session(spin, child) as session:
        assert session.shown.cpu_seconds >= 1.9  # the two seconds, in ticks of the kernel
    assert nothing < 1.0


def test_a_run_after_hidden_checks_have_begun_shows_nothing(sandboxes, tmp_path):
    """The file represents any channel from one run to a later one."""
    told = tmp_path / "told"
    told.write_text("nothing")
    source = (
        f"told = open({str(told)!r}).read()\nprint('told', told)\nassert told == 'nothing'\n"
        "import os\ndef ask(x):\n    os._exit(0)"
    )
    with sandboxes.session(source, isolation="limits") as session:
        session.freeze()
        with pytest.raises(StudentError):
            Student(session).ask(7919)
        told.write_text("7919")
        with pytest.raises(StudentError):
            Student(session).ask(1)
        assert text_of(session.notebook.cells[0]) == "told 7919\n"
        assert session.cells[0].status == "error"
        assert text_of(session.shown.notebook.cells[0]) == "told nothing\n"
        assert [run.status for run in session.shown.cells.values()] == ["ok"]


def test_a_run_before_hidden_checks_is_shown_with_its_latest_outputs(sandboxes):
    with sandboxes.session("print('ran')", "import os\ndef end(): os._exit(0)") as session:
        with pytest.raises(SandboxDied):
            Student(session).end()
        assert Student(session).end.__name__ == "end"
        assert session.shown.notebook is session.notebook
        assert text_of(session.shown.notebook.cells[0]) == "ran\n"
