"""Ways of loading data, in separate processes and in a real sandbox."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import h5py
import joblib
import numpy as np
import pytest
import sklearn.datasets
from nbformat import v4
from real_data import NO_REAL_DATA, real_data_folder

from bareme import datasets
from bareme.course.course import Limits
from bareme.datasets.synthetic import make_boston, make_california
from bareme.sandbox.forkserver_client import run_server
from bareme.sandbox.session import NotebookSession, SandboxSettings

REAL = real_data_folder()
NO_REAL_HOUSING = NO_REAL_DATA.replace("mnist.npz", "california_housing.npz")
GIVEN = {
    "mnist": "digits",
    "usps": "digits",
    "california_housing": "synthetic_california",
    "boston_housing": "synthetic_boston",
}
BEGIN = """
import json, os, numpy as np
from bareme.guest.dataset_patches import install_dataset_patches
install_dataset_patches()
def give(**arrays):
    np.savez(os.environ["ANSWER"], **arrays)
def flat(split):
    (a, b), (c, d) = split
    return a, b, c, d
"""
# Forks a child for each line of input, as a fork server does: what Keras costs is paid once.
SERVER = """
import keras, signal, sklearn.datasets, sys, traceback
replies = os.dup(1)
os.dup2(2, 1)
for line in sys.stdin:
    request = json.loads(line)
    child = os.fork()
    if not child:
        signal.alarm(request["seconds"])
        try:
            os.chdir(request["folder"])
            os.environ.update(request["environment"])
            exec(compile(request["code"], "code", "exec"))
        except BaseException:
            with open("error", "w") as file:
                traceback.print_exc(file=file)
        os._exit(0)
    os.waitpid(child, 0)
    os.write(replies, b"done\\n")
"""
SANDBOX_SECONDS = 120


@dataclass(frozen=True)
class Sandbox:
    """A folder of the lab's data and a home, for unsandboxed processes."""

    data: Path
    home: Path

    def run(self, code: str, *, before: str = "", **environment: str) -> dict[str, Any]:
        """Runs code after the patches in a new process, and returns the arrays that it gives."""
        done = subprocess.run(
            [sys.executable, "-c", before + BEGIN + code],
            cwd=self.home,
            env={**os.environ, **self.environment(), **environment},
            capture_output=True,
            text=True,
            timeout=SANDBOX_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return self.answers()

    def environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            "BAREME_SANDBOX_DATA": str(self.data),
            "ANSWER": str(self.home / "answer.npz"),
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }

    def answers(self) -> dict[str, Any]:
        with np.load(self.home / "answer.npz", allow_pickle=True) as arrays:
            return dict(arrays)


@dataclass(frozen=True)
class Forked:
    """A sandbox forked from a process that imported Keras and scikit-learn after the patches."""

    sandbox: Sandbox
    server: subprocess.Popen[str]

    def run(self, code: str) -> dict[str, Any]:
        """Runs code in a fork, and returns the arrays that it gives."""
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        home = self.sandbox.home
        request = {
            "folder": str(home),
            "environment": self.sandbox.environment(),
            "code": code,
            "seconds": SANDBOX_SECONDS,
        }
        print(json.dumps(request), file=self.server.stdin, flush=True)
        assert self.server.stdout.readline() == "done\n"
        error = home / "error"
        assert not error.exists(), error.read_text()
        return self.sandbox.answers()


@pytest.fixture(scope="module")
def given() -> dict[str, datasets.GraderData]:
    """The grader's version of each data set, under ``mini``."""
    return {name: datasets.load_for_grader(name, stand_in) for name, stand_in in GIVEN.items()}


@pytest.fixture(scope="module")
def sandbox_data(given: dict[str, datasets.GraderData], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    for data in given.values():
        datasets.write_sandbox_data(data, folder)
    return folder


@pytest.fixture
def sandbox(sandbox_data: Path, tmp_path: Path) -> Sandbox:
    home = tmp_path / "home"
    home.mkdir()
    return Sandbox(sandbox_data, home)


@pytest.fixture(scope="module")
def server(sandbox_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    home = tmp_path_factory.mktemp("server")
    with subprocess.Popen(
        [sys.executable, "-c", BEGIN + SERVER],
        cwd=home,
        env={**os.environ, **Sandbox(sandbox_data, home).environment()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def forked(sandbox: Sandbox, server: subprocess.Popen[str]) -> Forked:
    return Forked(sandbox, server)


def assert_split(arrays: dict[str, Any], prefix: str, data: datasets.GraderData) -> None:
    """The arrays are the visible ones, in values, types and order."""
    for i, expected in enumerate(data.visible_arrays().values()):
        assert arrays[f"{prefix}{i}"].dtype == expected.dtype
        np.testing.assert_array_equal(arrays[f"{prefix}{i}"], expected)


def visible_rows(x: np.ndarray, data: datasets.GraderData) -> np.ndarray:
    """Returns, for each distinct row of a published table, if a sandbox sees it."""
    held_out = {row.tobytes() for row in data.x_held_out}
    return np.array([row.tobytes() not in held_out for row in x])


# --- Keras

ALL_OF_KERAS = """
answers = {}
for name in ("mnist", "boston_housing", "california_housing"):
    module = getattr(keras.datasets, name)
    answers.update({f"{name}{i}": array for i, array in enumerate(flat(module.load_data()))})
path = keras.utils.get_file("mnist.npz", origin="https://example.org/mnist.npz")
answers["packed"] = np.load(path)["x_test"]
"""
THROUGH_TENSORFLOW = """
import tensorflow as tf
from tensorflow.keras.datasets import mnist
answers.update({f"tf{i}": array for i, array in enumerate(flat(tf.keras.datasets.mnist.load_data()))})
answers.update({f"from{i}": array for i, array in enumerate(flat(mnist.load_data("mnist.npz")))})
"""


def assert_keras_answers(answers: dict[str, Any], given: dict[str, datasets.GraderData]) -> None:
    for name in ("mnist", "boston_housing", "california_housing"):
        assert_split(answers, name, given[name])
    np.testing.assert_array_equal(answers["packed"], given["mnist"].x_test)


def test_keras_and_tensorflow_load_what_the_lab_gives(
    forked: Forked, given: dict[str, datasets.GraderData]
) -> None:
    answers = forked.run(f"import keras\n{ALL_OF_KERAS}{THROUGH_TENSORFLOW}\ngive(**answers)")
    assert_keras_answers(answers, given)
    for prefix in ("tf", "from"):
        assert_split(answers, prefix, given["mnist"])


def test_keras_that_is_imported_already_loads_what_the_lab_gives(
    sandbox: Sandbox, given: dict[str, datasets.GraderData]
) -> None:
    taken = "import keras\nfrom keras.datasets import mnist\n"
    answers = sandbox.run(
        f"assert flat(mnist.load_data())\n{ALL_OF_KERAS}\ngive(**answers)",
        before=taken,
    )
    assert_keras_answers(answers, given)


OTHERWISE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("boston_housing", {"seed": 7}),
    ("boston_housing", {"test_split": 0.5}),
    ("california_housing", {"version": "small"}),
    ("california_housing", {"test_split": 0.0, "seed": 1}),
)


def test_a_table_is_split_otherwise_as_keras_splits_what_is_not_held_out(
    forked: Forked, given: dict[str, datasets.GraderData]
) -> None:
    for name, (x, y) in (("boston_housing", make_boston()), ("california_housing", make_california())):
        kept = visible_rows(x, given[name])
        np.savez(forked.sandbox.home / f"kept_{name}.npz", x=x[kept], y=y[kept])
    answers = forked.run(
        f"answers = {{}}\nfor i, (name, arguments) in enumerate({OTHERWISE!r}):\n"
        "    load_data = getattr(keras.datasets, name).load_data\n"
        "    answers.update({f'{i}{j}': array for j, array in enumerate(flat(load_data(**arguments)))})\n"
        # Keras's own function, with the visible rows for what it would have downloaded.
        "    original = load_data.__wrapped__\n"
        "    original.__globals__['get_file'] = lambda *args, name=name, **_: f'kept_{name}.npz'\n"
        "    answers.update({f'keras{i}{j}': array for j, array in enumerate(flat(original(**arguments)))})\n"
        "give(**answers)"
    )
    for i in range(len(OTHERWISE)):
        for j in range(4):
            assert answers[f"{i}{j}"].dtype == answers[f"keras{i}{j}"].dtype
            np.testing.assert_array_equal(answers[f"{i}{j}"], answers[f"keras{i}{j}"])


# --- scikit-learn


def original_california(x: np.ndarray, y: np.ndarray, folder: Path, **options: Any) -> Any:
    """Returns scikit-learn's answer for a table among its downloads."""
    decimals = (2, 2, 0, 0, 0, 0, 0, 4)
    exact = [np.round(x[:, i].astype(np.float64), places) for i, places in enumerate(decimals)]
    table = np.column_stack([*exact, y])
    # The order in which scikit-learn keeps the columns.
    joblib.dump(table[:, [8, 7, 2, 3, 4, 5, 6, 1, 0]], folder / "cal_housing_py3.pkz")
    return sklearn.datasets.fetch_california_housing(data_home=folder, download_if_missing=False, **options)


def test_scikit_learn_gives_the_californian_table_as_the_original_makes_it(
    forked: Forked, given: dict[str, datasets.GraderData], tmp_path: Path
) -> None:
    x, y = make_california()
    expected = original_california(x, y, tmp_path)
    kept = visible_rows(x, given["california_housing"])
    answers = forked.run("""
from sklearn.datasets import fetch_california_housing
bunch = fetch_california_housing()
x, y = fetch_california_housing(return_X_y=True)
assert bunch.frame is None and bunch["data"] is bunch.data
give(data=bunch.data, target=bunch.target, names=bunch.feature_names, aim=bunch.target_names, x=x, y=y)
""")
    for name, array in (("data", expected.data), ("x", expected.data)):
        assert answers[name].dtype == array.dtype
        np.testing.assert_array_equal(answers[name], array[kept])
    for name in ("target", "y"):
        np.testing.assert_array_equal(answers[name], expected.target[kept])
    assert answers["names"].tolist() == expected.feature_names
    assert answers["aim"].tolist() == expected.target_names


@pytest.mark.skipif(REAL is None or not (REAL / "california_housing.npz").is_file(), reason=NO_REAL_HOUSING)
def test_scikit_learn_gives_the_real_californian_table_to_the_last_bit(
    forked: Forked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BAREME_DATA", str(REAL))
    data = datasets.load_for_grader("california_housing", None)
    datasets.write_sandbox_data(data, tmp_path / "given")
    answers = Forked(Sandbox(tmp_path / "given", forked.sandbox.home), forked.server).run("""
from sklearn.datasets import fetch_california_housing
x, y = fetch_california_housing(return_X_y=True)
give(x=x, y=y)
""")
    # The first row, as the documentation of scikit-learn's users shows it everywhere, and both sizes.
    first = [8.3252, 41.0, 6.98412698, 1.02380952, 322.0, 2.55555556, 37.88, -122.23]
    assert answers["x"].shape == (18_576, 8)
    row = int(np.flatnonzero(answers["y"] == 4.526)[0])
    np.testing.assert_allclose(answers["x"][row], first, rtol=1e-8)
    # These are decimals of the table, which float32 cannot hold.
    assert {8.3252, 37.88, -122.23} <= set(answers["x"][row].tolist())


def test_openml_gives_mnist_as_rows_of_the_training_set_and_then_the_test_set(
    forked: Forked, given: dict[str, datasets.GraderData]
) -> None:
    answers = forked.run("""
from sklearn.datasets import fetch_openml
x, y = fetch_openml("mnist_784", version=1, return_X_y=True, as_frame=False)
bunch = fetch_openml("mnist_784", as_frame=False, parser="liac-arff")
assert bunch.feature_names[783] == "pixel784" and bunch.target_names == ["class"]
assert fetch_openml(data_id=554, as_frame=False).data.shape == x.shape
default = fetch_openml("MNIST_784")
give(x=x, y=y, floats=bunch.data, default=np.asarray(default.data))
""")
    data = given["mnist"]
    expected = np.concatenate([data.x_train, data.x_test]).reshape(-1, 784)
    for name, dtype in (("x", "int64"), ("floats", "float64"), ("default", "int64")):
        assert answers[name].dtype == dtype
        np.testing.assert_array_equal(answers[name], expected)
    assert answers["y"].dtype == object
    assert answers["y"].tolist() == [str(digit) for digit in [*data.y_train, *data.y_test]]


def test_with_pandas_the_answers_are_frames_as_the_originals_give_them(
    forked: Forked, given: dict[str, datasets.GraderData], tmp_path: Path
) -> None:
    pytest.importorskip("pandas", reason="pandas is no dependency of bareme")
    expected = original_california(*make_california(), tmp_path, as_frame=True)
    answers = forked.run("""
from sklearn.datasets import fetch_california_housing, fetch_openml
housing = fetch_california_housing(as_frame=True)
mnist = fetch_openml("mnist_784")
give(
    columns=list(housing.frame.columns),
    data=housing.data.to_numpy(),
    name=housing.target.name,
    types=[str(mnist.data.dtypes.iloc[0]), str(mnist.target.dtype), mnist.target.name, mnist.target.iloc[0]],
)
""")
    kept = visible_rows(make_california()[0], given["california_housing"])
    assert answers["columns"].tolist() == list(expected.frame.columns)
    assert str(answers["name"]) == expected.target.name
    np.testing.assert_array_equal(answers["data"], expected.data.to_numpy()[kept])
    assert answers["types"].tolist() == ["int64", "category", "class", str(given["mnist"].y_train[0])]


def test_digits_are_those_of_the_lab_where_it_gives_them(forked: Forked, tmp_path: Path) -> None:
    data = datasets.load_for_grader("digits", None)
    datasets.write_sandbox_data(data, tmp_path / "given")
    answers = Forked(Sandbox(tmp_path / "given", forked.sandbox.home), forked.server).run("""
from sklearn.datasets import load_digits
bunch = load_digits()
x, y = load_digits(n_class=3, return_X_y=True)
give(data=bunch.data, images=bunch.images, target=bunch.target, names=bunch.feature_names, x=x, y=y)
""")
    original = sklearn.datasets.load_digits()
    kept = visible_rows(original.images.astype(np.uint8), data)
    assert kept.sum() == 1497
    for name in ("data", "images", "target"):
        assert answers[name].dtype == original[name].dtype
        np.testing.assert_array_equal(answers[name], original[name][kept])
    assert answers["names"].tolist() == original.feature_names
    few = original.target[kept] < 3
    np.testing.assert_array_equal(answers["x"], original.data[kept][few])
    np.testing.assert_array_equal(answers["y"], original.target[kept][few])


def test_digits_are_scikit_learns_own_where_the_lab_is_about_something_else(forked: Forked) -> None:
    answers = forked.run("from sklearn.datasets import load_digits\ngive(data=load_digits().data)")
    np.testing.assert_array_equal(answers["data"], sklearn.datasets.load_digits().data)


# --- files


def test_files_that_students_know_lie_beside_the_notebook(
    sandbox: Sandbox, given: dict[str, datasets.GraderData]
) -> None:
    answers = sandbox.run("""
import h5py
with np.load("mnist.npz") as file:
    x_train = file["x_train"]
with h5py.File("usps.h5", "r") as file:
    rows, labels = file["train/data"][:], file["test/target"][:]
give(x_train=x_train, rows=rows, labels=labels, boston=np.load("boston_housing.npz")["x"])
""")
    np.testing.assert_array_equal(answers["x_train"], given["mnist"].x_train)
    np.testing.assert_array_equal(answers["rows"], given["usps"].x_train.reshape(-1, 256))
    np.testing.assert_array_equal(answers["labels"], given["usps"].y_test)
    x, _ = make_boston()
    np.testing.assert_array_equal(answers["boston"], x[visible_rows(x, given["boston_housing"])])


def test_a_file_of_that_name_that_is_there_already_stays(sandbox: Sandbox) -> None:
    (sandbox.home / "mnist.npz").write_bytes(b"mine")
    sandbox.run("give()")
    assert (sandbox.home / "mnist.npz").read_bytes() == b"mine"
    assert h5py.is_hdf5(sandbox.home / "usps.h5")


# --- downloads

REFUSED = {
    "https://example.org/a.csv": [
        "__import__('urllib.request').request.urlopen('https://example.org/a.csv')",
        "__import__('urllib.request').request.urlretrieve('https://example.org/a.csv', 'a.csv')",
        "__import__('requests').get('https://example.org/a.csv')",
        "__import__('requests').Session().post('https://example.org/a.csv', data={})",
        "keras.utils.get_file('a.csv', 'https://example.org/a.csv')",
    ],
    "example.org": ["__import__('http.client').client.HTTPSConnection('example.org').request('GET', '/')"],
    "cifar": ["keras.datasets.cifar10.load_data()"],
    "train-labels-idx1": ["keras.datasets.fashion_mnist.load_data()"],
    "imdb": ["keras.datasets.imdb.load_data()", "keras.datasets.imdb.get_word_index()"],
    "reuters": ["keras.datasets.reuters.load_data()"],
    "mobilenet": ["keras.applications.MobileNetV2()"],
    "'adult' of OpenML": ["sk.fetch_openml('adult', version=2)"],
    "figshare": [
        # Three attempts would take longer than the test may.
        "sk.fetch_covtype(n_retries=3, delay=1000.0)",
        "sk.fetch_20newsgroups(n_retries=3, delay=1000.0)",
        "sk.fetch_olivetti_faces(n_retries=3, delay=1000.0)",
    ],
}


def test_any_other_download_is_refused_with_a_sentence_and_no_second_attempt(forked: Forked) -> None:
    attempts = [(named, attempt) for named, several in REFUSED.items() for attempt in several]
    answers = forked.run(
        f"""
import keras, sklearn.datasets as sk
said = []
for named, attempt in {attempts!r}:
    try:
        eval(attempt)
    except Exception as error:
        said.append(str(error))
    else:
        said.append("nothing")
give(said=said)
""",
    )
    for (named, attempt), sentence in zip(attempts, answers["said"].tolist(), strict=True):
        assert "cannot be downloaded: there is no network where your work is graded" in sentence, attempt
        assert "which is here: boston_housing, california_housing, mnist, usps." in sentence, attempt
        assert named in sentence.lower() or named in sentence, (attempt, sentence)


def test_a_student_who_is_ready_for_a_missing_network_is_not_stopped(sandbox: Sandbox) -> None:
    answers = sandbox.run("""
import requests, socket, urllib.request
caught = []
try: requests.get("https://example.org")
except requests.ConnectionError: caught.append("requests")
try: urllib.request.urlopen("https://example.org")
except OSError: caught.append("urllib")
try: socket.create_connection(("example.org", 443))
except socket.gaierror: caught.append("socket")
give(caught=caught)
""")
    assert answers["caught"].tolist() == ["requests", "urllib", "socket"]


def test_pip_does_not_look_for_an_index(sandbox: Sandbox) -> None:
    answers = sandbox.run("""
import subprocess, sys
code = "import os; print(os.environ.get('PIP_NO_INDEX'))"
give(seen=subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip())
""")
    assert str(answers["seen"]) == "1"


@pytest.fixture
def local_server() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"from this machine")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_what_is_on_the_same_machine_or_no_download_is_let_through(
    sandbox: Sandbox, local_server: str
) -> None:
    (sandbox.home / "own.txt").write_text("own file")
    answers = sandbox.run(
        f"""
import requests, urllib.request
urls = ({local_server!r}, {(sandbox.home / "own.txt").as_uri()!r}, "data:,own%20text")
read = [urllib.request.urlopen(url).read().decode() for url in urls]
give(read=[*read, requests.get({local_server!r}).text])
""",
        NO_PROXY="127.0.0.1",
    )
    assert answers["read"].tolist() == ["from this machine", "own file", "own text", "from this machine"]


def test_a_lab_without_data_says_so(forked: Forked, tmp_path: Path) -> None:
    answers = Forked(Sandbox(tmp_path / "nothing", forked.sandbox.home), forked.server).run(
        """
import keras
from sklearn.datasets import fetch_california_housing, fetch_openml
said = []
for attempt in (
    keras.datasets.mnist.load_data,
    fetch_california_housing,
    lambda: fetch_openml("mnist_784"),
    lambda: fetch_openml("adult"),
):
    try: attempt()
    except Exception as error: said.append(f"{type(error).__name__}: {error}")
give(said=said)
""",
    )
    mnist, housing, openml, other = answers["said"].tolist()
    assert "this lab does not give the data set 'mnist'; it gives none" in mnist
    assert "this lab does not give the data set 'california_housing'; it gives none" in housing
    assert "this lab does not give the data set 'mnist'" in openml
    assert other.endswith("graded; this lab needs no download.")


def test_nothing_is_imported_that_the_student_does_not_import(sandbox: Sandbox) -> None:
    answers = sandbox.run("""
import sys
heavy = {"keras", "tensorflow", "sklearn", "requests", "pandas", "h5py", "scipy", "pooch"}
give(imported=sorted(heavy & set(sys.modules)))
""")
    assert answers["imported"].tolist() == []


# --- a real sandbox

CELLS = (
    "from bareme.guest.dataset_patches import install_dataset_patches\ninstall_dataset_patches()",
    "import numpy as np\nx = np.load('mnist.npz')['x_train']\nprint(x.shape)",
    "from sklearn.datasets import fetch_openml, load_digits\n"
    "print(fetch_openml('mnist_784', as_frame=False).data.shape)",
    "load_digits()",
    "open('mnist.npz', 'r+b')",
)


def test_in_a_real_sandbox_it_works_on_what_is_mounted(
    given: dict[str, datasets.GraderData], tmp_path: Path
) -> None:
    # The user in the sandbox may not look into a folder of pytest's.
    folder = tmp_path / "given"
    datasets.write_sandbox_data(given["mnist"], folder)
    hidden = Path(sklearn.datasets.__file__).parent / "data" / "digits.csv.gz"
    notebook = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in CELLS])
    # scikit-learn is there before the sandbox is, as the fork server preloads it.
    with run_server(["sklearn.datasets"], None) as address:
        settings = SandboxSettings(address, Limits(), data=str(folder), masked=(str(hidden),))
        with NotebookSession(notebook, settings) as session:
            session.run()
    said = [json.dumps(cell.outputs) for cell in notebook.cells]
    assert "(1197, 28, 28)" in said[1]
    assert "(1497, 784)" in said[2]
    if address.isolation == "namespaces":
        assert "this lab does not give the data set 'digits'; it gives mnist" in said[3]
        assert "OSError" in said[4] or "PermissionError" in said[4]
