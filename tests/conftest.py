"""Settings and the scheduler of all tests."""

import contextvars
import os
from collections.abc import Iterator

import pytest
from schedule import group_of, schedule
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# What commands say must not depend on the language of the machine; a test of another sets the same variable.
os.environ["LC_ALL"] = "C.UTF-8"


@pytest.fixture(autouse=True)
def _language_of_the_machine() -> Iterator[None]:
    """Forgets a language that a command of the test was asked for, in the same process."""
    yield
    variable = next((one for one in contextvars.copy_context() if one.name == "asked"), None)
    if variable is not None:
        variable.set(None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    groups = [group_of(item.nodeid) for item in items]
    items[:] = [items[number] for number in schedule(groups)]


class GroupScheduling(LoadScopeScheduling):
    """Gives whole groups of tests to workers.

    The option ``--dist loadgroup`` of pytest-xdist 3.8 adds the group to the node id, which pytest 9.2 no
    longer lets it change.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


@pytest.hookimpl(optionalhook=True)  # -p no:xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> GroupScheduling:
    return GroupScheduling(config, log)
