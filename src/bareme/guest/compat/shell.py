"""Answers shell commands that install or download something.

Without a network they could only fail, and slowly.
"""

from __future__ import annotations

import re
import shlex
from importlib import metadata

from bareme.datasets.sandbox_data import given_names, packed_files, sandbox_data_folder

__all__ = ["answer_command"]

_COMPOUND = re.compile(r"[;|&<`]|\$\(")
_DOWNLOADERS = {"wget", "curl", "gdown", "kaggle", "axel", "aria2c"}
_PYTHON_INSTALLERS = {"pip", "pip3", "conda", "mamba", "micromamba", "uv"}
_SYSTEM_INSTALLERS = {"apt", "apt-get", "aptitude", "brew", "yum", "dnf"}
_NAME = re.compile(r"[A-Za-z][\w.-]*")


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
