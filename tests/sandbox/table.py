"""Renders the promises of the isolation levels as the table in ``docs/security.md``.

Run ``PYTHONPATH=tests python -m sandbox.table`` after a change to ``promises.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bareme.sandbox.spec import Isolation
from sandbox.promises import TOPICS, Guarantee

__all__ = ["PAGE", "render_table", "replace_table"]

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "security.md"
_BEGIN: Final = "<!-- made by tests/sandbox/table.py -->\n"
_END: Final = "<!-- end of what is made -->\n"
_PLACES: Final[dict[Isolation, str]] = {
    "namespaces": "`namespaces` (Linux)",
    "limits": "`limits` (macOS, most containers)",
}


def render_table() -> str:
    """Returns one table for each topic."""
    return "\n".join(_render_topic(topic, guarantees) for topic, guarantees in TOPICS.items())


def replace_table(page: str) -> str:
    """Returns the page with the tables of today between its two markers.

    Raises:
        ValueError: a marker is missing.
    """
    before, rest = page.split(_BEGIN)
    _, after = rest.split(_END)
    return f"{before}{_BEGIN}\n{render_table()}\n{_END}{after}"


def _render_topic(topic: str, guarantees: tuple[Guarantee, ...]) -> str:
    rows = [
        [topic, *_PLACES.values()],
        *([guarantee.subject, *(_cell(guarantee, level) for level in _PLACES)] for guarantee in guarantees),
    ]
    head, *body = [f"| {' | '.join(row)} |\n" for row in rows]
    return "".join([head, "|---" * len(rows[0]) + "|\n", *body])


def _cell(guarantee: Guarantee, level: Isolation) -> str:
    if not guarantee.is_promised_at(level):
        return guarantee.instead[level]
    if level == "namespaces":
        return guarantee.kept
    if guarantee.elsewhere:
        return f"on Linux the same, elsewhere {guarantee.elsewhere}"
    return "the same"


if __name__ == "__main__":
    PAGE.write_text(replace_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
