"""What `bareme data status` says: which data sets are here, and whether they are intact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bareme.datasets.catalogue import CATALOGUE, Dataset
from bareme.datasets.sources import advice, find_source, read_source
from bareme.errors import DataError

__all__ = ["DatasetStatus", "State", "status"]

State = Literal["ready", "corrupted", "missing"]


@dataclass(frozen=True)
class DatasetStatus:
    """What ``bareme data status`` says of one data set.

    ``where`` is a path or a phrase; ``size_bytes`` is None where there is no file; ``problem`` says why
    the state is ``corrupted``.
    """

    name: str
    state: State
    where: str
    size_bytes: int | None
    shape: str
    licence: str
    problem: str = ""


def status() -> tuple[DatasetStatus, ...]:
    """Returns the state of every data set; reads all that is there, which takes about a second.

    Raises:
        DataError: ``BAREME_DATA`` names something that is not a folder.
    """
    return tuple(_dataset_status(dataset) for dataset in CATALOGUE.values())


def _dataset_status(dataset: Dataset) -> DatasetStatus:
    source = find_source(dataset)
    state: State = "ready"
    where, size, problem = "ships with scikit-learn", None, ""
    if source is None:
        state, where = "missing", f"not found: {advice(dataset)}"
    else:
        if source.places:
            where, size = str(source.path), source.size_bytes
        try:
            read_source(source)
        except DataError as error:
            state, problem = "corrupted", str(error)
    return DatasetStatus(dataset.name, state, where, size, dataset.shape, dataset.licence, problem)
