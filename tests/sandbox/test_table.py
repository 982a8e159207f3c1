"""The table in the security page matches the conformance tests."""

import re
from typing import get_args

import pytest

from bareme.course.course import Limits
from bareme.sandbox.forkserver_client import ServerAddress
from bareme.sandbox.limit_errors import LimitExceeded, explain_error, explain_exceeded_limit
from bareme.sandbox.session import SandboxSettings
from sandbox import (
    test_conformance,
    test_conformance_limits,
    test_conformance_packages,
    test_conformance_rights,
)
from sandbox.levels import TRIED
from sandbox.promises import GUARANTEES, LEVELS, TOPICS
from sandbox.table import PAGE, replace_table

CONFORMANCE = (
    test_conformance,
    test_conformance_rights,
    test_conformance_limits,
    test_conformance_packages,
)


def test_every_guarantee_is_tried_at_every_level_that_promises_it_and_shown_at_every_other():
    assert all(module.__doc__ for module in CONFORMANCE)  # importing them has filled the list
    assert set(TRIED) == {(guarantee, level) for guarantee in GUARANTEES for level in LEVELS}


def test_every_guarantee_is_stated_once():
    stated = [guarantee for topic in TOPICS.values() for guarantee in topic]
    assert len(stated) == len({guarantee.id for guarantee in stated}) == len(GUARANTEES)
    assert len(stated) == len({guarantee.subject for guarantee in stated})


def test_the_strongest_level_promises_everything():
    assert [each.id for each in GUARANTEES.values() if not each.is_promised_at("namespaces")] == []


def test_what_is_not_promised_stands_out_in_the_table():
    for guarantee in GUARANTEES.values():
        assert all("**" in words for words in (*guarantee.instead.values(), guarantee.elsewhere or "**"))


def test_the_security_page_shows_the_promises_of_today():
    page = PAGE.read_text(encoding="utf-8")
    assert page == replace_table(page), "run PYTHONPATH=tests python -m sandbox.table"


@pytest.fixture
def limits_table():
    """The rows of the table of limits: limit, default, enforcer, message."""
    return re.findall(r"^\| (.*) \| (.*) \| (.*) \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_defaults_on_the_page_are_those_in_force(limits_table):
    shown = {limit.split("`")[1]: default for limit, default, _, _ in limits_table if limit.startswith("`")}
    for name, value in Limits():
        assert shown[name] == ("2 × `total_seconds`" if value is None else f"{value:g}"), name
    assert Limits(total_seconds=50).processor_seconds() == 100


def test_what_the_student_reads_of_each_limit_is_on_the_page(limits_table):
    limits = SandboxSettings(ServerAddress("", "limits"), Limits()).sandbox_limits()
    shown = [words for _, _, _, words in limits_table]
    for breach in set(get_args(LimitExceeded)) - {"time"}:
        assert explain_exceeded_limit(breach, limits) in shown
    for error in ("[Errno 28]", "[Errno 27]", "[Errno 11]", "[Errno 24]"):
        assert explain_error(error, limits).removeprefix(f"{error} ") in shown


def test_a_page_without_its_markers_is_an_error():
    with pytest.raises(ValueError, match="unpack"):
        replace_table("# Security\n")
