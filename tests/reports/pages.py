"""Reads a rendered page with the parser of the standard library, as a test sees it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

TEMPLATES = (Path(__file__).parents[2] / "templates",)
VOID = {"meta", "br", "hr", "img", "input", "link", "col", "base", "embed", "source", "wbr"}


@dataclass
class Page(HTMLParser):
    """The elements of a page in order, the text outside of style and script, and unclosed elements."""

    html: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    raw: dict[str, str] = field(default_factory=dict)
    open_tags: list[str] = field(default_factory=list)
    misnested: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open_tags.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if self.open_tags and self.open_tags[-1] == tag:
            self.open_tags.pop()
        else:
            self.misnested.append(tag)

    def handle_data(self, data: str) -> None:
        inside = self.open_tags[-1] if self.open_tags else ""
        if inside in {"style", "script"}:
            self.raw[inside] = self.raw.get(inside, "") + data
        else:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All that is read, with single spaces."""
        return " ".join("".join(self.words).split())

    @property
    def tags(self) -> Counter[str]:
        """How often each element occurs."""
        return Counter(tag for tag, _ in self.elements)

    @property
    def shapes(self) -> set[tuple[str, str]]:
        """Every pair of an element and an attribute that occurs."""
        return {(tag, name) for tag, attributes in self.elements for name in attributes}

    def values(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [attributes[name] for _, attributes in self.elements if name in attributes]
