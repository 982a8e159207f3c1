"""Conversion of schema-1 results, which hold English texts and a table of translations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["upgrade_schema1"]


def upgrade_schema1(data: Mapping[str, Any]) -> dict[str, Any]:
    """Converts the JSON object of a schema-1 result to schema 2.

    A text with a translation becomes a message whose id is the whole text.

    Raises:
        LookupError, TypeError, AttributeError: it is not a result.
    """
    translations: Mapping[str, Mapping[str, str]] = data.get("translations", {})
    known = {text for texts in translations.values() for text in texts}

    def message(text: Any) -> Any:
        return {"id": text} if isinstance(text, str) and text in known else text

    def with_messages(members: Mapping[str, Any], *names: str) -> dict[str, Any]:
        return {**members, **{name: message(members[name]) for name in names if name in members}}

    return {
        **{name: value for name, value in data.items() if name != "translations"},
        "schema": 2,
        "notes": [message(note) for note in data.get("notes", ())],
        "checks": [with_messages(check, "title", "message", "hint") for check in data["checks"]],
        "cells": [with_messages(cell, "message") for cell in data.get("cells", ())],
        "suite_messages": translations,
    }
