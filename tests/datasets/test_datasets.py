"""The student's side: finding, reading and verifying files, and the state of the data."""

from __future__ import annotations

import bz2
import dataclasses
import gzip
import hashlib
import importlib
import io
import pickle
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from real_data import NO_REAL_DATA, real_data_folder
from sklearn.datasets import load_digits

from bareme import datasets
from bareme.cli.course_commands import data_status
from bareme.datasets.catalogue import CATALOGUE, MNIST, USPS
from bareme.datasets.dataset import ArrayRule, Dataset
from bareme.errors import DataError

pytestmark = pytest.mark.usefixtures("empty_machine")

REAL = real_data_folder()
RANDOM = np.random.default_rng(5)
TINY: dict[str, Any] = {
    "x_train": RANDOM.integers(0, 256, (6, 2, 3), dtype=np.uint8),
    "y_train": RANDOM.integers(0, 10, 6, dtype=np.uint8),
    "x_test": RANDOM.integers(0, 256, (4, 2, 3), dtype=np.uint8),
    "y_test": RANDOM.integers(0, 10, 4, dtype=np.uint8),
}
KEYS = tuple(TINY)
NO_REAL_USPS = NO_REAL_DATA.replace("mnist.npz", "usps.h5")
NO_REAL_HOUSING = NO_REAL_DATA.replace("mnist.npz", "california_housing.npz and boston_housing.npz")


def tiny_rules() -> tuple[ArrayRule, ...]:
    return tuple(
        ArrayRule(name, array.shape, "uint8", hashlib.sha256(array.tobytes()).hexdigest())
        for name, array in TINY.items()
    )


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """A data set of ten images in the place of MNIST, in the forms of MNIST, published nowhere."""
    dataset = dataclasses.replace(MNIST, arrays=tiny_rules(), publications=())
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
    with pytest.raises(
        DataError, match=r"'mnits' \(did you mean 'mnist'\?\).*california_housing, digits, mnist, .*usps"
    ):
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


SHOWN = {value: f"{value / 1000:g}" for value in range(-1000, 1001)}


def libsvm_line(label: int, values: Any) -> str:
    """A line as LIBSVM publishes it: labels from 1, values from -1 to 1, those that are 0 left out."""
    thousandths = np.rint(2000 * np.asarray(values, dtype=np.float64) - 1000).astype(int).tolist()
    pairs = [f"{i}:{SHOWN[value]}" for i, value in enumerate(thousandths, 1) if value != 0]
    return f"{label + 1} {' '.join(pairs)} \n"


def put_libsvm(folder: Path, source: Path) -> None:
    with h5py.File(source) as file:
        for part, name in (("train", "usps.bz2"), ("test", "usps.t.bz2")):
            rows = zip(file[f"{part}/target"][()], file[f"{part}/data"][()], strict=True)
            text = "".join(libsvm_line(int(label), values) for label, values in rows)
            (folder / name).write_bytes(bz2.compress(text.encode(), 1))


def test_a_libsvm_file_is_read_by_hand_worked_values(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zero = np.float32(0.5)  # a value that is left out is 0, half-way between -1 and 1
    x = np.full((2, 16, 16), zero, dtype=np.float32)
    # The HDF5 form has 0.18450001 for -0.631, and not the float32 that is nearest to 0.1845.
    x[0, 0, 0], x[0, 15, 15], x[1, 0, 1] = 0, 1, np.float32(0.18450001)
    y = np.array([6, 9], dtype=np.int32)
    for name, rows in (("usps.bz2", b"7 1:-1 256:1 \n10 2:-0.631 \n"), ("usps.t.bz2", b"1 1:-1\n")):
        (folder / name).write_bytes(bz2.compress(rows))
    test_image = np.full((1, 16, 16), zero, dtype=np.float32)
    test_image[0, 0, 0] = 0
    arrays = {"x_train": x, "y_train": y, "x_test": test_image, "y_test": np.zeros(1, dtype=np.int32)}
    rules = tuple(
        ArrayRule(name, array.shape, array.dtype.name, hashlib.sha256(array.tobytes()).hexdigest())
        for name, array in arrays.items()
    )
    monkeypatch.setitem(CATALOGUE, "usps", dataclasses.replace(USPS, arrays=rules))
    (x_train, y_train), (_, y_test) = datasets.load("usps")
    np.testing.assert_array_equal(x_train, x)
    assert (y_train.tolist(), y_test.tolist()) == ([6, 9], [0])


@pytest.mark.skipif(REAL is None or not (REAL / "usps.h5").is_file(), reason=NO_REAL_USPS)
def test_the_real_usps_is_the_same_from_libsvm_and_from_hdf5(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert REAL is not None
    put_libsvm(folder, REAL / "usps.h5")
    # Both are verified by the same digests; these are the counts in "The Elements of Statistical Learning".
    (x_train, y_train), (_, y_test) = datasets.load("usps")
    assert np.bincount(y_train).tolist() == [1194, 1005, 731, 658, 652, 556, 664, 645, 542, 644]
    assert np.bincount(y_test).tolist() == [359, 264, 198, 166, 200, 160, 170, 147, 166, 177]
    with h5py.File(REAL / "usps.h5") as file:
        np.testing.assert_array_equal(x_train.reshape(-1, 256), file["train/data"][()])


def test_a_libsvm_file_without_its_test_set_is_not_enough(folder: Path) -> None:
    (folder / "usps.bz2").write_bytes(bz2.compress(b"1 1:-1\n"))
    assert states()["usps"].state == "missing"


def test_a_libsvm_file_that_is_another_one_is_refused(folder: Path) -> None:
    for name, content in (("usps.bz2", b"<html>"), ("usps.t.bz2", bz2.compress(b"1 1:-1\n"))):
        (folder / name).write_bytes(content)
    with pytest.raises(DataError, match=r"usps\.bz2 is damaged.*bareme data fetch usps"):
        datasets.load("usps")
    (folder / "usps.bz2").write_bytes(bz2.compress(b"1 1:-1 \n"))
    with pytest.raises(DataError, match=r"usps\.bz2 does not hold 'usps'"):
        datasets.load("usps")


@pytest.mark.skipif(REAL is None or not (REAL / "california_housing.npz").is_file(), reason=NO_REAL_HOUSING)
@pytest.mark.parametrize("name", ["california_housing", "boston_housing"])
def test_the_real_housing_tables_are_split_as_keras_splits_them(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert REAL is not None
    monkeypatch.setenv("BAREME_DATA", str(REAL))
    module = importlib.import_module(f"keras.src.datasets.{name}")
    # What Keras would have downloaded.
    monkeypatch.setattr(module, "get_file", lambda *args, **kwargs: str(REAL / f"{name}.npz"))
    for ours, theirs in zip(datasets.load(name), module.load_data(), strict=True):
        for one, other in zip(ours, theirs, strict=True):
            assert one.dtype == other.dtype
            np.testing.assert_array_equal(one, other)


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
    assert known["mnist"].where == "not found"
    assert known["mnist"].problem == f"put mnist.npz in {folder} or run `bareme data fetch mnist`."
    assert known["usps"].problem == (
        f"put usps.h5 (or usps.bz2 and usps.t.bz2) in {folder} or run `bareme data fetch usps`."
    )
    assert (known["digits"].state, known["digits"].where) == ("ready", "ships with scikit-learn")
    made = known["synthetic_boston"]
    assert (made.state, made.where) == ("ready", "ships with bareme")


def test_the_state_of_an_intact_file_is_ready_with_its_path_and_size(folder: Path, tiny: Dataset) -> None:
    file = put_npz(folder)
    state = states()["mnist"]
    assert (state.state, state.where, state.size_bytes) == ("ready", str(file), file.stat().st_size)


def test_the_digest_is_that_of_the_content_in_any_packaging(folder: Path, tiny: Dataset) -> None:
    assert states()["mnist"].digest == ""
    file = put_npz(folder)
    digest = states()["mnist"].digest
    file.unlink()
    put_npy(folder)
    assert states()["mnist"].digest == digest
    lines = [
        f"{name} uint8 {array.shape} {hashlib.sha256(array.tobytes()).hexdigest()}\n"
        for name, array in TINY.items()
    ]
    assert digest == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_the_table_shows_where_each_is_found_its_size_digest_and_licence(
    folder: Path, tiny: Dataset, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    (folder / "boston_housing.npz").write_bytes(b"damaged")
    file = put_npz(folder)
    # Something in the cache or the folder is damaged, which the exit code says too.
    assert data_status() == 1
    lines = capsys.readouterr().out.splitlines()
    mnist = next(line.split("  ") for line in lines if line.startswith("mnist "))
    size = f"{file.stat().st_size / 2**20:.2f} MiB"
    shown = [cell.strip() for cell in mnist if cell.strip()]
    assert shown == ["mnist", "ready", size, states()["mnist"].digest[:12], str(file)]
    # Below the table, which has no room for it on a narrow terminal.
    assert f"mnist: {MNIST.licence}" in lines
    usps = next(line for line in lines if line.startswith("usps "))
    assert re.search(r"missing .* not found", usps)
    assert any(line.startswith("usps: put usps.h5") for line in lines)
    assert any(line.startswith(f"boston_housing: {folder}") and "is damaged" in line for line in lines)


def test_the_flaw_of_the_boston_table_is_stated_where_a_lecturer_looks(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert data_status() == 0
    printed = capsys.readouterr().out
    assert re.search(r"boston_housing: the feature B is made from the share of Black residents", printed)


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
