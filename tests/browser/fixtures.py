"""A browser to read pages with; its tests are skipped, with the reason, where there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.reader import Reader, find_axe, find_chromium, open_reader


# Not for a whole session: asyncio cannot be used beside it, and other tests do.
@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    executable = find_chromium()
    if executable is None:
        pytest.skip("there is no Chromium here; on Debian: apt install chromium")
    if find_axe() is None:
        pytest.skip("there is no axe-core here; with npm on the machine: make clean, then make test")
    with open_reader(executable) as reader:
        yield reader
