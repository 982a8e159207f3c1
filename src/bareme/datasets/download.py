"""Downloads what is published of a data set into the user's cache, and keeps it only if it is right."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from bareme.datasets.catalogue import find_dataset
from bareme.datasets.dataset import Dataset, Publication
from bareme.datasets.resumable_download import ResumingDownloader
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

__all__ = ["download", "fetch"]

UNFINISHED = ".unfinished"
"""The folder in the cache of what has not come as a whole, or is not verified yet."""

DIGESTS = {"md5": "MD5", "sha256": "SHA-256"}


def fetch(name: str, *, progress: bool = False) -> tuple[Path, ...]:
    """Returns the files of a data set in the user's cache, after downloading them if needed.

    What an earlier attempt left unfinished is taken up again.

    Args:
        name: as in the catalogue.
        progress: shows it on standard error.

    Raises:
        DataError: it is not published as a file, it could not be downloaded, or its content is wrong.
    """
    return download(find_dataset(name), progress=progress).files


def download(dataset: Dataset, *, progress: bool = False) -> Source:
    """Returns where a data set is in the user's cache; otherwise as `fetch`."""
    if dataset.package:
        raise DataError(
            msg(
                "%(name)s ships with %(carrier)s: use it, there is nothing to fetch.",
                name=repr(dataset.name),
                carrier=dataset.package,
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
        with _alone_in(cache):
            # Whoever was waited for may have downloaded it.
            return _intact(dataset, cache) or _download_all(dataset, cache, progress=progress)
    except OSError as error:
        raise DataError(
            msg(
                "%(name)s could not be downloaded to %(cache)s (%(reason)s); %(by_hand)s.",
                name=repr(dataset.name),
                cache=cache,
                reason=_reason(error),
                by_hand=_by_hand(dataset),
            )
        ) from error


def _intact(dataset: Dataset, cache: Path) -> Source | None:
    """Returns what is in the cache, or None where it is missing, or damaged and about to be replaced."""
    source = find_source(dataset, (cache,))
    if source is None:
        return None
    try:
        read_source(source)
    except DataError:
        # It would still be found before what is downloaded.
        if {file.name for file in source.files} - {item.file for item in dataset.publications}:
            raise
        return None
    return source


def _download_all(dataset: Dataset, cache: Path, *, progress: bool) -> Source:
    # In the cache, so that the last step is one rename a file.
    unfinished = cache / UNFINISHED
    unfinished.mkdir(exist_ok=True)
    for publication in dataset.publications:
        try:
            _retrieve(publication, unfinished, progress=progress)
        # The errors of requests derive from OSError, and some of them from ValueError too.
        except OSError as error:
            raise _not_downloaded(dataset, publication, unfinished, error) from error
        except ValueError as error:
            kind, _, digest = publication.digest.partition(":")
            raise DataError(
                msg(
                    "the file at %(url)s is not the one that was published: its %(kind)s is not "
                    "%(digest)s...; %(by_hand)s.",
                    url=publication.url,
                    kind=DIGESTS[kind],
                    digest=digest[:12],
                    by_hand=_by_hand(dataset),
                )
            ) from error
    _verify(dataset, unfinished)
    for publication in dataset.publications:
        (unfinished / publication.file).replace(cache / publication.file)
    # Another data set may be unfinished.
    with contextlib.suppress(OSError):
        unfinished.rmdir()
    source = find_source(dataset, (cache,))
    if source is None:
        raise DataError(
            msg(
                "%(name)s was downloaded and is gone again; %(advice)s.",
                name=repr(dataset.name),
                advice=download_advice(dataset),
            )
        )
    return source


def _retrieve(publication: Publication, folder: Path, *, progress: bool) -> None:
    import pooch

    from bareme.datasets.progress import show_progress

    pooch.get_logger().setLevel("WARNING")
    part = folder / f"{publication.file}.part"
    resumed = part.exists()
    with show_progress(publication.file) if progress else contextlib.nullcontext() as tell:
        arguments = {
            "known_hash": publication.digest,
            "fname": publication.file,
            "path": folder,
            "downloader": ResumingDownloader(part, tell),
        }
        try:
            pooch.retrieve(publication.url, **arguments)
        except ValueError as error:
            if isinstance(error, OSError) or not resumed:
                raise
            # What was left here was of another file; by now it is gone.
            pooch.retrieve(publication.url, **arguments)


def _verify(dataset: Dataset, folder: Path) -> None:
    source = find_source(dataset, (folder,))
    try:
        if source is None:
            raise DataError(msg("these files are not a form of it"))
        read_source(source)
    except DataError as error:
        for publication in dataset.publications:
            (folder / publication.file).unlink(missing_ok=True)
        raise DataError(
            msg(
                "what is at %(urls)s does not hold %(name)s (%(error)s); report this to the "
                "developers of bareme.",
                urls=join_and(item.url for item in dataset.publications),
                name=repr(dataset.name),
                error=error.sentence,
            )
        ) from error


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Waits until no other process downloads into a folder; a process that dies is waited for no longer."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _not_downloaded(dataset: Dataset, publication: Publication, folder: Path, error: OSError) -> DataError:
    part = folder / f"{publication.file}.part"
    words = {"url": publication.url, "reason": _reason(error), "by_hand": _by_hand(dataset)}
    if part.is_file() and part.stat().st_size:
        return DataError(
            msg(
                "%(url)s could not be downloaded (%(reason)s); what has come is kept: run `bareme data "
                "fetch %(name)s` again to go on; or %(by_hand)s.",
                name=dataset.name,
                **words,
            )
        )
    return DataError(msg("%(url)s could not be downloaded (%(reason)s); %(by_hand)s.", **words))


def _by_hand(dataset: Dataset) -> Message:
    return msg(
        "put %(files)s in %(folder)s, or in the folder that BAREME_DATA names",
        files=usable_files(dataset),
        folder=cache_folder(),
    )


def _reason(error: OSError) -> str:
    response = getattr(error, "response", None)
    if response is not None:
        return msg("the server answered %(code)s", code=response.status_code)
    return error.strerror or msg("no connection to the server")
