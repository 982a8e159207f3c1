"""Figures of matplotlib: described in the room, read in the grader."""

from bareme.figures.figure import Axes, Bars, Curve, Figure, Image, Points

__all__ = ["Axes", "Bars", "Curve", "Figure", "Image", "Points"]
