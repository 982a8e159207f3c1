"""Shims for Colab, other machines and older libraries, in a real sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sandbox.sandboxes import Sandboxes

from bareme import datasets
from bareme.errors import StudentRaised
from bareme.sandbox.session import NotebookSession
from bareme.student.student import Student

pytest_plugins = ["sandbox.fixtures"]

CELLS = {
    "imports": "import cv2, numpy as np\nfrom skimage.transform import resize\nimport own.part as op\n"
    "import xml.nothing\nfrom nowhere import *",
    "after a star import": "after_star = 1",
    "missing used": "cv2.imread('a.png')",
    "missing version": "print(cv2.__version__)",
    "picture left at home": "from IPython.display import Image\nImage('schema.png')",
    "missing called": "resize(1, 2)",
    "missing inherited from": "class Net(op.Module): pass",
    "missing asked for": "dunder = hasattr(resize, '__wrapped__'), callable(resize)",
    "guarded": "try:\n    import cv2 as guarded\nexcept ImportError:\n    guarded = None",
    "in a function": "def late():\n    import cv2",
    "last value": "import cv2\n1 + 1",
    "capture": "%%capture\ncaptured = 1\ncaptured / 0",
    "time": "%time 1 / 0",
    "run": "%run other.py",
    "magic below a comment": "# timing\n%%time\nbelow = 1",
    "unknown magic": "%nothing of the kind\nafter_magic = 1",
    "unknown cell magic": "%%nothing\nin_cell_magic = 1\nin_cell_magic / 0",
    "not Python": "%%nothing\n<html>",
    "switched off": "%%skip\nskipped = 1",
    "command in a function": "def echo(word):\n    get_ipython().system('echo {word} $word {{}} > said')\n"
    "echo('hi')\nsaid = open('said').read()",
    "exit codes": "!pip install numpy\nhere = _exit_code\n!wget http://example.org/a\nabsent = _exit_code\n"
    "!exit 3\nown = _exit_code",
    "colab": "from google.colab import auth, files, output\nauth.authenticate_user(); output.clear()\n"
    "up = files.upload()\nuploaded = len(up), len(up['mnist.npz']) > 1000",
    "colab upload of something else": "up['mine.csv']",
    "colab, asked for": "try:\n    from google.colab import drive\n    colab = True\n"
    "except:\n    colab = False",
    "tqdm": "from tqdm import tqdm, trange\nbar = tqdm([1, 2]); bar.set_description('x')\n"
    "bars = list(bar), len(bar), list(trange(1, 3)), [i for i in tqdm(enumerate('ab'), total=2)]",
    "tqdm notebook": "import tqdm.notebook as tn\nbars_too = list(tn.tqdm(range(2)))",
    "chdir": "import os\nplace = os.getcwd()\nos.chdir('/content/drive')\nos.mkdir('sub'); os.chdir('sub')\n"
    "moved = os.getcwd() == place + '/sub'",
    "load": "shape = np.load('/home/zoe/mnist.npz')['x_train'].shape",
    "load something else": "np.load('/home/zoe/other.npz')",
    "load what there is": "np.save('own.npy', np.arange(2))\nown_array = np.load('own.npy')\n"
    "np.save(place + '/near.npy', np.arange(2))\nbeside = np.load('/content/drive/near.npy')",
    "style": "import matplotlib.pyplot as plt\nplt.style.use('seaborn-whitegrid')\n"
    "grid = plt.rcParams['axes.grid']",
    "savefig": "plt.figure(); plt.savefig('nowhere/a.png'); plt.savefig('a.png')\n"
    "saved = os.path.exists('a.png')",
    "kept in a file": "%%writefile fonctions.py\ndef kept(): return 1",
    "kept and imported": "from fonctions import kept as imported",
    "inside": "class Tools:\n    def inner(self): pass",
    "not readable": "def unreadable():\n    print 1",
    "accents": "def précision(): return 1\nW = 1",
}


@pytest.fixture(scope="module")
def session(sandboxes: Sandboxes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookSession]:
    folder = tmp_path_factory.mktemp("data") / "given"
    datasets.write_sandbox_data(datasets.load_for_grader("mnist", "digits"), folder)
    make_readable(folder)
    with sandboxes.session(*CELLS.values(), data=folder) as opened:
        yield opened


def make_readable(folder: Path) -> None:
    """Lets the user of a sandbox look into folders of pytest."""
    for path in (folder, *folder.parents[:3]):
        path.chmod(path.stat().st_mode | 0o055)


@pytest.fixture(scope="module")
def student(session: NotebookSession) -> Student:
    return Student(session)


def message(session: NotebookSession, cell: str) -> str:
    run = session.cells[list(CELLS).index(cell)]
    assert run.status == "error", (cell, run)
    return run.message


def printed(session: NotebookSession, cell: str) -> str:
    outputs = session.notebook.cells[list(CELLS).index(cell)].outputs
    return "".join(output.get("text", "") for output in outputs)


FAILS = {
    "imports": "ModuleNotFoundError: No module named 'nowhere'",
    "missing used": "ModuleNotFoundError: No module named 'cv2'",
    "missing version": "ModuleNotFoundError: No module named 'cv2'",
    "picture left at home": "FileNotFoundError: No such file or directory: 'schema.png'",
    "missing called": "ModuleNotFoundError: No module named 'skimage'",
    "missing inherited from": "ModuleNotFoundError: No module named 'own'",
    "capture": "ZeroDivisionError",
    "time": "ZeroDivisionError",
    "run": "`'other.py'` not found",
    "unknown cell magic": "ZeroDivisionError",
    "colab upload of something else": "nobody uploads 'mine.csv'",
    "load something else": "FileNotFoundError",
    "not readable": "SyntaxError",
}


def test_only_these_cells_fail_each_with_the_error_of_the_student(session: NotebookSession) -> None:
    failed = {cell for number, cell in enumerate(CELLS) if session.cells[number].status != "ok"}
    assert failed == set(FAILS)
    for cell, words in FAILS.items():
        assert words in message(session, cell)


def test_what_is_beside_a_missing_import_is_imported(student: Student) -> None:
    assert student.dunder == (False, True)
    assert student.guarded is None
    with pytest.raises(StudentRaised, match="No module named 'cv2'"):
        student.late()


def test_the_last_value_of_a_cell_with_imports_is_shown(session: NotebookSession) -> None:
    outputs = session.notebook.cells[list(CELLS).index("last value")].outputs
    assert [output.data["text/plain"] for output in outputs if output.output_type == "execute_result"] == [
        "2"
    ]


def test_magics_cost_nothing_but_themselves(session: NotebookSession, student: Student) -> None:
    assert (student.captured, student.below, student.after_magic, student.in_cell_magic) == (1, 1, 1, 1)
    assert "%%nothing is not known here" in printed(session, "not Python")
    with pytest.raises(StudentRaised, match="skipped"):
        _ = student.skipped


def test_a_command_sees_the_variables_of_its_function(student: Student) -> None:
    assert student.said == "hi hi {}\n"


def test_installing_and_downloading_are_answered_and_other_commands_run(student: Student) -> None:
    assert (student.here, student.absent, student.own) == (0, 1, 3)


def test_colab_gives_the_data_of_the_lab_and_is_absent_for_who_asks(student: Student) -> None:
    assert student.uploaded == (0, True)
    assert student.colab is False


def test_a_progress_bar_lets_everything_through(student: Student) -> None:
    assert student.bars == ([1, 2], 2, [1, 2], [(0, "a"), (1, "b")])
    assert student.bars_too == [0, 1]


def test_paths_of_another_machine_lead_to_the_data_and_to_files_beside_the_notebook(student: Student) -> None:
    assert student.shape == (1197, 28, 28)
    assert student.moved is True
    np.testing.assert_array_equal(student.own_array, [0, 1])
    np.testing.assert_array_equal(student.beside, [0, 1])


def test_plots_look_and_are_kept_as_far_as_they_can(student: Student) -> None:
    assert student.grid is True
    assert student.saved is True


def test_a_module_written_by_a_cell_can_be_imported(student: Student) -> None:
    assert student.imported() == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("kept", "begins with `%%writefile`"),
        ("inner", "`inner` is defined inside `Tools`"),
        ("unreadable", "Python cannot read cell 36. SyntaxError: Missing parentheses"),
        ("precision", "did you mean 'précision'?"),
        ("w", "did you mean 'W'?"),
    ],
)
def test_a_name_that_is_not_there_is_explained(student: Student, name: str, words: str) -> None:
    with pytest.raises(StudentRaised) as caught:
        getattr(student, name)
    assert words in str(caught.value)
