# ruff: noqa
"""Prints and raises lines that the services that run builds take for commands."""

FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "A line of a log that the grader writes begins as a command."

# %%
import os
import sys

COMMANDS = (
    "::error file=grade.py,line=1::owned",
    "::set-output name=grade::20",
    "::set-env name=PATH::/tmp",
    "::add-path::/tmp",
    "::add-mask::20",
    "::stop-commands::token",
    "::group::hidden",
    "##[error]owned",
    "##[set-output name=grade;]20",
    "##vso[task.setvariable variable=grade]20",
    "##vso[task.complete result=Succeeded;]",
    "##teamcity[testFinished name='test_double']",
    "section_start:1700000000:grade[collapsed=true]\r\x1b[0K20/20",
    "%0A::error::owned",
    "PASSED test_public.py::test_double",
)
text = "\n".join(COMMANDS)
print(text)
print("\r\n" + text + "\u2028::error::owned\x0b::error::owned\x85::error::owned", file=sys.stderr)
for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY", "GITHUB_PATH"):
    try:
        with open(os.environ.get(name, f"/tmp/{name}"), "a") as file:
            file.write("grade=20\n")
    except OSError:
        pass


def double(x):
    raise ValueError("x\n" + text)


def mean(x):
    raise type("\n" + COMMANDS[0], (Exception,), {})("\r" + COMMANDS[1])


# %%
raise type("::error::owned", (Exception,), {})("\n" + text)
