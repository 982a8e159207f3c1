"""Replaces the solution in a cell by stubs, which students fill in."""

from __future__ import annotations

from bareme.course.solution import BEGIN_SOLUTION, END_SOLUTION

__all__ = ["cut_solution"]


def cut_solution(source: str, placeholder: str | None) -> str:
    """Replaces each region between markers by a placeholder, or by a stub if there is none.

    ``read_solution`` has checked that the markers balance.
    """
    lines: list[str] = []
    inside = False
    for line in source.split("\n"):
        begin = BEGIN_SOLUTION.fullmatch(line)
        if begin:
            inside = True
            lines += _stub(begin["indent"], begin["hint"]) if placeholder is None else [placeholder]
        elif END_SOLUTION.fullmatch(line):
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


def _stub(indent: str, hint: str) -> list[str]:
    return [f"{indent}# TODO: {hint}" if hint else f"{indent}# TODO", f"{indent}raise NotImplementedError"]
