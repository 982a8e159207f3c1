"""The code cells of a template, and the names that students are to write in them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TemplateCell"]


@dataclass(frozen=True)
class TemplateCell:
    """A code cell of the template."""

    sources: tuple[str, ...]
    """Its text in each language of the template in which its code is another one."""
    stubs: tuple[str, ...] = ()
    """Functions, classes and variables that it binds by a stub, to be replaced by the student."""
    results: tuple[str, ...] = ()
    """Other names that it binds once its stubs are replaced."""
