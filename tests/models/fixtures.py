"""One fork server with Keras for all tests of models; a test module names this one in ``pytest_plugins``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from room.rooms import Rooms

from bareme.room.client import run_server


@pytest.fixture(scope="session")
def keras_rooms() -> Iterator[Rooms]:
    with run_server(["numpy", "tensorflow", "keras"]) as address:
        yield Rooms(address)
