"""Downloads the published files of a data set into the user's cache."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bareme.datasets.catalogue import find_dataset
from bareme.datasets.dataset import Dataset, Publication
from bareme.datasets.sources import (
    Source,
    cache_folder,
    download_advice,
    find_source,
    read_source,
    usable_files,
)
from bareme.errors import DataError
from bareme.i18n.messages import Message, join_and, msg

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["download", "fetch"]

_UNVERIFIED_FOLDER = ".unverified"
"""The folder in the cache for files that are incomplete or not verified yet."""

DIGESTS = {"md5": "MD5", "sha256": "SHA-256"}
CONNECT_TIMEOUT, READ_TIMEOUT = 10, 30
"""Seconds."""
CHUNK_BYTES = 1 << 16


def fetch(name: str, *, progress: bool = False) -> tuple[Path, ...]:
    """Returns the files of a data set, downloaded if needed.

    The files are in the user's cache.

    Args:
        name: as in the catalogue.
        progress: shows a progress bar on standard error.

    Raises:
        DataError: it is not published as a file, it could not be downloaded, or its content is wrong.
    """
    return download(find_dataset(name), progress=progress).files


def download(dataset: Dataset, *, progress: bool = False) -> Source:
    """Returns the source of a data set, downloaded if needed.

    Raises:
        DataError: as `fetch`.
    """
    if dataset.package:
        raise DataError(
            msg(
                "%(name)s ships with %(package)s: use it, there is nothing to fetch.",
                name=repr(dataset.name),
                package=dataset.package,
            )
        )
    if not dataset.publications:
        raise DataError(
            msg(
                "%(name)s is published nowhere in a form to fetch; %(advice)s.",
                name=repr(dataset.name),
                advice=download_advice(dataset),
            )
        )
    cache = cache_folder()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with _lock(cache):
            # Another process may have downloaded it while this one waited for the lock.
            return _find_intact_source(dataset, cache) or _download_all(dataset, cache, progress=progress)
    except OSError as error:
        raise DataError(
            msg(
                "%(name)s could not be downloaded to %(cache)s (%(reason)s); %(by_hand)s.",
                name=repr(dataset.name),
                cache=cache,
                reason=_error_reason(error),
                by_hand=_by_hand_advice(dataset),
            )
        ) from error


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Locks a folder against other processes.

    The system releases the lock of a process that dies.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _find_intact_source(dataset: Dataset, cache: Path) -> Source | None:
    """Returns the source in the cache, or None to download it.

    Raises:
        DataError: it is damaged, and a download would not replace it.
    """
    source = find_source(dataset, (cache,))
    if source is None:
        return None
    try:
        read_source(source)
    except DataError:
        # A damaged file of another form would still be found before the downloaded ones.
        if {file.name for file in source.files} - {item.file for item in dataset.publications}:
            raise
        return None
    return source


def _download_all(dataset: Dataset, cache: Path, *, progress: bool) -> Source:
    # Inside the cache, so that moving a file is an atomic rename.
    folder = cache / _UNVERIFIED_FOLDER
    # A process that was killed may have left it.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        for publication in dataset.publications:
            _retrieve(dataset, publication, folder, progress=progress)
        source = _verify_source(dataset, folder)
        for publication in dataset.publications:
            file = folder / publication.file
            # Pooch creates files that only their owner can read.
            file.chmod(0o644)
            file.replace(cache / publication.file)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    places = tuple((cache / file.name, key) for file, key in source.places)
    return Source(dataset, places, source.stamp)


def _retrieve(dataset: Dataset, publication: Publication, folder: Path, *, progress: bool) -> None:
    import pooch

    pooch.get_logger().setLevel("WARNING")
    try:
        with _show_progress(publication.file) if progress else contextlib.nullcontext() as bar:
            http = pooch.HTTPDownloader(
                progressbar=bar, chunk_size=CHUNK_BYTES, timeout=(CONNECT_TIMEOUT, READ_TIMEOUT)
            )
            pooch.retrieve(publication.url, publication.digest, publication.file, folder, downloader=http)
    # The errors of requests derive from OSError, and some of them from ValueError too.
    except OSError as error:
        raise DataError(
            msg(
                "%(url)s could not be downloaded (%(reason)s); %(by_hand)s.",
                url=publication.url,
                reason=_error_reason(error),
                by_hand=_by_hand_advice(dataset),
            )
        ) from error
    except ValueError as error:
        kind, _, digest = publication.digest.partition(":")
        raise DataError(
            msg(
                "the file at %(url)s is not the one that was published: its %(kind)s is not "
                "%(digest)s...; %(by_hand)s.",
                url=publication.url,
                kind=DIGESTS[kind],
                digest=digest[:12],
                by_hand=_by_hand_advice(dataset),
            )
        ) from error


def _verify_source(dataset: Dataset, folder: Path) -> Source:
    try:
        source = find_source(dataset, (folder,))
        if source is None:
            raise DataError(msg("these files are not a form of it"))
        read_source(source)
    except DataError as error:
        raise DataError(
            msg(
                "what is at %(urls)s does not hold %(name)s (%(error)s); report this to the "
                "developers of bareme.",
                urls=join_and(item.url for item in dataset.publications),
                name=repr(dataset.name),
                error=error.sentence,
            )
        ) from error
    return source


class _ProgressBar:
    """Implements the interface that pooch expects of a progress bar with Rich."""

    total = 0
    """Set by pooch to the size in bytes, or to 0 if the server does not give it."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def update(self, size: int) -> None:
        self._progress.update(self._task, advance=size, total=self.total or None)

    def reset(self) -> None:
        self._progress.update(self._task, completed=0)

    def close(self) -> None:
        """Does nothing; the context manager of Rich removes the bar."""


@contextlib.contextmanager
def _show_progress(label: str) -> Iterator[_ProgressBar]:
    """Shows a bar on standard error.

    If that is not a terminal, one line is printed at the end.
    """
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield _ProgressBar(progress, progress.add_task(label, total=None))


def _by_hand_advice(dataset: Dataset) -> Message:
    return msg(
        "put %(files)s in %(folder)s, or in the folder that BAREME_DATA names",
        files=usable_files(dataset),
        folder=cache_folder(),
    )


def _error_reason(error: OSError) -> str:
    import requests

    response = getattr(error, "response", None)
    if response is not None:
        return msg("the server answered %(code)s", code=response.status_code)
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return msg("the connection broke")
    return error.strerror or msg("no connection to the server")
