"""Makes IPython magics that are missing or fail harmless.

Magics that run the student's code still raise its exceptions.
"""

from __future__ import annotations

import ast
import re
from typing import Any, Final

from IPython.core.inputtransformer2 import cell_magic

from bareme.guest.compat.notice import print_notice
from bareme.guest.compat.shell import answer_command

__all__ = ["install_magics"]

_RUN_CODE: Final = {"time", "timeit", "prun", "run", "lprun", "mprun", "memit", "capture"}
"""Line magics that raise the exceptions of the student's code, or of a missing file."""
_INSTALL: Final = {"pip", "conda", "mamba", "micromamba", "uv"}
_NOT_PYTHON: Final = {"R", "julia", "octave", "matlab", "sql", "bigquery", "cpp", "cu", "ruby", "perl", "js"}
_SWITCHED_OFF: Final = {"skip", "ignore", "disable", "comment", "script"}
_CELL_MAGIC = re.compile(r"%%(\w+)")


def install_magics(shell: Any) -> None:
    """Makes a shell tolerant, by replacing the methods that run magics.

    IPython offers no other hook.
    """
    _tolerate_line_magics(shell)
    _tolerate_cell_magics(shell)
    _answer_commands(shell)
    # Removed in IPython 9; notebooks saved as scripts call it.
    shell.magic = lambda line: shell.run_line_magic(*line.lstrip("%").partition(" ")[::2])


def _tolerate_line_magics(shell: Any) -> None:
    run = shell.run_line_magic

    def run_line_magic(magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        if magic_name in _INSTALL and (answered := answer_command(f"{magic_name} {line}")) is not None:
            return print_notice(answered[0])
        if magic_name == "matplotlib" and not line.strip().startswith("-"):
            line = "inline"  # no window can open, and no widget works
        try:
            # One more frame lies between the magic and the student's variables.
            return run(magic_name, line, _stack_depth + 1)
        except Exception as error:
            if magic_name in _RUN_CODE:
                raise
            # A cell magic below the first line of its cell is run as a line magic too.
            return print_notice(f"%{magic_name} did nothing here, and costs nothing ({error})")

    shell.run_line_magic = run_line_magic


def _tolerate_cell_magics(shell: Any) -> None:
    run = shell.run_cell_magic

    def run_cell_magic(magic_name: str, line: str, cell: str) -> Any:
        if shell.find_cell_magic(magic_name) is None:
            return print_notice(f"%%{magic_name} is not known here, so this cell was passed over")
        value = run(magic_name, line, cell)
        result = shell.last_execution_result
        if magic_name == "capture" and result is not None and not result.success:
            # %%capture swallows the exception, and the cell would count as successful.
            result.raise_error()
        return value

    def take_out_unknown(lines: list[str]) -> list[str]:
        """Removes an unknown cell magic from a cell of Python.

        A blank line replaces it, so that line numbers stay.
        """
        found = _CELL_MAGIC.match(lines[0]) if lines else None
        if found is None or found[1] in _NOT_PYTHON | _SWITCHED_OFF or shell.find_cell_magic(found[1]):
            return lines
        return ["\n", *lines[1:]] if _is_python(shell, "".join(lines[1:])) else lines

    shell.run_cell_magic = run_cell_magic
    transforms = shell.input_transformer_manager.line_transforms
    transforms.insert(transforms.index(cell_magic), take_out_unknown)
    shell.magics_manager.register_alias("shell", "bash", "cell")  # Colab's name for it


def _is_python(shell: Any, source: str) -> bool:
    try:
        ast.parse(shell.input_transformer_manager.transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return bool(source.strip())


def _answer_commands(shell: Any) -> None:
    run = shell.system

    def system(cmd: str) -> Any:
        expanded = shell.var_expand(cmd, depth=1)
        answered = answer_command(expanded)
        if answered is None:
            # `run` expands variables again, one frame too low; doubled signs are left alone.
            return run(re.sub(r"[{}$]", lambda sign: sign[0] * 2, expanded))
        print_notice(answered[0])
        shell.user_ns["_exit_code"] = answered[1]
        return None

    shell.system = system
