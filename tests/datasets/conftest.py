"""A machine without data sets, for tests of where they are found."""

from pathlib import Path

import pytest


@pytest.fixture
def empty_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No data in sight, an empty cache, no proxy."""
    for name in ("BAREME_DATA", "BAREME_SANDBOX_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
