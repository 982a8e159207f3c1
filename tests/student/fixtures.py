"""One fork server with Keras for all tests; used through ``pytest_plugins``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sandbox.sandboxes import Sandboxes

from bareme.sandbox.forkserver_client import run_server


@pytest.fixture(scope="session")
def keras_sandboxes() -> Iterator[Sandboxes]:
    with run_server(["numpy", "tensorflow", "keras"]) as address:
        yield Sandboxes(address)
