"""The states of the data sets on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bareme.datasets.catalogue import CATALOGUE
from bareme.datasets.dataset import Dataset
from bareme.datasets.sources import download_advice, find_source, read_source
from bareme.errors import DataError
from bareme.i18n.messages import msg

__all__ = ["DatasetStatus", "State", "status"]

State = Literal["ready", "corrupted", "missing"]


@dataclass(frozen=True)
class DatasetStatus:
    """The state of one data set.

    ``where`` is a path or a phrase. ``size_bytes`` is None if there is no file. ``digest`` is the SHA-256 of
    the content, the same in any packaging, and empty unless the state is ``ready``. ``problem`` explains any
    other state and the next step. ``caveat`` is a warning to lecturers who consider the data set.
    """

    name: str
    state: State
    where: str
    size_bytes: int | None
    shape: str
    licence: str
    digest: str = ""
    problem: str = ""
    caveat: str = ""


def status() -> tuple[DatasetStatus, ...]:
    """Returns the state of every data set.

    All files are read and verified, which takes about a second.

    Raises:
        DataError: ``BAREME_DATA`` names something that is not a folder.
    """
    return tuple(_get_status(dataset) for dataset in CATALOGUE.values())


def _get_status(dataset: Dataset) -> DatasetStatus:
    source = find_source(dataset)
    state: State = "ready"
    where: str = msg("ships with %(package)s", package=dataset.package)
    size, problem = None, ""
    if source is None:
        state, where, problem = (
            "missing",
            msg("not found"),
            msg("%(advice)s.", advice=download_advice(dataset)),
        )
    else:
        if source.places:
            where, size = str(source.path), source.size_bytes
        try:
            read_source(source)
        except DataError as error:
            state, problem = "corrupted", error.sentence
    return DatasetStatus(
        name=dataset.name,
        state=state,
        where=where,
        size_bytes=size,
        shape=dataset.shape,
        licence=dataset.licence,
        digest=dataset.digest if state == "ready" else "",
        problem=problem,
        caveat=dataset.caveat,
    )
