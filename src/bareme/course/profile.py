"""The profiles of a course: which data and which thresholds are in force."""

from __future__ import annotations

from typing import Literal

__all__ = ["Profile"]

Profile = Literal["mini", "full"]
"""``mini``: small data, offline; ``full``: the real data. In a module of its own, which costs nothing."""
