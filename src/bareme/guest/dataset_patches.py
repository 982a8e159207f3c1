"""Makes known ways of loading data return the lab's data.

Patched are ``keras.datasets`` and scikit-learn's functions; files like ``mnist.npz`` lie beside the notebook.
They return the same types and order as the originals, without the held-out part. A student's code can undo
all of this, and has no data then.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from bareme.datasets.sandbox_data import (
    packed_files,
    read_sandbox_data,
    read_sandbox_table,
    sandbox_data_folder,
)
from bareme.datasets.splits import KERAS_SEED, KERAS_TEST_SHARE, Split, split_like_keras
from bareme.guest.import_hooks import Patch, after_import, replace_function
from bareme.guest.no_network import REFUSING, refuse_connections, refuse_downloads
from bareme.guest.sklearn_patches import patch_sklearn

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
