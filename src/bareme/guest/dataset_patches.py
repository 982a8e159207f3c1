"""Makes known ways of loading data return the lab's data.

Patched are ``keras.datasets`` and scikit-learn's functions; files like ``mnist.npz`` lie beside the notebook.
They return the same types and order as the originals, without the held-out part. A student's code can undo
all of this, and has no data then.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bareme.datasets.sandbox_data import (
    given_names,
    packed_files,
    read_sandbox_data,
    read_sandbox_table,
    sandbox_data_folder,
)
from bareme.datasets.splits import KERAS_SEED, KERAS_TEST_SHARE, Split, split_like_keras
from bareme.guest.import_hooks import Patch, after_import, replace_function
from bareme.guest.no_network import REFUSING, refuse_connections, refuse_downloads

__all__ = ["install_dataset_patches"]

SMALL = 600
"""Rows of the small version of Keras's Californian table."""


def install_dataset_patches() -> None:
    """Installs the patches in the student's process, and links data files.

    It imports no library. Libraries that are already imported are patched at once.
    """
    for name, file in packed_files(sandbox_data_folder()).items():
        # A link needs no copy, and the file is read-only like all data.
        with contextlib.suppress(FileExistsError):
            Path(name).symlink_to(file)
    refuse_connections()
    after_import({**REFUSING, **KERAS_LOADERS, "sklearn.datasets": patch_sklearn})


def _load_mnist(original: Callable[..., Split]) -> Callable[..., Split]:
    def load_data(path: str = "mnist.npz") -> Split:
        return read_sandbox_data("mnist", sandbox_data_folder())

    return load_data


def _load_california(original: Callable[..., Split]) -> Callable[..., Split]:
    def load_data(
        version: str = "large",
        path: str = "california_housing.npz",
        test_split: float = KERAS_TEST_SHARE,
        seed: int = KERAS_SEED,
    ) -> Split:
        if version not in ("small", "large"):
            raise ValueError(f"version is {version!r}; it must be 'small' or 'large'.")
        return _load_table("california_housing", test_split, seed, SMALL if version == "small" else None)

    return load_data


def _load_boston(original: Callable[..., Split]) -> Callable[..., Split]:
    def load_data(
        path: str = "boston_housing.npz", test_split: float = KERAS_TEST_SHARE, seed: int = KERAS_SEED
    ) -> Split:
        return _load_table("boston_housing", test_split, seed, None)

    return load_data


def _load_table(name: str, test_split: float, seed: int, first: int | None) -> Split:
    """Returns a table as Keras splits it, without held-out rows.

    With Keras's default arguments, the parts are those of Keras.
    """
    if not 0 <= test_split < 1:
        raise ValueError(f"test_split is {test_split}; it must be at least 0 and below 1.")
    if (test_split, seed, first) == (KERAS_TEST_SHARE, KERAS_SEED, None):
        return read_sandbox_data(name, sandbox_data_folder())
    x, y = (array[:first] for array in read_sandbox_table(name, sandbox_data_folder()))
    train, test = split_like_keras(len(x), test_split, seed)
    return (x[train], y[train]), (x[test], y[test])


def _get_file(original: Callable[..., str]) -> Callable[..., str]:
    def get_file(fname: Any = None, origin: str | None = None, *args: Any, **kwargs: Any) -> str:
        name = Path(os.fspath(fname) if fname is not None else str(origin)).name
        given = packed_files(sandbox_data_folder())
        if name not in given:
            raise refuse_downloads(origin or name)
        return str(given[name])

    return get_file


def _patch(name: str, make: Callable[[Any], Callable[..., Any]]) -> Patch:
    def patch(module: ModuleType) -> None:
        replace_function(module, name, make)

    return patch


KERAS_LOADERS: dict[str, Patch] = {
    "keras.src.datasets.mnist": _patch("load_data", _load_mnist),
    "keras.src.datasets.california_housing": _patch("load_data", _load_california),
    "keras.src.datasets.boston_housing": _patch("load_data", _load_boston),
    # Used by the other data sets, and for the weights of keras.applications.
    "keras.src.utils.file_utils": _patch("get_file", _get_file),
}


Function = Callable[..., Any]
LoaderAnswer = dict[str, Any]

# Decimals of the published table, which float32 does not represent exactly, in the order of Keras's file.
DECIMALS = (2, 2, 0, 0, 0, 0, 0, 4)
CALIFORNIA = [
    "MedInc",
    "HouseAge",
    "AveRooms",
    "AveBedrms",
    "Population",
    "AveOccup",
    "Latitude",
    "Longitude",
]
MNIST_NAMES, MNIST_ID = ("mnist_784",), 554
ABOUT = (
    "What this lab gives of {}, without the part that is held out; the original is described by scikit-learn."
)


def patch_sklearn(module: ModuleType) -> None:
    """Patches ``sklearn.datasets``."""
    replace_function(module, "fetch_california_housing", _fetch_california_housing)
    replace_function(module, "load_digits", _load_digits)
    replace_function(module, "fetch_openml", _fetch_openml)


def _fetch_california_housing(original: Function) -> Function:
    def fetch_california_housing(
        *,
        data_home: Any = None,
        download_if_missing: bool = True,
        return_X_y: bool = False,
        as_frame: bool = False,
        n_retries: int = 3,
        delay: float = 1.0,
    ) -> Any:
        x, y = read_sandbox_table("california_housing", sandbox_data_folder())
        columns = [np.round(x[:, i].astype(np.float64), decimals) for i, decimals in enumerate(DECIMALS)]
        longitude, latitude, age, rooms, bedrooms, population, households, income = columns
        per_household = (rooms / households, bedrooms / households)
        data = np.stack(
            (income, age, *per_household, population, population / households, latitude, longitude), axis=1
        )
        answer: LoaderAnswer = {"data": data, "target": y.astype(np.float64) / 100_000}
        answer |= {"feature_names": CALIFORNIA, "target_names": ["MedHouseVal"]}
        return _bunch("the Californian housing table", answer, "MedHouseVal", return_X_y, as_frame)

    return fetch_california_housing


def _load_digits(original: Function) -> Function:
    def load_digits(*, n_class: int = 10, return_X_y: bool = False, as_frame: bool = False) -> Any:
        folder = sandbox_data_folder()
        # The digits come with scikit-learn: unless the lab provides or hides them, the original works.
        if "digits" not in given_names(folder) and not _digits_are_hidden():
            return original(n_class=n_class, return_X_y=return_X_y, as_frame=as_frame)
        x, y = read_sandbox_table("digits", folder)
        wanted = y < n_class
        images = x[wanted].astype(np.float64)
        answer: LoaderAnswer = {
            "data": images.reshape(len(images), -1),
            "target": y[wanted].astype(int),
            "images": images,
        }
        names = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
        answer |= {"feature_names": names, "target_names": np.arange(10)}
        return _bunch("the digits", answer, "target", return_X_y, as_frame)

    return load_digits


def _digits_are_hidden() -> bool:
    """Returns True if the digits file is masked, that is, empty.

    It is masked if digits are among the held-out data.
    """
    file = resources.files("sklearn.datasets.data").joinpath("digits.csv.gz")
    with resources.as_file(file) as path:
        return path.stat().st_size == 0


def _fetch_openml(original: Function) -> Function:
    def fetch_openml(
        name: str | None = None,
        *,
        data_id: int | None = None,
        return_X_y: bool = False,
        as_frame: bool | str = "auto",
        parser: str = "auto",
        **others: Any,
    ) -> Any:
        if data_id != MNIST_ID and (name or "").lower() not in MNIST_NAMES:
            raise refuse_downloads(f"The data set {name or data_id!r} of OpenML")
        if as_frame == "auto":
            # The original raises an error without pandas.
            as_frame = importlib.util.find_spec("pandas") is not None
        x, y = _all_of_mnist(np.float64 if parser == "liac-arff" else np.int64)
        answer: LoaderAnswer = {"data": x, "target": y, "categories": None if as_frame else {}}
        answer |= {"feature_names": [f"pixel{i}" for i in range(1, 785)], "target_names": ["class"]}
        answer |= {"details": {"id": str(MNIST_ID), "name": "mnist_784", "version": "1"}, "url": None}
        return _bunch("MNIST", answer, "class", return_X_y, bool(as_frame))

    return fetch_openml


def _all_of_mnist(dtype: type[np.generic]) -> tuple[NDArray[Any], NDArray[np.object_]]:
    """Returns MNIST like OpenML: rows of pixels, text labels, training first."""
    (x_train, y_train), (x_test, y_test) = read_sandbox_data("mnist", sandbox_data_folder())
    x = np.concatenate([x_train, x_test]).reshape(-1, 784).astype(dtype)
    y = np.concatenate([y_train, y_test]).astype(str).astype(object)
    return x, y


def _bunch(about: str, answer: LoaderAnswer, target_name: str, return_x_y: bool, as_frame: bool) -> Any:
    """Returns two arrays or a bunch, with or without pandas, like scikit-learn."""
    from sklearn.utils import Bunch

    frame = None
    if as_frame:
        import pandas as pd  # type: ignore[import-untyped,unused-ignore]

        names = answer["feature_names"]
        frame = pd.DataFrame(answer["data"], columns=names)
        frame[target_name] = answer["target"]
        if answer["target"].dtype == object:
            frame[target_name] = frame[target_name].astype("category")
        answer |= {"data": frame[names], "target": frame[target_name]}
    if return_x_y:
        return answer["data"], answer["target"]
    return Bunch(frame=frame, DESCR=ABOUT.format(about), **answer)
