"""Bareme installed in each way; a test module names this one in ``pytest_plugins``."""

from __future__ import annotations

from pathlib import Path

import pytest
from installs import WAYS, Python, build_wheel, install


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session", params=WAYS)
def installed(
    request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> Python:
    """An environment with bareme from a wheel, editable, and by PYTHONPATH before one from a wheel."""
    return install(request.param, wheel, tmp_path_factory.mktemp(request.param) / "environment")
