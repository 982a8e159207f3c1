"""The one error boundary: every problem becomes one sentence and an exit code, never a traceback.

0 done; 1 graded, and something asked for was not reached; 2 wrong usage or input; 3 done, but some
results are ``undetermined``, or bareme itself failed.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from typing import Final

import typer

from bareme.cli import course_commands, grading_commands
from bareme.errors import BaremeError, InputError

__all__ = ["main"]

INPUT_ERROR: Final = 2
OUR_FAILURE: Final = 3

_app = typer.Typer(
    help="Grade programming labs in machine learning.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
grading_commands.register(_app)
course_commands.register(_app)


def main() -> None:
    """Runs the command that ``sys.argv`` names and exits with its code."""
    sys.exit(_run())


def _run() -> int:
    if len(sys.argv) == 1:
        sys.argv.append("--help")
    try:
        code = _app(standalone_mode=False)
    except typer.TyperException as error:
        message = " ".join(error.format_message().split()).rstrip(".")
        _say(f"{message}; `bareme --help` shows the commands and their options.")
        return INPUT_ERROR
    except InputError as error:
        _say(str(error))
        return INPUT_ERROR
    except BaremeError as error:
        _say(f"{error}; nothing was lost: run the same command again.")
        return OUR_FAILURE
    except (KeyboardInterrupt, typer.Abort):
        _say("stopped; run the same command again to go on from there.")
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        _say(f"failed by a fault of its own ({type(error).__name__}); please report {_write_report()}.")
        return OUR_FAILURE
    return code if isinstance(code, int) else 0


def _say(sentence: str) -> None:
    print(f"bareme: {sentence}", file=sys.stderr)


def _write_report() -> str:
    with tempfile.NamedTemporaryFile("w", prefix="bareme-fault-", suffix=".txt", delete=False) as stream:
        traceback.print_exc(file=stream)
    return stream.name
