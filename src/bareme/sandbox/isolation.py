"""The interface of isolation levels, and their registry.

A new level is one module with a subclass of ``IsolationLevel``, and its line in the registry below.
"""

from __future__ import annotations

import importlib
import socket
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Final, Literal, cast, get_args

from bareme.i18n.messages import Message, as_message

if TYPE_CHECKING:
    from bareme.sandbox.allowlist import Allowlist
    from bareme.sandbox.spec import SandboxSpec

__all__ = ["ISOLATION_LEVELS", "Isolation", "IsolationLevel", "load_level"]

Isolation = Literal["namespaces", "limits"]
"""The name of a level, in results, requests and options."""
ISOLATION_LEVELS: Final[tuple[Isolation, ...]] = get_args(Isolation)
"""All levels, the strongest first."""
# Named, not imported: the fork server must stay small, so each sandbox imports the module of its level.
_CLASSES: Final[dict[Isolation, tuple[str, str]]] = {
    "namespaces": ("bareme.sandbox.namespaces", "NamespaceIsolation"),
    "limits": ("bareme.sandbox.rlimits", "RlimitIsolation"),
}


class IsolationLevel(ABC):
    """A way of confining a process and everything that it starts."""

    is_always_possible: ClassVar[bool] = False
    """The level needs no trial before it is used."""
    hides_files: ClassVar[bool] = False
    """A sandbox sees only the files of the allow-list."""
    limits_tasks: ClassVar[bool] = False
    """The kernel limits the processes and threads of each sandbox."""

    @abstractmethod
    def enter(self, spec: SandboxSpec, server: socket.socket, allowlist: Allowlist) -> None:
        """Forks and confines the kernel; returns in the kernel's process.

        It is called in a fresh child of the fork server. That process forks the kernel and sends its id to
        the server: after ``p`` if it exits then, after ``k`` if it stays as the kernel's reaper. The kernel
        waits for one byte from the server before it goes on.

        Raises:
            OSError: the system refuses a step.
        """

    def find_obstacle(self) -> str | None:
        """Returns why this system cannot have the level.

        None if that is not known without a trial.
        """
        return None

    def find_scratch(self, spec: SandboxSpec) -> str | None:
        """Returns the scratch directory whose size the grader must measure, or None."""
        return None

    def make_warning(self, reason: str) -> str:
        """Returns a warning about this level; empty for the strongest.

        Args:
            reason: why no stronger level is used.
        """
        return ""

    def make_refusal(self, reason: str) -> Message:
        """Returns the error for a user whose chosen level is not possible."""
        return as_message(reason)


def load_level(name: Isolation) -> IsolationLevel:
    """Returns the level of a name, importing its module.

    Raises:
        ValueError: there is no such level.
    """
    if name not in _CLASSES:
        raise ValueError(f"unknown isolation level {name!r}")
    module, class_name = _CLASSES[name]
    return cast(IsolationLevel, getattr(importlib.import_module(module), class_name)())
