"""The CI files that an instructor drops into a student's repository."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from typing import Any

import pytest
import yaml
from pages import TEMPLATES

FOLDER = TEMPLATES[0] / "ci"


def read(name: str) -> dict[Any, Any]:
    content = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def github_steps() -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = read("github-actions.yml")["jobs"]["check"]["steps"]
    return steps


def command_lines(name: str) -> list[str]:
    if name == "github-actions.yml":
        return [step["run"] for step in github_steps() if "run" in step]
    job = read(name)["public-checks"]
    return [*job["before_script"], *job["script"]]


def options_of(command: str) -> set[str]:
    arguments = [sys.executable, "-m", "bareme", command, "--help"]
    wide = os.environ | {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    shown = subprocess.run(arguments, capture_output=True, text=True, check=True, env=wide)
    return set(re.findall(r"(?<![\w-])-{1,2}[a-z][a-z-]*", shown.stdout))


@pytest.mark.parametrize("name", ["github-actions.yml", "gitlab-ci.yml"])
def test_the_command_line_is_one_that_bareme_knows(name: str) -> None:
    [line] = [line for line in command_lines(name) if line.startswith("bareme ")]
    words = shlex.split(line)
    assert words[:7] == ["bareme", "check", "$SUBMISSION", "-a", "$ASSIGNMENT", "-o", "feedback"]
    assert {word for word in words if word.startswith("-")} <= options_of("check")


def test_the_summary_is_shown_on_the_page_of_the_github_job() -> None:
    [line] = [line for line in command_lines("github-actions.yml") if line.startswith("bareme ")]
    # Redirected, and not piped: the exit code stays that of bareme.
    assert line.endswith(' --format markdown >> "$GITHUB_STEP_SUMMARY"')
    assert "|" not in line


@pytest.mark.parametrize("name", ["github-actions.yml", "gitlab-ci.yml"])
def test_bareme_is_installed_first(name: str) -> None:
    assert command_lines(name)[0] == "pip install bareme"


def test_the_github_job_may_only_read_and_must_end() -> None:
    workflow = read("github-actions.yml")
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["check"]["timeout-minutes"] <= 30
    assert github_steps()[0]["with"]["persist-credentials"] is False


def test_actions_are_pinned_to_a_commit() -> None:
    used = [step["uses"] for step in github_steps() if "uses" in step]
    assert len(used) == 3
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action) for action in used)


def test_no_expression_is_pasted_into_a_shell_line() -> None:
    assert not [line for line in command_lines("github-actions.yml") if "${{" in line]


def test_the_feedback_page_is_kept_even_when_checks_fail() -> None:
    assert "cancelled()" in github_steps()[-1]["if"]
    artifacts = read("gitlab-ci.yml")["public-checks"]["artifacts"]
    assert artifacts["when"] == "always"
    assert artifacts["paths"] == [github_steps()[-1]["with"]["path"]]
