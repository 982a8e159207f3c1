"""Runs commands, and turns errors into one sentence and exit code.

0 done; 1 graded, and a requested result was not reached; 2 wrong usage or input; 3 done, but some results
are ``undetermined``, or bareme itself failed; 130 and 143 stopped by Ctrl-C and by SIGTERM.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import traceback
from types import FrameType
from typing import Annotated, NoReturn

import typer

from bareme import __version__
from bareme.cli.console import echo, echo_error
from bareme.cli.course_commands import data_app, list_assignments, release, validate
from bareme.cli.exit_codes import INPUT_ERROR, OUR_FAILURE, STOPPED
from bareme.cli.grading_commands import check, demo, export, grade, report
from bareme.cli.marking_command import mark
from bareme.cli.options import ExportCommand
from bareme.cli.similarity_command import similar
from bareme.errors import BaremeError, InputError
from bareme.i18n.messages import msg

__all__ = ["main"]

_app = typer.Typer(
    help="Grade programming labs in machine learning.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(asked: bool) -> None:
    if asked:
        echo(msg("bareme %(version)s", version=__version__))
        raise typer.Exit


@_app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Grade programming labs in machine learning."""


for _command in (demo, check, grade, report, export, mark, similar, release, validate):
    _app.command(cls=ExportCommand if _command is export else None)(_command)
_app.command("list")(list_assignments)
_app.add_typer(data_app, name="data")


class _Stopped(BaseException):
    """A signal to stop.

    Not a ``KeyboardInterrupt``, since Typer turns that into an exit without a message.
    """

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by signal {number}")
        self.number = number


def main() -> None:
    """Runs the command that ``sys.argv`` names and exits with its code."""
    # Before any command, so that processes and folders are cleaned up whenever it is stopped.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    sys.exit(_run())


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Raises an error, so that processes and temporary files are cleaned up."""
    raise _Stopped(number)


def _run() -> int:
    # Without it, Typer would report a missing command as an error.
    if len(sys.argv) == 1:
        sys.argv.append("--help")
    try:
        code = _app(standalone_mode=False)
    except typer.TyperException as error:
        # Messages of Typer are in English only.
        message = " ".join(error.format_message().split()).rstrip(".")
        echo_error(msg("%(message)s; `bareme --help` shows the commands and their options.", message=message))
        return INPUT_ERROR
    # Before its base class, which stands for failures of bareme.
    except InputError as error:
        echo_error(error.sentence)
        return INPUT_ERROR
    except BaremeError as error:
        echo_error(msg("%(error)s; nothing was lost: run the same command again.", error=error.sentence))
        return OUR_FAILURE
    except _Stopped as stopped:
        echo_error(msg("stopped; what was finished is kept: run the same command again."))
        return STOPPED + stopped.number
    # The reader of a pipe, such as `head`, has seen enough.
    except BrokenPipeError:
        return 0
    except Exception as error:
        echo_error(
            msg(
                "internal error (%(kind)s); please report %(file)s.",
                kind=type(error).__name__,
                # Into a file: a traceback means nothing to users, and is all that a report needs.
                file=_write_report(),
            )
        )
        return OUR_FAILURE
    return code if isinstance(code, int) else 0


def _write_report() -> str:
    with tempfile.NamedTemporaryFile("w", prefix="bareme-fault-", suffix=".txt", delete=False) as stream:
        traceback.print_exc(file=stream)
    return stream.name
