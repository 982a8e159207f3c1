"""Downloads a published file into the user's cache, and keeps it only if its content is right."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bareme.datasets.catalogue import Dataset, Publication, find_dataset
from bareme.datasets.sources import advice, cache_folder, find_source, read_source
from bareme.errors import DataError

__all__ = ["download", "fetch"]


def fetch(name: str, *, progress: bool = False) -> Path:
    """Returns the file of a data set in the user's cache, after downloading it if needed.

    Args:
        name: as in the catalogue.
        progress: shows a bar on stderr.

    Raises:
        DataError: it is not published as a file, it could not be downloaded, or its content is wrong.
    """
    dataset = find_dataset(name)
    source = find_source(dataset, (cache_folder(),))
    if source is not None and source.places:
        # What is there and damaged is replaced.
        with contextlib.suppress(DataError):
            read_source(source)
            return source.path
    return download(dataset, progress=progress)


def download(dataset: Dataset, *, progress: bool = False) -> Path:
    """Downloads the published file of a data set, whatever is in the cache; otherwise as `fetch`."""
    if not dataset.forms:
        raise DataError(f"{dataset.name!r} ships with scikit-learn: use it, there is nothing to fetch.")
    publication = dataset.publication
    if publication is None:
        raise DataError(f"{dataset.name!r} is published nowhere in a form to fetch; {advice(dataset)}.")
    cache = cache_folder()
    target = cache / publication.file
    by_hand = f"put {publication.file} in {cache}, or set BAREME_DATA to a folder that holds it"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        # On the same file system as the cache, so that the last step is one rename.
        with tempfile.TemporaryDirectory(prefix=".download-", dir=cache) as scratch:
            _retrieve(publication, Path(scratch), progress=progress)
            _verify(dataset, publication, Path(scratch))
            (Path(scratch) / publication.file).replace(target)
    except ValueError as error:
        raise DataError(
            f"the file at {publication.url} is not the one that was published: its SHA-256 is not "
            f"{publication.sha256[:12]}...; {by_hand}."
        ) from error
    # The errors of requests derive from OSError.
    except OSError as error:
        raise DataError(
            f"{dataset.name!r} could not be downloaded from {publication.url} to {cache} "
            f"({_reason(error)}); {by_hand}."
        ) from error
    return target


def _retrieve(publication: Publication, folder: Path, *, progress: bool) -> None:
    import pooch

    pooch.get_logger().setLevel("WARNING")
    with _progress_bar(publication.file) if progress else contextlib.nullcontext() as bar:
        pooch.retrieve(
            publication.url,
            known_hash=f"sha256:{publication.sha256}",
            fname=publication.file,
            path=folder,
            downloader=pooch.HTTPDownloader(progressbar=bar or False, chunk_size=1 << 16),
        )


def _verify(dataset: Dataset, publication: Publication, folder: Path) -> None:
    source = find_source(dataset, (folder,))
    try:
        if source is None:
            raise DataError(f"{publication.file} is not a form of it")
        read_source(source)
    except DataError as error:
        raise DataError(
            f"the file at {publication.url} does not hold {dataset.name!r} ({error}); "
            "report this to the developers of bareme."
        ) from error


def _reason(error: OSError) -> str:
    response = getattr(error, "response", None)
    if response is not None:
        return f"the server answered {response.status_code}"
    return error.strerror or "no connection to the server"


class _Bar:
    """The four methods and one attribute that pooch asks of a progress bar, drawn by Rich."""

    def __init__(self, description: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

        self.display = Progress(
            TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=Console(stderr=True)
        )
        self.task = self.display.add_task(description, total=None)
        self.total = 0

    def update(self, count: int) -> None:
        self.display.update(self.task, advance=count, total=self.total or None)

    def reset(self) -> None:
        self.display.update(self.task, completed=0)

    def close(self) -> None:
        self.display.refresh()


@contextlib.contextmanager
def _progress_bar(description: str) -> Iterator[_Bar]:
    bar = _Bar(description)
    with bar.display:
        yield bar
