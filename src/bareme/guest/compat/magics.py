"""Makes IPython magics and shell commands that are missing or fail harmless.

Commands that install or download something could only fail here, and slowly: they are answered instead.
Magics that run the student's code still raise its exceptions.
"""

from __future__ import annotations

import ast
import re
import shlex
from importlib import metadata
from typing import Any, Final

from IPython.core.inputtransformer2 import cell_magic

from bareme.datasets.sandbox_data import given_names, packed_files, sandbox_data_folder
from bareme.guest.compat.quirk import print_notice, quirk

__all__ = ["answer_command", "install_magics"]

_RUN_CODE: Final = {"time", "timeit", "prun", "run", "lprun", "mprun", "memit", "capture"}
"""Line magics that raise the exceptions of the student's code, or of a missing file."""
_INSTALL: Final = {"pip", "conda", "mamba", "micromamba", "uv"}
_NOT_PYTHON: Final = {"R", "julia", "octave", "matlab", "sql", "bigquery", "cpp", "cu", "ruby", "perl", "js"}
_SWITCHED_OFF: Final = {"skip", "ignore", "disable", "comment", "script"}
_CELL_MAGIC = re.compile(r"%%(\w+)")
_COMPOUND = re.compile(r"[;|&<`]|\$\(")
_DOWNLOADERS = {"wget", "curl", "gdown", "kaggle", "axel", "aria2c"}
_PYTHON_INSTALLERS = {"pip", "pip3", "conda", "mamba", "micromamba", "uv"}
_SYSTEM_INSTALLERS = {"apt", "apt-get", "aptitude", "brew", "yum", "dnf"}
_NAME = re.compile(r"[A-Za-z][\w.-]*")


@quirk()
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


def answer_command(command: str) -> tuple[str, int] | None:
    """Returns (message, exit code) instead of running a command.

    None if the command is to be run."""
    words = [] if _COMPOUND.search(command) else _split(command)
    if words[:1] == ["sudo"]:
        words = words[1:]
    if len(words) > 2 and re.fullmatch(r"\S*python[\d.]*", words[0]) and words[1] == "-m":
        words = words[2:]
    if len(words) < 2:
        return None
    program = words[0]
    if program in _PYTHON_INSTALLERS and "install" in words[1:4]:
        return _install(words[words.index("install") + 1 :])
    if program in _SYSTEM_INSTALLERS:
        return "nothing is installed where your work is graded; most labs need nothing more", 1
    if program in _DOWNLOADERS or words[:2] == ["git", "clone"]:
        return _download(words[1:])
    return None


def _split(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return []


def _install(words: list[str]) -> tuple[str, int]:
    wanted = [match[0] for word in words if (match := _NAME.match(word))]
    missing = [name for name in wanted if not _is_here(name)]
    if wanted and not missing:
        return f"{', '.join(wanted)}: already here, in the version that your work is graded with", 0
    named = ", ".join(missing) or "nothing more"
    return f"{named}: not installed where your work is graded, and nothing is installed there", 1


def _is_here(name: str) -> bool:
    # The builds without GPU support are named `tensorflow-cpu` and the like.
    names = (name, f"{name}-cpu")
    for candidate in names:
        try:
            metadata.version(candidate)
        except (metadata.PackageNotFoundError, ValueError):
            continue
        return True
    return False


def _download(words: list[str]) -> tuple[str, int]:
    files = packed_files(sandbox_data_folder())
    here = [name for name in files if any(name in re.split(r"[/\\=?]", word) for word in words)]
    if here:
        return f"{here[0]} lies beside your notebook already", 0
    given = ", ".join(given_names(sandbox_data_folder()))
    advice = f"use the data of this lab, which is here: {given}" if given else "this lab needs no download"
    return f"nothing was downloaded: there is no network where your work is graded; {advice}", 1
