"""One fork server for all tests that need sandboxes.

A test module names this one in ``pytest_plugins``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bareme.sandbox.forkserver_client import ServerAddress, run_server
from sandbox.sandboxes import SECRET, Sandboxes


@pytest.fixture(scope="session")
def address() -> Iterator[ServerAddress]:
    """A fork server at the strongest level that this machine allows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SECRET, SECRET)
        with run_server(["numpy"]) as found:
            yield found


@pytest.fixture(scope="session")
def sandboxes(address: ServerAddress) -> Sandboxes:
    return Sandboxes(address)
