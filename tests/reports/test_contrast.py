"""The colours of the style sheet against the formula of WCAG 2.2 (relative luminance, contrast ratio)."""

from __future__ import annotations

import re

import pytest
from pages import TEMPLATES

STYLE = (TEMPLATES[0] / "style.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.S)
)
WORDS = ["ink", "soft", "accent", "passed", "failed", "error", "timeout", "missing", "undetermined"]
CODE = ["code-keyword", "code-string", "code-number", "code-comment", "code-name"]
PAIRS = [(word, ground) for word in WORDS for ground in ("paper", "surface", "sunk")]
PAIRS += [(word, "surface") for word in CODE]
PAIRS += [("ink", f"heat-{k}") for k in range(5)] + [("soft", f"heat-{k}") for k in range(5)]
PAIRS += [("accent", "accent-tint"), ("ink", "error-tint"), ("paper", "accent")]


def luminance(colour: str) -> float:
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_formula_gives_21_for_black_on_white() -> None:
    assert (luminance("#ffffff") + 0.05) / (luminance("#000000") + 0.05) == pytest.approx(21)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(colours: dict[str, str], text: str, ground: str) -> None:
    darker, lighter = sorted((luminance(colours[text]), luminance(colours[ground])))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_light_and_dark_define_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()
