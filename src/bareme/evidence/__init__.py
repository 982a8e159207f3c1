"""What a page shows beside a message: values, places in the student's code, curves, confusions.

Assertions *show* what they compared (``showing``); what a check came to is *gathered* from it (``gathering``)
into the small frozen values of ``values``, which travel in ``result.json``.
"""

from bareme.evidence.values import (
    Comparison,
    Confusion,
    Curve,
    Curves,
    Evidence,
    Heat,
    Place,
    Row,
    WrongImage,
)

__all__ = [
    "Comparison",
    "Confusion",
    "Curve",
    "Curves",
    "Evidence",
    "Heat",
    "Place",
    "Row",
    "WrongImage",
]
