"""Where the files of a data set are found, and the proof that they hold the right numbers.

Files are looked for in the folder that ``BAREME_DATA`` names, then in the user's cache. A file that is
found and does not hold the right numbers is refused; it is never passed over in silence.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bareme.datasets.dataset import ArrayRule, Dataset
from bareme.datasets.readers import READERS, RawArray
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
    """Where a data set was found: for each array in the order of the catalogue, a file and a key in it.

    ``stamp`` holds the size and the time of change of each file, so that two equal sources hold equal
    data. A data set that ships with a package has no places.
    """

    dataset: Dataset
    places: tuple[tuple[Path, str], ...] = ()
    stamp: tuple[tuple[int, int], ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file once, in the order of the catalogue."""
        return tuple(dict.fromkeys(file for file, _ in self.places))

    @property
    def path(self) -> Path:
        """The one file, or the folder of the files."""
        return self.files[0] if len(self.files) == 1 else self.files[0].parent

    @property
    def size_bytes(self) -> int:
        """The size of the files on disk."""
        sizes = {file: size for (file, _), (size, _) in zip(self.places, self.stamp, strict=True)}
        return sum(sizes.values())


def cache_folder() -> Path:
    """Returns the folder where downloads are kept, which may not exist yet."""
    from platformdirs import user_cache_path

    return user_cache_path("bareme", appauthor=False)


def data_folders() -> tuple[Path, ...]:
    """Returns the folders to look in, in their order.

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
    """Returns where a data set is found, or None; its content is not read.

    Raises:
        DataError: ``BAREME_DATA`` names something that is not a folder.
    """
    if dataset.carrier:
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
        New, writable arrays by name, of the shapes and types in the catalogue.

    Raises:
        DataError: a file cannot be read, or an array is not the one that the catalogue describes.
    """
    rules = source.dataset.arrays
    if not source.places:
        carried = zip(rules, CARRIED[source.dataset.name](), strict=True)
        return {rule.name: _verified(array, rule, source, None) for rule, array in carried}
    arrays = {}
    for rule, (file, key) in zip(rules, source.places, strict=True):
        try:
            array = READERS[file.suffix](file, key)
        # A damaged file can make the parsers of NumPy, zipfile and HDF5 raise nearly anything.
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
                    replacement=_replacement(source.dataset),
                )
            ) from error
        arrays[rule.name] = _verified(array, rule, source, file)
    return arrays


def download_advice(dataset: Dataset) -> Message:
    """Returns how to provide a data set that is not there, as the end of a sentence."""
    by_hand = msg("put %(files)s in %(folder)s", files=usable_files(dataset), folder=data_folders()[0])
    if not dataset.publications:
        return by_hand
    return msg("%(by_hand)s or run `bareme data fetch %(name)s`", by_hand=by_hand, name=dataset.name)


def usable_files(dataset: Dataset) -> str:
    """Returns which file to provide, and the published ones where they are others, as words of a sentence."""
    usual = dataset.forms[0][0].file
    published = join_and(item.file for item in dataset.publications)
    if published in ("", usual):
        return usual
    return msg("%(usual)s (or %(published)s)", usual=usual, published=published)


def _verified(array: RawArray, rule: ArrayRule, source: Source, file: Path | None) -> RawArray:
    """Returns the array in the type and shape of the rule, after proof that its values are the right ones."""
    name = source.dataset.name
    where = str(file) if file else msg("the installed %(package)s", package=source.dataset.carrier)
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
                replacement=_replacement(source.dataset),
            )
        )
    # Another type of number, byte order or memory order is only packaging; the digest decides.
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
                replacement=_replacement(source.dataset),
            )
        )
    return values


def _replacement(dataset: Dataset) -> Message:
    if dataset.carrier:
        return msg("install another version of %(package)s", package=dataset.carrier)
    if not dataset.publications:
        return msg("replace it by an intact copy")
    return msg("delete it, then run `bareme data fetch %(name)s`", name=dataset.name)


def _carried_digits() -> tuple[RawArray, RawArray]:
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return bunch.images, bunch.target


def _made_california() -> tuple[RawArray, RawArray]:
    from bareme.datasets.synthetic import make_california

    return make_california()


def _made_boston() -> tuple[RawArray, RawArray]:
    from bareme.datasets.synthetic import make_boston

    return make_boston()


CARRIED: Mapping[str, Callable[[], tuple[RawArray, RawArray]]] = {
    "digits": _carried_digits,
    "synthetic_california": _made_california,
    "synthetic_boston": _made_boston,
}
"""Reads ``x`` and ``y`` of the data sets that ship with a package."""
