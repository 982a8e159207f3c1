"""The grader's side: what is held out, what stands in for what, and what a sandbox is given."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest
import scipy.ndimage
from real_data import NO_REAL_DATA, real_data_folder
from sklearn.datasets import load_digits

from bareme import datasets
from bareme.datasets.splits import split_by_class
from bareme.datasets.substitutes import enlarge
from bareme.datasets.synthetic import make_boston, make_california
from bareme.errors import DataError

REAL = real_data_folder()
MADE = {"synthetic_california": make_california, "synthetic_boston": make_boston}
VISIBLE = ["mnist.npz", "x_test.npy", "x_train.npy", "y_test.npy", "y_train.npy"]


@pytest.fixture(autouse=True)
def outside_any_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BAREME_SANDBOX_DATA", raising=False)
    if REAL is None:
        monkeypatch.delenv("BAREME_DATA", raising=False)
    else:
        monkeypatch.setenv("BAREME_DATA", str(REAL))


@pytest.fixture
def mini() -> datasets.GraderData:
    return datasets.load_for_grader("mnist", "digits")


@pytest.fixture
def shared_umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


def images(array: np.ndarray) -> set[bytes]:
    return {image.tobytes() for image in array}


# --- splits


def test_the_order_of_drawing_is_the_one_worked_by_hand() -> None:
    # `printf k:0 | sha256sum` and so on begin with 741d 3263 eac0 1bc2 b921 5ccd; by class, then by hash, the
    # order is 3 1 4 (class 0), 5 0 2 (class 1), of which every second one is drawn: 1, 5, 2.
    mask = split_by_class(np.array([1, 0, 1, 0, 0, 1]), 3, "k")
    assert np.flatnonzero(mask).tolist() == [1, 2, 5]


@pytest.mark.parametrize("count", [0, 1, 299, 300, 600, 1797])
def test_exactly_the_wanted_number_is_drawn_and_every_class_gives_its_share(count: int) -> None:
    labels = load_digits().target
    drawn = np.bincount(labels[split_by_class(labels, count, "any")], minlength=10)
    assert drawn.sum() == count
    share = np.bincount(labels) * count / len(labels)
    assert np.all(np.abs(drawn - share) < 1 + 1e-9)


def test_digits_are_split_into_three_disjoint_parts_that_make_up_the_whole() -> None:
    data = datasets.load_for_grader("digits", None)
    parts = [images(data.x_train), images(data.x_test), images(data.x_held_out)]
    # No image occurs twice in the digits, so images can be counted as a set.
    assert [len(part) for part in parts] == [1197, 300, 300]
    assert set.union(*parts) == images(load_digits().images.astype(np.uint8))


def test_images_keep_their_labels_and_their_order() -> None:
    data = datasets.load_for_grader("digits", None)
    bunch = load_digits()
    position = {image.tobytes(): i for i, image in enumerate(bunch.images.astype(np.uint8))}
    for x, y in (
        (data.x_train, data.y_train),
        (data.x_test, data.y_test),
        (data.x_held_out, data.y_held_out),
    ):
        positions = [position[image.tobytes()] for image in x]
        assert positions == sorted(positions)
        np.testing.assert_array_equal(bunch.target[positions], y)


def test_half_of_each_class_of_the_test_digits_is_held_out_in_the_documented_order() -> None:
    _, (x_test, y_test) = datasets.load("digits")
    held_out = images(datasets.load_for_grader("digits", None).x_held_out)
    for digit in range(10):
        positions = np.flatnonzero(y_test == digit).tolist()
        positions.sort(key=lambda i: hashlib.sha256(f"digits held-out:{i}".encode()).hexdigest())
        held = [x_test[i].tobytes() in held_out for i in positions]
        # One in two along that order, whichever comes first.
        assert held[::2] == [held[0]] * len(held[::2])
        assert held[1::2] == [not held[0]] * len(held[1::2])


@pytest.mark.skipif(REAL is None, reason=NO_REAL_DATA)
def test_half_of_the_real_mnist_test_set_is_held_out_class_by_class() -> None:
    data = datasets.load_for_grader("mnist", None)
    assert (len(data.x_train), len(data.x_test), len(data.x_held_out)) == (60_000, 5_000, 5_000)
    published = np.array([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    for labels in (data.y_test, data.y_held_out):
        assert np.all(np.abs(np.bincount(labels) - published / 2) <= 0.5)
    assert not images(data.x_held_out) & (images(data.x_train) | images(data.x_test))


@pytest.mark.skipif(REAL is None or not (REAL / "usps.h5").is_file(), reason=NO_REAL_DATA)
def test_the_real_usps_has_the_published_split_with_half_of_the_test_set_held_out() -> None:
    data = datasets.load_for_grader("usps", None)
    assert data.x_train.shape == (7291, 16, 16)
    assert len(data.x_test) + len(data.x_held_out) == 2007
    assert (data.x_train.min(), data.x_train.max()) == (0, 1)


def test_the_grader_never_looks_at_what_is_in_a_sandbox(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mini: datasets.GraderData
) -> None:
    forged = dataclasses.replace(mini, y_test=np.zeros_like(mini.y_test))
    datasets.write_sandbox_data(forged, tmp_path)
    monkeypatch.setenv("BAREME_SANDBOX_DATA", str(tmp_path))
    assert datasets.load_for_grader("mnist", "digits").y_test.any()


def test_a_suite_cannot_change_the_data_for_the_next_submission(mini: datasets.GraderData) -> None:
    for array in mini.arrays().values():
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def rows(array: np.ndarray) -> list[bytes]:
    return [row.tobytes() for row in array]


@pytest.fixture(params=["synthetic_california", "synthetic_boston"])
def housing(request: pytest.FixtureRequest) -> datasets.GraderData:
    """A made-up table; each of its rows occurs once."""
    return datasets.load_for_grader(request.param, None)


def test_a_table_is_split_into_three_disjoint_parts_that_make_up_the_whole(
    housing: datasets.GraderData,
) -> None:
    x, y = MADE[housing.name]()
    parts = [
        [*zip(rows(a), b.tolist(), strict=True)]
        for a, b in (
            (housing.x_train, housing.y_train),
            (housing.x_test, housing.y_test),
            (housing.x_held_out, housing.y_held_out),
        )
    ]
    assert sorted([*parts[0], *parts[1], *parts[2]]) == sorted(zip(rows(x), y.tolist(), strict=True))
    assert len(parts[0]) == int(len(x) * 0.8)
    assert len(parts[2]) == (len(x) - len(parts[0])) // 2


def test_the_held_out_half_of_a_table_is_like_the_visible_half(housing: datasets.GraderData) -> None:
    everything = np.sort(np.concatenate([housing.y_test, housing.y_held_out]))
    for edge in everything[:: len(everything) // 10]:
        seen, held = (int((y < edge).sum()) for y in (housing.y_test, housing.y_held_out))
        # Rows that cost the same can lie on both sides of the edge.
        assert abs(seen - held) <= 2 + np.count_nonzero(everything == edge)


def test_the_parts_of_a_table_are_in_the_order_of_keras(housing: datasets.GraderData) -> None:
    x, _ = MADE[housing.name]()
    order = np.arange(len(x))
    np.random.RandomState(113).shuffle(order)
    assert rows(housing.x_train) == rows(x[order])[: len(housing.x_train)]
    rest = rows(x[order])[len(housing.x_train) :]
    held_out = set(rows(housing.x_held_out))
    assert rows(housing.x_test) == [row for row in rest if row not in held_out]


@pytest.mark.skipif(REAL is None or not (REAL / "california_housing.npz").is_file(), reason=NO_REAL_DATA)
def test_the_real_californian_table_has_half_of_the_test_set_held_out() -> None:
    data = datasets.load_for_grader("california_housing", None)
    assert (data.x_train.shape, data.x_test.shape, data.x_held_out.shape) == (
        (16512, 8),
        (2064, 8),
        (2064, 8),
    )
    # Both halves have the mean price of all of California, to a few hundredths.
    for y in (data.y_test, data.y_held_out):
        assert float(y.mean(dtype=np.float64)) == pytest.approx(206_855.8, rel=0.03)


# --- stand-ins


@pytest.mark.parametrize("size", [16, 20])
def test_images_are_enlarged_as_scipy_does_it(size: int) -> None:
    pictures = load_digits().images[:20]
    expected = [
        scipy.ndimage.zoom(picture, size / 8, order=1, mode="nearest", grid_mode=True) for picture in pictures
    ]
    enlarged = enlarge(pictures.astype(np.uint8), size) / (2 * size) ** 2
    np.testing.assert_allclose(enlarged, expected, atol=1e-12)


def test_digits_stand_in_for_mnist_in_its_shape_type_range_and_margins(mini: datasets.GraderData) -> None:
    assert mini.name == "mnist"
    assert mini.x_train.shape == (1197, 28, 28)
    assert {array.dtype.name for array in mini.arrays().values()} == {"uint8"}
    assert (mini.x_train.min(), mini.x_train.max()) == (0, 255)
    margins = np.ones((28, 28), dtype=bool)
    margins[4:24, 4:24] = False
    assert not mini.x_train[:, margins].any()
    assert mini.x_train[:, ~margins].any(axis=1).all()


def test_the_stand_in_holds_the_same_samples_as_the_digits(mini: datasets.GraderData) -> None:
    digits = datasets.load_for_grader("digits", None)
    np.testing.assert_array_equal(mini.y_held_out, digits.y_held_out)
    # Bilinear weights of one image sum to (20/8)^2 times its total, but for the pixels cut by the edges.
    ratio = mini.x_train.sum(axis=(1, 2)) / digits.x_train.sum(axis=(1, 2)) / (255 / 16)
    np.testing.assert_allclose(ratio, 6.25, rtol=0.05)


def test_digits_stand_in_for_usps_in_its_shape_types_and_range() -> None:
    data = datasets.load_for_grader("usps", "digits")
    assert data.x_train.shape == (1197, 16, 16)
    assert (data.x_train.dtype.name, data.y_train.dtype.name) == ("float32", "int32")
    assert (data.x_train.min(), data.x_train.max()) == (0, 1)


@pytest.mark.parametrize(
    ("name", "features", "dtype"), [("california", 8, "float32"), ("boston", 13, "float64")]
)
def test_made_up_housing_stands_in_for_the_real_table_in_columns_and_types(
    name: str, features: int, dtype: str
) -> None:
    data = datasets.load_for_grader(f"{name}_housing", f"synthetic_{name}")
    assert data.name == f"{name}_housing"
    assert data.x_train.shape[1] == features
    assert {array.dtype.name for array in data.arrays().values()} == {dtype}


def test_the_made_up_californian_prices_follow_their_formula() -> None:
    x, y = make_california()
    longitude, latitude, age, _, _, population, households, income = x.astype(np.float64).T
    coast = 1 - (longitude + 117.3 + 7 * (latitude - 32.5) / 9.5) / 5
    persons = population / households
    formula = 40_000 * income + 1_000 * age + 90_000 * coast**2 - 20_000 * (persons - 3)
    inside = (y > 15_000) & (y < 500_000)
    left = (y - formula)[inside]
    # Noise of deviation 30,000, within four standard errors; prices that are cut off bias it a little.
    assert abs(left.mean()) < 4 * 30_000 / np.sqrt(inside.sum())
    assert left.std() == pytest.approx(30_000, rel=0.07)
    assert np.all((x[:, 0] >= -124.35) & (x[:, 0] <= -112.2))


def test_the_made_up_boston_prices_do_not_depend_on_the_column_b() -> None:
    x, y = make_boston()
    others = np.column_stack([np.delete(x, 11, axis=1), np.ones(len(x))])
    left = y - others @ np.linalg.lstsq(others, y)[0]
    # The correlation of 506 unrelated pairs has a deviation of 0.045.
    assert abs(np.corrcoef(left, x[:, 11])[0, 1]) < 0.15
    # What is no linear function of the others is the noise of deviation 2, and the cut at 5.
    assert left.std() == pytest.approx(2, rel=0.15)


def test_a_pair_without_a_rule_is_refused() -> None:
    with pytest.raises(DataError, match=r"'mnist' cannot stand in for 'digits'.*digits for mnist"):
        datasets.load_for_grader("digits", "mnist")


# --- digest


def test_the_digest_depends_on_the_held_out_part(mini: datasets.GraderData) -> None:
    labels = mini.y_held_out.copy()
    labels[-1] ^= 1
    changed = dataclasses.replace(mini, y_held_out=labels)
    assert datasets.data_digest(changed) != datasets.data_digest(mini)


def test_the_digest_depends_on_shapes_types_and_names_too(mini: datasets.GraderData) -> None:
    others = [
        dataclasses.replace(mini, x_train=mini.x_train.reshape(-1, 784)),
        dataclasses.replace(mini, y_train=mini.y_train.view(np.int8)),
        dataclasses.replace(mini, name="usps"),
    ]
    assert len({datasets.data_digest(data) for data in [mini, *others]}) == 4


def test_equal_data_have_equal_digests(mini: datasets.GraderData) -> None:
    copies = [np.asfortranarray(array) for array in mini.arrays().values()]
    assert datasets.data_digest(datasets.GraderData("mnist", *copies)) == datasets.data_digest(mini)


# --- sandboxes


def test_a_table_comes_to_a_sandbox_in_the_order_of_its_publisher_without_the_held_out_rows(
    tmp_path: Path, housing: datasets.GraderData
) -> None:
    folder = datasets.write_sandbox_data(housing, tmp_path)
    x, y = MADE[housing.name]()
    held_out = set(rows(housing.x_held_out))
    kept = [row not in held_out for row in rows(x)]
    with np.load(folder / f"{housing.name}.npz") as packed:
        np.testing.assert_array_equal(packed["x"], x[kept])
        np.testing.assert_array_equal(packed["y"], y[kept])
    everything = b"".join(path.read_bytes() for path in folder.iterdir())
    assert not any(row in everything for row in held_out)


def test_usps_comes_to_a_sandbox_as_an_hdf5_file_of_rows_too(tmp_path: Path) -> None:
    data = datasets.load_for_grader("usps", "digits")
    folder = datasets.write_sandbox_data(data, tmp_path)
    with h5py.File(folder / "usps.h5", "r") as file:
        np.testing.assert_array_equal(file["train/data"][()], data.x_train.reshape(-1, 256))
        np.testing.assert_array_equal(file["test/target"][()], data.y_test)
        assert file["train/data"].dtype == np.float32
        assert len(file["test/data"]) == len(data.x_test)


def test_a_sandbox_is_given_the_visible_part_and_no_held_out_image(
    tmp_path: Path, mini: datasets.GraderData
) -> None:
    folder = datasets.write_sandbox_data(mini, tmp_path)
    assert folder == tmp_path / "mnist"
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == VISIBLE
    held_out = images(mini.x_held_out)
    for name in ("x_train", "x_test"):
        assert not held_out & images(np.load(folder / f"{name}.npy"))
    everything = b"".join((folder / name).read_bytes() for name in VISIBLE)
    assert mini.y_held_out.tobytes() not in everything
    with np.load(folder / "mnist.npz") as packed:
        assert sorted(packed) == sorted(mini.visible_arrays())
        for name, array in mini.visible_arrays().items():
            np.testing.assert_array_equal(packed[name], array)


def test_everyone_can_read_what_a_sandbox_is_given(
    tmp_path: Path, mini: datasets.GraderData, shared_umask: None
) -> None:
    folder = datasets.write_sandbox_data(mini, tmp_path / "data")
    for path, mode in (
        (folder.parent, 0o755),
        (folder, 0o755),
        *((file, 0o644) for file in folder.iterdir()),
    ):
        assert stat.S_IMODE(path.stat().st_mode) == mode


def test_writing_the_same_data_again_touches_nothing(tmp_path: Path, mini: datasets.GraderData) -> None:
    folder = datasets.write_sandbox_data(mini, tmp_path)
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}
    datasets.write_sandbox_data(mini, tmp_path)
    assert {path.name: path.stat().st_ino for path in folder.iterdir()} == before


@pytest.mark.parametrize("damage", ["changed", "truncated", "extra", "missing"])
def test_a_folder_that_differs_is_replaced_as_a_whole(
    damage: str, tmp_path: Path, mini: datasets.GraderData
) -> None:
    folder = datasets.write_sandbox_data(mini, tmp_path)
    file = folder / "y_test.npy"
    if damage == "changed":
        np.save(file, mini.y_test[::-1])
    elif damage == "truncated":
        file.write_bytes(file.read_bytes()[:-5])
    elif damage == "extra":
        np.save(folder / "y_held_out.npy", mini.y_held_out)
    else:
        file.unlink()
    datasets.write_sandbox_data(mini, tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == VISIBLE
    np.testing.assert_array_equal(np.load(file), mini.y_test)


def test_graders_side_by_side_can_write_the_same_data(tmp_path: Path, mini: datasets.GraderData) -> None:
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: datasets.write_sandbox_data(mini, tmp_path), range(8)))
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == VISIBLE


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path, mini: datasets.GraderData) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(DataError, match=r"'mnist' cannot be written to .*data/mnist"):
        datasets.write_sandbox_data(mini, tmp_path / "data")


def test_in_a_sandbox_load_gives_plain_arrays_of_the_students_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mini: datasets.GraderData
) -> None:
    datasets.write_sandbox_data(mini, tmp_path)
    monkeypatch.setenv("BAREME_SANDBOX_DATA", str(tmp_path))
    (x_train, y_train), (x_test, y_test) = datasets.load("mnist")
    for name, array in (("x_train", x_train), ("y_train", y_train), ("x_test", x_test), ("y_test", y_test)):
        assert type(array) is np.ndarray
        np.testing.assert_array_equal(array, mini.arrays()[name])
        array[:] = 0
    (again, _), _ = datasets.load("mnist")
    np.testing.assert_array_equal(again, mini.x_train)


def test_in_a_sandbox_a_data_set_that_the_lab_does_not_give_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mini: datasets.GraderData
) -> None:
    datasets.write_sandbox_data(mini, tmp_path)
    monkeypatch.setenv("BAREME_SANDBOX_DATA", str(tmp_path))
    with pytest.raises(DataError, match="this lab does not give the data set 'digits'; it gives mnist"):
        datasets.load("digits")
    monkeypatch.setenv("BAREME_SANDBOX_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DataError, match="this lab does not give the data set 'mnist'; it gives none"):
        datasets.load("mnist")
