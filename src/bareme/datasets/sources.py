"""Finds, reads and verifies the files of a data set.

The folder named by ``BAREME_DATA`` is searched first, then the user's cache. A file that is found but holds
other numbers is refused, never skipped silently.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from bareme.datasets.dataset import ArrayRule, Dataset, RawArray
from bareme.errors import DataError
from bareme.i18n.messages import Message, join_and, msg

__all__ = [
    "Source",
    "cache_folder",
    "data_folders",
    "download_advice",
    "find_source",
    "read_source",
    "usable_files",
]


@dataclass(frozen=True)
class Source:
    """The files in which a data set was found.

    ``places`` holds a file and a key for each array, in the order of the catalogue. ``stamp`` holds the size
    and the modification time of each file, so that equal sources hold equal data. Both are empty for a data
    set that a package contains.
    """

    dataset: Dataset
    places: tuple[tuple[Path, str], ...] = ()
    stamp: tuple[tuple[int, int], ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The distinct files, in the order of the catalogue."""
        return tuple(dict.fromkeys(file for file, _ in self.places))

    @property
    def path(self) -> Path:
        """The file, or the folder of several files."""
        return self.files[0] if len(self.files) == 1 else self.files[0].parent

    @property
    def size_bytes(self) -> int:
        """The total size of the files on disk."""
        sizes = {file: size for (file, _), (size, _) in zip(self.places, self.stamp, strict=True)}
        return sum(sizes.values())


def cache_folder() -> Path:
    """Returns the folder of downloaded files, which may not exist yet."""
    from platformdirs import user_cache_path

    return user_cache_path("bareme", appauthor=False)


def data_folders() -> tuple[Path, ...]:
    """Returns the folders to search, in order.

    Raises:
        DataError: ``BAREME_DATA`` names something that is not a folder.
    """
    named = os.environ.get("BAREME_DATA")
    if not named:
        return (cache_folder(),)
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise DataError(
            msg(
                "BAREME_DATA is %(named)s, which is not a folder; set it to the folder that holds "
                "the data files, or unset it to use the cache.",
                named=repr(named),
            )
        )
    return (folder, cache_folder())


def find_source(dataset: Dataset, folders: tuple[Path, ...] | None = None) -> Source | None:
    """Returns the source of a data set without reading it, or None.

    Raises:
        DataError: ``BAREME_DATA`` names something that is not a folder.
    """
    if dataset.package:
        return Source(dataset)
    for folder in data_folders() if folders is None else folders:
        for form in dataset.forms:
            places = tuple((folder / location.file, location.key) for location in form)
            if all(file.is_file() for file, _ in places):
                facts = [file.stat() for file, _ in places]
                return Source(dataset, places, tuple((fact.st_size, fact.st_mtime_ns) for fact in facts))
    return None


def read_source(source: Source) -> dict[str, RawArray]:
    """Reads every array of a data set and verifies its content.

    Returns:
        New, writable arrays by name, with the shapes and types of the catalogue.

    Raises:
        DataError: a file cannot be read, or an array is not the one that the catalogue describes.
    """
    rules = source.dataset.arrays
    if not source.places:
        packaged = zip(rules, PACKAGED[source.dataset.name](), strict=True)
        return {rule.name: _verify(array, rule, source, None) for rule, array in packaged}
    arrays = {}
    for rule, (file, key) in zip(rules, source.places, strict=True):
        try:
            array = READERS[file.suffix](file, key)
        # The parsers of NumPy, zipfile and HDF5 raise nearly any exception on a damaged file.
        except Exception as error:
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise DataError(
                msg(
                    "%(file)s is damaged or of another form: the array %(array)s of %(name)s cannot be "
                    "read (%(reason)s); %(replacement)s.",
                    file=file,
                    array=repr(rule.name),
                    name=repr(source.dataset.name),
                    reason=reason,
                    replacement=_replacement_advice(source.dataset),
                )
            ) from error
        arrays[rule.name] = _verify(array, rule, source, file)
    return arrays


def download_advice(dataset: Dataset) -> Message:
    """Returns advice on providing a data set, to end a sentence."""
    by_hand = msg("put %(files)s in %(folder)s", files=usable_files(dataset), folder=data_folders()[0])
    if not dataset.publications:
        return by_hand
    return msg("%(by_hand)s or run `bareme data fetch %(name)s`", by_hand=by_hand, name=dataset.name)


def usable_files(dataset: Dataset) -> str:
    """Returns the names of the usual file and of differing published files."""
    usual = dataset.forms[0][0].file
    published = join_and(item.file for item in dataset.publications)
    if published in ("", usual):
        return usual
    return msg("%(usual)s (or %(published)s)", usual=usual, published=published)


def _verify(array: RawArray, rule: ArrayRule, source: Source, file: Path | None) -> RawArray:
    """Returns an array in the type and shape of its rule.

    Raises:
        DataError: the digest of its content is another.
    """
    name = source.dataset.name
    where = str(file) if file else msg("the installed %(package)s", package=source.dataset.package)
    if array.dtype.kind not in "biuf" or array.size != rule.size:
        raise DataError(
            msg(
                "%(where)s does not hold %(name)s: its array %(array)s is %(dtype)s of shape "
                "%(shape)s, not %(right_dtype)s of shape %(right_shape)s; %(replacement)s.",
                where=where,
                name=repr(name),
                array=repr(rule.name),
                dtype=array.dtype,
                shape=array.shape,
                right_dtype=rule.dtype,
                right_shape=rule.shape,
                replacement=_replacement_advice(source.dataset),
            )
        )
    # Number type, byte order and memory order are packaging; the digest decides.
    with np.errstate(all="ignore"):
        values = np.require(array, dtype=rule.dtype, requirements=["C", "W"]).reshape(rule.shape)
    digest = hashlib.sha256(values.data).hexdigest()
    if digest != rule.sha256:
        raise DataError(
            msg(
                "%(where)s is corrupted: the content of its array %(array)s has the SHA-256 "
                "%(digest)s... and that of %(name)s is %(right_digest)s...; %(replacement)s.",
                where=where,
                array=repr(rule.name),
                digest=digest[:12],
                name=repr(name),
                right_digest=rule.sha256[:12],
                replacement=_replacement_advice(source.dataset),
            )
        )
    return values


def _replacement_advice(dataset: Dataset) -> Message:
    if dataset.package:
        return msg("install another version of %(package)s", package=dataset.package)
    if not dataset.publications:
        return msg("replace it by an intact copy")
    return msg("delete it, then run `bareme data fetch %(name)s`", name=dataset.name)


def _read_digits() -> tuple[RawArray, RawArray]:
    # Not by load_digits: importing scikit-learn takes fifty times as long as reading its file. The file is
    # found as Python finds the package, since the metadata of another installation can come first.
    package = find_spec("sklearn")
    folders = () if package is None else package.submodule_search_locations or ()
    file = Path(next(iter(folders), "")) / "datasets/data/digits.csv.gz"
    rows = np.loadtxt(file, delimiter=",")
    return rows[:, :64].reshape(-1, 8, 8), rows[:, 64].astype(np.int64)


def _make_california() -> tuple[RawArray, RawArray]:
    from bareme.datasets.synthetic import make_california

    return make_california()


def _make_boston() -> tuple[RawArray, RawArray]:
    from bareme.datasets.synthetic import make_boston

    return make_boston()


PACKAGED: Mapping[str, Callable[[], tuple[RawArray, RawArray]]] = {
    "digits": _read_digits,
    "synthetic_california": _make_california,
    "synthetic_boston": _make_boston,
}
"""Functions that return ``x`` and ``y`` of a data set that a package contains."""


def _read_npz(path: Path, key: str) -> RawArray:
    with np.load(path, allow_pickle=False) as archive:
        array: RawArray = archive[key]
    return array


def _read_npy(path: Path, key: str) -> RawArray:
    array: RawArray = np.load(path, allow_pickle=False)
    return array


def _read_idx(path: Path, key: str) -> RawArray:
    """Reads the IDX format of the original MNIST files, for unsigned bytes.

    The file holds two zero bytes, the type code, the number of dimensions, four bytes for each dimension, and
    the values.
    """
    content = gzip.decompress(path.read_bytes())
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * content[3])


def _read_hdf5(path: Path, key: str) -> RawArray:
    import h5py

    with h5py.File(path, "r") as file:
        array: RawArray = file[key][()]
    return array


def _read_libsvm(path: Path, key: str) -> RawArray:
    """Reads USPS from the files of LIBSVM.

    Labels are 1 for the digit 0; values range from -1 to 1 with 3 decimals.

    Returns:
        The digits for the key ``target``, otherwise the grey levels from 0 to 1. They are computed in
        float32, since the last bits in the HDF5 form come from float32 arithmetic.
    """
    if key == "target":
        with bz2.open(path) as lines:
            return np.array([int(line.split(maxsplit=1)[0]) - 1 for line in lines])
    from sklearn.datasets import load_svmlight_file

    # The format omits zeros, so the number of columns must be given.
    values = load_svmlight_file(str(path), n_features=256)[0].toarray().astype(np.float32)
    grey: RawArray = (values + np.float32(1)) / np.float32(2)
    return grey


READERS: Mapping[str, Callable[[Path, str], RawArray]] = {
    ".npz": _read_npz,
    ".npy": _read_npy,
    ".gz": _read_idx,
    ".bz2": _read_libsvm,
    ".h5": _read_hdf5,
}
"""Functions that read one array from a file of each accepted suffix, given the path and a key."""
