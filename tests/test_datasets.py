"""The student's side: finding, reading and verifying files, the state of the data, downloads."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import http.server
import io
import pickle
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from real_data import NO_REAL_DATA, real_data_folder
from sklearn.datasets import load_digits

from bareme import datasets
from bareme.datasets.catalogue import CATALOGUE, MNIST, USPS, ArrayRule, Dataset, Publication
from bareme.errors import DataError

REAL = real_data_folder()
RANDOM = np.random.default_rng(5)
TINY: dict[str, Any] = {
    "x_train": RANDOM.integers(0, 256, (6, 2, 3), dtype=np.uint8),
    "y_train": RANDOM.integers(0, 10, 6, dtype=np.uint8),
    "x_test": RANDOM.integers(0, 256, (4, 2, 3), dtype=np.uint8),
    "y_test": RANDOM.integers(0, 10, 4, dtype=np.uint8),
}
KEYS = tuple(TINY)


def tiny_rules() -> tuple[ArrayRule, ...]:
    return tuple(
        ArrayRule(name, array.shape, "uint8", hashlib.sha256(array.tobytes()).hexdigest())
        for name, array in TINY.items()
    )


@pytest.fixture(autouse=True)
def empty_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No data in sight, an empty cache, no proxy."""
    for name in ("BAREME_DATA", "BAREME_ROOM_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """A data set of ten images in the place of MNIST, in the forms of MNIST, published nowhere."""
    dataset = dataclasses.replace(MNIST, arrays=tiny_rules(), publication=None)
    monkeypatch.setitem(CATALOGUE, "mnist", dataset)
    return dataset


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder that BAREME_DATA names."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("BAREME_DATA", str(folder))
    return folder


def put_npz(folder: Path) -> Path:
    np.savez(folder / "mnist.npz", **TINY)
    return folder / "mnist.npz"


def put_compressed_npz_of_other_types(folder: Path) -> Path:
    x_train = np.asfortranarray(TINY["x_train"].astype(np.float64))
    others: dict[str, Any] = {
        "y_train": TINY["y_train"].astype(">i4"),
        "x_test": TINY["x_test"].reshape(4, 6),
    }
    np.savez_compressed(folder / "mnist.npz", x_train=x_train, y_test=TINY["y_test"], **others)
    return folder / "mnist.npz"


def put_npy(folder: Path) -> Path:
    (folder / "mnist").mkdir()
    for name, array in TINY.items():
        np.save(folder / "mnist" / f"{name}.npy", array)
    return folder / "mnist" / "x_test.npy"


def put_idx(folder: Path) -> Path:
    (folder / "mnist").mkdir()
    stems = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
    for stem, array in zip(stems, TINY.values(), strict=True):
        header = struct.pack(f">BBBB{array.ndim}i", 0, 0, 8, array.ndim, *array.shape)
        (folder / "mnist" / f"{stem}-ubyte.gz").write_bytes(gzip.compress(header + array.tobytes()))
    return folder / "mnist" / "t10k-images-idx3-ubyte.gz"


PACKAGINGS = [put_npz, put_compressed_npz_of_other_types, put_npy, put_idx]


@pytest.mark.parametrize("put", PACKAGINGS)
def test_any_packaging_of_the_same_numbers_gives_the_same_arrays(
    put: Callable[[Path], Path], folder: Path, tiny: Dataset
) -> None:
    put(folder)
    (x_train, y_train), (x_test, y_test) = datasets.load("mnist")
    for name, array in zip(KEYS, (x_train, y_train, x_test, y_test), strict=True):
        assert array.dtype == np.uint8
        np.testing.assert_array_equal(array, TINY[name])


@pytest.mark.parametrize("put", PACKAGINGS)
def test_a_flipped_byte_anywhere_gives_the_right_numbers_or_a_refusal(
    put: Callable[[Path], Path], folder: Path, tiny: Dataset
) -> None:
    file = put(folder)
    intact = file.read_bytes()
    refusals: list[str] = []
    for position in range(len(intact)):
        damaged = bytearray(intact)
        damaged[position] ^= 0xFF
        file.write_bytes(damaged)
        try:
            _, (x_test, y_test) = datasets.load("mnist")
        except DataError as error:
            refusals.append(str(error))
        else:
            np.testing.assert_array_equal(x_test, TINY["x_test"])
            np.testing.assert_array_equal(y_test, TINY["y_test"])
    assert all(str(file) in message for message in refusals)
    # At least the bytes of the test images themselves.
    assert len(refusals) >= 24


def test_a_corrupted_array_is_refused_with_its_file_its_name_and_the_next_step(
    folder: Path, tiny: Dataset
) -> None:
    wrong: dict[str, Any] = {**TINY, "y_test": TINY["y_test"] ^ 1}
    np.savez(folder / "mnist.npz", **wrong)
    with pytest.raises(DataError, match=r"mnist\.npz is corrupted.*'y_test'.*replace it"):
        datasets.load("mnist")


def test_an_array_of_another_size_is_refused_with_both_shapes(folder: Path, tiny: Dataset) -> None:
    np.savez(folder / "mnist.npz", **{**TINY, "x_train": TINY["x_train"][:5]})
    with pytest.raises(DataError, match=r"'x_train' is uint8 of shape \(5, 2, 3\), not .*\(6, 2, 3\)"):
        datasets.load("mnist")


def test_a_file_without_one_of_the_arrays_is_refused(folder: Path, tiny: Dataset) -> None:
    np.savez(folder / "mnist.npz", x_train=TINY["x_train"], y_train=TINY["y_train"], x_test=TINY["x_test"])
    with pytest.raises(DataError, match="'y_test'"):
        datasets.load("mnist")


class Shell:
    """Leaves a trace when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.trace,)


def test_a_pickle_in_a_data_file_is_refused_and_not_run(folder: Path, tiny: Dataset, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    file = put_npy(folder)
    np.save(file, np.array([Shell(trace)], dtype=object), allow_pickle=True)
    with pytest.raises(DataError, match=r"x_test\.npy"):
        datasets.load("mnist")
    file.write_bytes(pickle.dumps(Shell(trace)))
    with pytest.raises(DataError, match=r"x_test\.npy"):
        datasets.load("mnist")
    assert not trace.exists()


def test_arrays_belong_to_the_student(folder: Path, tiny: Dataset) -> None:
    put_npz(folder)
    (x_train, _), _ = datasets.load("mnist")
    x_train[:] = 0
    (again, _), _ = datasets.load("mnist")
    np.testing.assert_array_equal(again, TINY["x_train"])


def test_the_folder_is_looked_at_before_the_cache_and_the_cache_after_it(folder: Path, tiny: Dataset) -> None:
    cache = datasets.sources.cache_folder()
    cache.mkdir(parents=True)
    put_npz(cache)
    datasets.load("mnist")
    (folder / "mnist.npz").write_bytes(b"not this one")
    with pytest.raises(DataError, match=str(folder)):
        datasets.load("mnist")


def test_a_missing_folder_in_bareme_data_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BAREME_DATA", str(tmp_path / "nowhere"))
    for use in (lambda: datasets.load("mnist"), datasets.status):
        with pytest.raises(DataError, match=r"BAREME_DATA is .*nowhere.*not a folder"):
            use()


def test_an_unknown_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(DataError, match=r"'mnits' \(did you mean 'mnist'\?\).*digits, mnist, usps"):
        datasets.load("mnits")


def test_digits_are_the_images_of_scikit_learn_each_once() -> None:
    (x_train, y_train), (x_test, y_test) = datasets.load("digits")
    assert (x_train.shape, x_test.shape) == ((1197, 8, 8), (600, 8, 8))
    bunch = load_digits()
    given = zip([*x_train, *x_test], [*y_train, *y_test], strict=True)
    original = zip(bunch.images.astype(np.uint8), bunch.target, strict=True)
    assert sorted((x.tobytes(), int(y)) for x, y in given) == sorted(
        (x.tobytes(), int(y)) for x, y in original
    )


def test_usps_is_read_from_hdf5(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CATALOGUE, "usps", dataclasses.replace(USPS, arrays=tiny_rules()))
    with h5py.File(folder / "usps.h5", "w") as file:
        for key, array in zip(
            ("train/data", "train/target", "test/data", "test/target"), TINY.values(), strict=True
        ):
            file[key] = array.reshape(len(array), -1)
    (x_train, _), (_, y_test) = datasets.load("usps")
    np.testing.assert_array_equal(x_train, TINY["x_train"])
    np.testing.assert_array_equal(y_test, TINY["y_test"])


def test_importing_the_data_sets_imports_no_library_but_numpy() -> None:
    heavy = "scipy sklearn h5py pooch requests platformdirs rich pydantic keras tensorflow"
    code = f"import sys, bareme.datasets; print(*sorted(set({heavy.split()!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.skipif(REAL is None, reason=NO_REAL_DATA)
def test_the_real_mnist_has_the_published_counts_per_class(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAREME_DATA", str(REAL))
    (x_train, y_train), (x_test, y_test) = datasets.load("mnist")
    assert (x_train.shape, x_test.shape) == ((60_000, 28, 28), (10_000, 28, 28))
    # The table in LeCun's description of the data set.
    train = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    test = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(y_train).tolist() == train
    assert np.bincount(y_test).tolist() == test


@pytest.mark.skipif(REAL is None, reason=NO_REAL_DATA)
def test_one_wrong_byte_in_the_real_mnist_is_refused(folder: Path) -> None:
    assert REAL is not None
    file = folder / "mnist.npz"
    shutil.copyfile(REAL / "mnist.npz", file)
    with file.open("r+b") as stream:
        stream.seek(file.stat().st_size // 2)
        byte = stream.read(1)[0]
        stream.seek(-1, io.SEEK_CUR)
        stream.write(bytes([byte ^ 1]))
    with pytest.raises(DataError, match=r"mnist\.npz .*bareme data fetch mnist"):
        datasets.load("mnist")


# --- state


def states() -> dict[str, datasets.DatasetStatus]:
    return {state.name: state for state in datasets.status()}


def test_the_state_of_an_empty_machine_says_what_to_do(folder: Path) -> None:
    known = states()
    assert known["mnist"].state == "missing"
    assert known["mnist"].where == f"not found: put mnist.npz in {folder} or run `bareme data fetch mnist`"
    assert known["usps"].where == f"not found: put usps.h5 in {folder}"
    assert (known["digits"].state, known["digits"].where) == ("ready", "ships with scikit-learn")


def test_the_state_of_an_intact_file_is_ready_with_its_path_and_size(folder: Path, tiny: Dataset) -> None:
    file = put_npz(folder)
    state = states()["mnist"]
    assert (state.state, state.where, state.size_bytes) == ("ready", str(file), file.stat().st_size)


def test_the_state_of_a_folder_of_arrays_counts_every_file(folder: Path, tiny: Dataset) -> None:
    put_npy(folder)
    state = states()["mnist"]
    total = sum(file.stat().st_size for file in (folder / "mnist").iterdir())
    assert (state.where, state.size_bytes) == (str(folder / "mnist"), total)


def test_the_state_of_a_damaged_file_is_corrupted_and_says_why(folder: Path, tiny: Dataset) -> None:
    file = put_npz(folder)
    file.write_bytes(file.read_bytes()[:-30])
    state = states()["mnist"]
    assert state.state == "corrupted"
    assert str(file) in state.problem


# --- downloads


class Server:
    """Serves one file on 127.0.0.1 and counts what is asked for."""

    def __init__(self, content: bytes) -> None:
        self.content, self.status, self.requests = content, 200, 0
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.requests += 1
                self.send_response(server.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(server.content)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/mnist.npz"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(put_npz(tmp_path).read_bytes())
    thread = threading.Thread(target=server.http.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.http.shutdown()
    thread.join()
    server.http.server_close()


def publish(monkeypatch: pytest.MonkeyPatch, url: str, content: bytes) -> None:
    publication = Publication(url, hashlib.sha256(content).hexdigest(), "mnist.npz")
    monkeypatch.setitem(
        CATALOGUE, "mnist", dataclasses.replace(MNIST, arrays=tiny_rules(), publication=publication)
    )


def cached() -> list[str]:
    cache = datasets.sources.cache_folder()
    return sorted(path.name for path in cache.iterdir()) if cache.is_dir() else []


def test_load_downloads_once_into_the_cache(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    publish(monkeypatch, server.url, server.content)
    for _ in range(2):
        (x_train, _), _ = datasets.load("mnist")
        np.testing.assert_array_equal(x_train, TINY["x_train"])
    assert datasets.fetch("mnist") == datasets.sources.cache_folder() / "mnist.npz"
    assert server.requests == 1
    assert cached() == ["mnist.npz"]


def test_fetch_replaces_a_damaged_file_in_the_cache(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    publish(monkeypatch, server.url, server.content)
    datasets.sources.cache_folder().mkdir(parents=True)
    damaged = datasets.sources.cache_folder() / "mnist.npz"
    damaged.write_bytes(server.content[:-30])
    assert datasets.fetch("mnist").read_bytes() == server.content


def test_a_download_that_is_not_the_published_file_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    publish(monkeypatch, server.url, server.content)
    server.content = b"<html>Please log in to the network</html>".ljust(len(server.content))
    with pytest.raises(DataError, match=r"not the one that was published.*put mnist\.npz in"):
        datasets.fetch("mnist")
    assert cached() == []


def test_a_published_file_with_other_numbers_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, **{**TINY, "y_train": TINY["y_train"] ^ 1})
    server.content = buffer.getvalue()
    publish(monkeypatch, server.url, server.content)
    with pytest.raises(DataError, match=r"does not hold 'mnist'.*'y_train'"):
        datasets.fetch("mnist")
    assert cached() == []


def test_an_answer_that_is_an_error_is_named(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    publish(monkeypatch, server.url, server.content)
    server.status = 404
    with pytest.raises(DataError, match=r"the server answered 404.*put mnist\.npz in"):
        datasets.fetch("mnist")


def test_a_download_cut_short_is_not_kept(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    publish(monkeypatch, server.url, server.content)
    server.content = server.content[:-100]
    with pytest.raises(DataError, match="mnist"):
        datasets.fetch("mnist")
    assert cached() == []


def test_without_a_network_the_sentence_says_which_file_to_put_where(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        publish(monkeypatch, f"http://127.0.0.1:{unused.getsockname()[1]}/mnist.npz", b"")
        with pytest.raises(DataError) as caught:
            datasets.load("mnist")
    message = str(caught.value)
    assert "no connection to the server" in message
    assert f"put mnist.npz in {datasets.sources.cache_folder()}" in message
    assert "\n" not in message


def test_a_cache_that_cannot_be_made_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, server: Server, tmp_path: Path
) -> None:
    publish(monkeypatch, server.url, server.content)
    (tmp_path / "home").write_text("a file where the home folder should be")
    with pytest.raises(DataError, match=r"could not be downloaded.*BAREME_DATA"):
        datasets.fetch("mnist")


def test_progress_is_shown_on_stderr_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    publish(monkeypatch, server.url, server.content)
    file = datasets.fetch("mnist")
    assert capfd.readouterr() == ("", "")
    file.unlink()
    datasets.fetch("mnist", progress=True)
    shown = capfd.readouterr()
    assert shown.out == ""
    assert "mnist.npz" in shown.err


@pytest.mark.parametrize(
    ("name", "reason"), [("digits", "ships with scikit-learn"), ("usps", r"put usps\.h5")]
)
def test_what_is_not_published_as_a_file_cannot_be_fetched(name: str, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        datasets.fetch(name)
