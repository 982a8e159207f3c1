"""Writes and reads the data folder of a sandbox.

It holds no held-out sample. Beside the four arrays, the folder of a data set holds them as the one file that
its publisher offers, such as ``mnist.npz`` or ``usps.h5``. The rows of a table in it are in the order of the
publisher.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import numpy as np

from bareme.datasets.catalogue import find_dataset
from bareme.datasets.dataset import RawArray
from bareme.datasets.splits import GraderData, Split
from bareme.errors import DataError
from bareme.i18n.messages import msg

__all__ = [
    "given_names",
    "packed_files",
    "read_sandbox_data",
    "read_sandbox_table",
    "sandbox_data_folder",
    "write_sandbox_data",
]


def write_sandbox_data(data: GraderData, folder: Path) -> Path:
    """Writes the visible part of a data set to ``<folder>/<name>/``.

    Each array becomes a ``.npy`` file, and one file of the usual form holds all of them. The folder is
    created under another name and renamed, so that readers find all of it or nothing. A folder that already
    holds exactly these arrays is left unchanged. All users may read the files.

    Returns:
        The folder ``<folder>/<name>``.

    Raises:
        DataError: the folder cannot be written.
    """
    target = folder / data.name
    try:
        if not _holds(target, data):
            _replace(target, data)
    except OSError as error:
        raise DataError(
            msg(
                "the data set %(name)s cannot be written to %(target)s (%(reason)s); free that place "
                "or choose another output folder.",
                name=repr(data.name),
                target=target,
                reason=error.strerror,
            )
        ) from error
    return target


def read_sandbox_data(name: str, folder: Path) -> Split:
    """Returns the four arrays of a data set, mapped into memory.

    Changes to the arrays stay in this process.

    Raises:
        DataError: the sandbox does not have that data set.
    """
    _check_given(name, folder)
    x_train, y_train, x_test, y_test = (
        _map_array(folder / name / f"{part}.npy") for part in ("x_train", "y_train", "x_test", "y_test")
    )
    return (x_train, y_train), (x_test, y_test)


def read_sandbox_table(name: str, folder: Path) -> tuple[RawArray, RawArray]:
    """Returns ``x`` and ``y`` of a table in its published order.

    Raises:
        DataError: the sandbox does not have that data set.
    """
    _check_given(name, folder)
    with np.load(folder / name / _packed_name(name), allow_pickle=False) as archive:
        x, y = archive["x"], archive["y"]
    return x, y


def given_names(folder: Path) -> list[str]:
    """Returns the names of the data sets in a sandbox."""
    return sorted(path.parent.name for path in folder.glob("[!.]*/x_train.npy"))


def sandbox_data_folder() -> Path:
    """Returns the data folder of this sandbox, which may not exist."""
    return Path(os.environ.get("BAREME_SANDBOX_DATA") or "/nothing-given")


def packed_files(folder: Path) -> dict[str, Path]:
    """Returns the published form of each data set, by file name."""
    return {_packed_name(name): folder / name / _packed_name(name) for name in given_names(folder)}


def _packed_name(name: str) -> str:
    """Returns the file name of the usual form of a data set."""
    forms = find_dataset(name).forms
    return forms[0][0].file if forms else f"{name}.npz"


def _check_given(name: str, folder: Path) -> None:
    given = given_names(folder)
    if name not in given:
        raise DataError(
            msg(
                "this lab does not give the data set %(name)s; it gives %(given)s: load only what "
                "the assignment names.",
                name=repr(name),
                given=", ".join(given) or msg("none"),
            )
        )


def _replace(target: Path, data: GraderData) -> None:
    if not target.parent.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.parent.chmod(0o755)
    with tempfile.TemporaryDirectory(prefix=f".{data.name}-", dir=target.parent) as scratch:
        fresh = Path(scratch) / "fresh"
        fresh.mkdir()
        for name, array in data.visible_arrays().items():
            np.save(fresh / f"{name}.npy", array, allow_pickle=False)
        _write_packed(data, fresh / _packed_name(data.name))
        for path in fresh.iterdir():
            path.chmod(0o644)
        fresh.chmod(0o755)
        # An open sandbox keeps the files that it has mapped, so the old folder may go.
        with contextlib.suppress(FileNotFoundError):
            target.rename(Path(scratch) / "stale")
        try:
            fresh.rename(target)
        except OSError:
            # Another grader may have written the same data in the meantime.
            if not _holds(target, data):
                raise


def _write_packed(data: GraderData, path: Path) -> None:
    """Writes the visible part of a data set in its usual form."""
    dataset = find_dataset(data.name)
    # The name decides, not the substitute: a table that replaces a published split is written as four arrays.
    as_table = dataset.arrays[0].name == "x"
    arrays = _join_table(data) if as_table else data.visible_arrays()
    keys = [location.key for location in dataset.forms[0]] if dataset.forms else list(arrays)
    named = dict(zip(keys, arrays.values(), strict=True))
    if path.suffix == ".h5":
        _write_hdf5(path, named)
    else:
        np.savez(path, allow_pickle=False, **named)


def _join_table(data: GraderData) -> dict[str, RawArray]:
    x = np.concatenate([data.x_train, data.x_test])
    y = np.concatenate([data.y_train, data.y_test])
    order = slice(None) if data.positions is None else np.argsort(data.positions)
    return {"x": x[order], "y": y[order]}


def _write_hdf5(path: Path, arrays: dict[str, RawArray]) -> None:
    """Writes an HDF5 file with images as rows, like the published one."""
    import h5py

    with h5py.File(path, "w") as file:
        for key, array in arrays.items():
            file[key] = array.reshape(len(array), -1) if array.ndim > 1 else array


def _holds(target: Path, data: GraderData) -> bool:
    wanted = data.visible_arrays()
    files = {*(f"{name}.npy" for name in wanted), _packed_name(data.name)}
    if not target.is_dir() or {path.name for path in target.iterdir()} != files:
        return False
    try:
        return all(_is_same(_map_array(target / f"{name}.npy"), array) for name, array in wanted.items())
    except DataError:
        return False


def _is_same(one: RawArray, other: RawArray) -> bool:
    return one.dtype == other.dtype and np.array_equal(one, other)


def _map_array(path: Path) -> RawArray:
    """Maps an array copy-on-write, so that sandboxes share its pages."""
    try:
        mapped = np.load(path, mmap_mode="c", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise DataError(
            msg(
                "%(path)s cannot be read as an array (%(error)s); grade the batch again.",
                path=path,
                error=error,
            )
        ) from error
    # Students may check the type, and np.memmap is not np.ndarray.
    array: RawArray = np.asarray(mapped)
    return array
