"""Renders formulas of a student, written in LaTeX, as harmless MathML.

The library that converts them does not escape text, and knows commands for links and styles. So its tree is
read by an allow-list, and written anew.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import Final
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape

from bareme.i18n.plain_text import plain_text

__all__ = ["MATHML_ATTRIBUTES", "MATHML_TAGS", "render_formula"]

_CHILDREN: Final = {
    **dict.fromkeys(("mfrac", "mover", "mroot", "msub", "msup", "munder"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
"""Elements with a fixed number of children; with another, browsers show an error."""
_TEXTS: Final = ("mi", "mn", "mo", "mtext")
_OTHERS: Final = ("math", "mpadded", "mphantom", "mrow", "mspace", "msqrt", "mstyle", "mtable", "mtd", "mtr")
MATHML_TAGS: Final = frozenset({*_CHILDREN, *_TEXTS, *_OTHERS})
_LENGTH: Final = re.compile(r"-?[0-3](?:\.\d{1,4})?em")
_ATTRIBUTES: Final = {
    "accent": re.compile("true|false"),
    "columnalign": re.compile("left|center|right"),
    "columnspacing": re.compile(r"(?:[0-3]em ?){1,4}"),
    "display": re.compile("block|inline"),
    "displaystyle": re.compile("true|false"),
    "fence": re.compile("true|false"),
    "form": re.compile("prefix|infix|postfix"),
    "linethickness": re.compile("0"),
    "mathvariant": re.compile("normal|bold|italic|bold-italic"),
    "maxsize": _LENGTH,
    "minsize": _LENGTH,
    "scriptlevel": re.compile("[0-2]"),
    "stretchy": re.compile("true|false"),
    "width": _LENGTH,
}
"""What an attribute may be; one with another value is left out."""
MATHML_ATTRIBUTES: Final = frozenset(_ATTRIBUTES)

_SPACE: Final = Markup('<mspace width="0.17em"></mspace>')

_MAX_FORMULA: Final = 1_000
_MAX_DEPTH: Final = 24
_MAX_ELEMENTS: Final = 1_500
_OPENING: Final = re.compile(r"[{}]|\\(?:left|right|begin|end)\b")
# An environment without a star numbers its lines.
_NUMBERED: Final = re.compile(
    r"(\\(?:begin|end)\{(?:align|gather|equation|eqnarray|multline|alignat|flalign))\}"
)


# The statement of a lab recurs with every student.
@lru_cache(maxsize=2048)
def render_formula(latex: str, *, block: bool = False) -> Markup | None:
    """Returns a formula as MathML, or None if it must stay as text.

    It stays as text if it is longer or nested deeper than a bound, or if a command is unknown.
    """
    if len(latex) > _MAX_FORMULA or _nesting(latex) > _MAX_DEPTH or not latex.strip():
        return None
    try:
        element = convert_to_element(_NUMBERED.sub(r"\1*}", latex), display="block" if block else "inline")
        return Markup("").join(_write(element))
    except (Exception, RecursionError):
        # Not a formula: the library has an exception for each error, and fails in other ways for some.
        return None


def _nesting(latex: str) -> int:
    """Returns an upper bound of how deep groups are nested."""
    depth = most = 0
    for found in _OPENING.finditer(latex):
        depth += 1 if found[0] in ("{", "\\left", "\\begin") else -1
        most = max(most, depth)
    return most


def _write(root: Element) -> Iterator[Markup]:
    """Yields the tags and texts of a tree in order.

    Raises:
        ValueError: an element is not on the list or has a wrong number of children, a command is unknown, or
            the tree is too large.
    """
    waiting: list[tuple[Element | Markup, int]] = [(root, 0)]
    count = 0
    while waiting:
        found, depth = waiting.pop()
        if isinstance(found, Markup):
            yield found
            continue
        children = list(found)
        count += 1
        if found.tag not in MATHML_TAGS or count > _MAX_ELEMENTS or depth > 2 * _MAX_DEPTH:
            raise ValueError(f"{found.tag} cannot be shown")
        if len(children) != _CHILDREN.get(found.tag, len(children)):
            raise ValueError(f"{found.tag} has {len(children)} children")
        if "linebreak" in found.attrib:
            raise ValueError("MathML has no line break within a formula")
        text = plain_text(html.unescape(found.text or "")).strip("\n")
        if text.startswith("\\") and len(text) > 1:
            raise ValueError(f"{text} is unknown")
        yield Markup("<{}{}>{}").format(found.tag, _attributes(found), text)
        inner: list[Element | Markup] = [Markup("</{}>").format(found.tag)]
        for child, after in reversed([*zip_longest(children, children[1:])]):
            if found.tag not in _CHILDREN and _is_function(child) and after is not None and after.tag != "mo":
                inner.append(_SPACE)
            inner.append(child)
        waiting += ((one, depth + 1) for one in inner)


def _is_function(element: Element) -> bool:
    """Returns True for the name of a function, such as log, after which a space belongs."""
    return element.tag == "mi" and len(element.text or "") > 1 and (element.text or "").isalpha()


def _attributes(element: Element) -> Markup:
    kept = (
        (name, value)
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _ATTRIBUTES[name].fullmatch(value)
    )
    return Markup("").join(Markup(' {}="{}"').format(name, escape(value)) for name, value in kept)
