"""Reads the outputs that a submitted notebook holds, as text."""

from __future__ import annotations

import hashlib
import re
from typing import Final

__all__ = ["read_stored_output"]

MAX_STORED_OUTPUT: Final = 2_000
"""Characters of a cell."""
_MAX_OUTPUTS: Final = 100
_IMAGES: Final = ("image/png", "image/jpeg", "image/svg+xml", "png", "jpeg")
_ANSI: Final = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


def read_stored_output(raw: dict[str, object]) -> str:
    """Returns the outputs of a raw code cell as text; a picture is given by its digest.

    They are the student's own: of the run before the submission, or of nothing at all. Anything malformed is
    left out.
    """
    outputs = raw.get("outputs")
    parts: list[str] = []
    for output in outputs[:_MAX_OUTPUTS] if isinstance(outputs, list) else ():
        if isinstance(output, dict):
            data = output.get("data")
            bundle = {**output, **data} if isinstance(data, dict) else output
            parts += [_text(bundle.get("text")), _text(bundle.get("text/plain")), _text(bundle.get("evalue"))]
            parts += [_digest(_text(bundle.get(kind))) for kind in _IMAGES]
    joined = "\n".join(part.strip("\n") for part in parts if part)
    return _ANSI.sub("", joined[: 2 * MAX_STORED_OUTPUT])[:MAX_STORED_OUTPUT]


def _text(value: object) -> str:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "".join(value)
    return value if isinstance(value, str) else ""


def _digest(image: str) -> str:
    # Programs wrap base64 at different lengths.
    plain = "".join(image.split())
    digest = hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:12]
    return f"[image {digest}]" if plain else ""
