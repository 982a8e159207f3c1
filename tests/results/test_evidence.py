"""What travels in a result is small, square and finite, or it is refused."""

from __future__ import annotations

import base64

import pytest
from pydantic import TypeAdapter, ValidationError

from bareme.results.evidence import (
    Comparison,
    Confusion,
    CurvePlot,
    DifferenceRow,
    Evidence,
    EvidenceCurve,
    Heatmap,
    SourceLocation,
    WrongImage,
)

ROW = DifferenceRow(index=(0,), expected="1", got="2", right=False)
CURVE = EvidenceCurve(name="loss", values=(1.0, None))
IMAGE = {"height": 1, "width": 2, "pixels": base64.b64encode(b"\x00\xff").decode(), "truth": 5, "guess": 3}
COMPARISON = {"name": "y", "shape": (2,), "wrong": 1, "first": (0,), "rows": (ROW,)}
CURVES = {"about": "losses", "name": "", "x": (0.0, 1.0), "curves": (CURVE,)}

KINDS = (
    SourceLocation(cell=3, line=2, function="sigmoid"),
    Comparison(**COMPARISON, heat=Heatmap(levels=((0, 4), (1, 0)))),
    CurvePlot(**CURVES),
    Confusion(name="model", classes=(3, 5), counts=((7, 1), (0, 9)), wrong=(WrongImage(**IMAGE),)),
)
REFUSED = {
    "a line before the first": (SourceLocation, {"cell": 0, "line": 0}),
    "no rows": (Comparison, COMPARISON | {"rows": ()}),
    "ten rows": (Comparison, COMPARISON | {"rows": (ROW,) * 10}),
    "a name of 121 letters": (Comparison, COMPARISON | {"name": "x" * 121}),
    "a number of 41 letters": (
        DifferenceRow,
        {"index": (0,), "expected": "1" * 41, "got": "2", "right": False},
    ),
    "a negative index": (DifferenceRow, {"index": (-1,), "expected": "1", "got": "2", "right": False}),
    "a fifth level": (Heatmap, {"levels": ((5,),)}),
    "25 columns": (Heatmap, {"levels": ((0,) * 25,)}),
    "rows of two lengths": (Heatmap, {"levels": ((0, 0), (0,))}),
    "no field": (Heatmap, {"levels": ((),)}),
    "201 points": (
        CurvePlot,
        CURVES | {"x": (0.0,) * 201, "curves": (EvidenceCurve(name="", values=(0.0,) * 200),)},
    ),
    "a curve that is too short": (CurvePlot, CURVES | {"x": (0.0, 1.0, 2.0)}),
    "five curves": (CurvePlot, CURVES | {"curves": (CURVE,) * 5}),
    "an abscissa that is infinite": (CurvePlot, CURVES | {"x": (0.0, float("inf"))}),
    "a height that is no number": (EvidenceCurve, {"name": "", "values": (float("nan"),)}),
    "a matrix that is not square": (Confusion, {"name": "", "classes": (0, 1), "counts": ((1, 2),)}),
    "a count below 0": (Confusion, {"name": "", "classes": (0,), "counts": ((-1,),)}),
    "21 classes": (Confusion, {"name": "", "classes": tuple(range(21)), "counts": ((0,) * 21,) * 21}),
    "a pixel too few": (WrongImage, IMAGE | {"width": 3}),
    "pixels in no base 64": (WrongImage, IMAGE | {"pixels": "%%%"}),
    "a side of 65 pixels": (WrongImage, IMAGE | {"height": 65}),
    "more than certain": (WrongImage, IMAGE | {"confidence": 1.1}),
}


@pytest.mark.parametrize("value", KINDS, ids=lambda value: value.kind)
def test_each_kind_is_told_by_its_name_and_comes_back_from_json_as_it_was(value: Evidence) -> None:
    adapter: TypeAdapter[Evidence] = TypeAdapter(Evidence)
    assert adapter.validate_json(adapter.dump_json(value)) == value


@pytest.mark.parametrize(("kind", "content"), REFUSED.values(), ids=REFUSED)
def test_what_is_too_large_or_not_finite_is_refused(kind, content) -> None:
    with pytest.raises(ValidationError):
        kind(**content)


def test_a_confusion_counts_what_is_recognised() -> None:
    confusion = KINDS[3]
    assert (confusion.samples, confusion.right) == (17, 16)
    assert confusion.wrong[0].grey_levels == b"\x00\xff"
