"""Describes evidence in words: its captions, and its text for screen readers."""

from __future__ import annotations

import math
from typing import Final

from bareme.i18n.catalogs import N_, translations
from bareme.i18n.plain_text import plain_line
from bareme.reports.charts import write_number
from bareme.results.evidence import Comparison, Confusion, CurvePlot, EvidenceCurve

__all__ = ["describe_comparison", "describe_confusion", "describe_curves", "name_curve", "name_height"]

_VALIDATION: Final = "val_"
_CURVES: Final = {"expected": N_("expected"), "got": N_("yours")}
_METRICS: Final = {"loss": N_("loss"), "accuracy": N_("accuracy"), "acc": N_("accuracy")}


def describe_comparison(comparison: Comparison, language: str) -> str:
    """Counts the wrong values of an array."""
    sentence = translations(language).ngettext(
        "%(wrong)d of %(size)d values is wrong.", "%(wrong)d of %(size)d values are wrong.", comparison.wrong
    )
    return sentence % {"wrong": comparison.wrong, "size": math.prod(comparison.shape)}


def describe_curves(curves: CurvePlot, language: str) -> str:
    """Describes the ends of each curve and the best epoch."""
    sentences = [_describe_curve(curves, curve, language) for curve in curves.curves]
    if curves.about == "training":
        sentences.append(_best_epoch(curves, language))
    return " ".join(sentence for sentence in sentences if sentence)


def name_curve(curves: CurvePlot, curve: EvidenceCurve, language: str) -> str:
    """Returns the name of a curve in the legend."""
    gettext = translations(language).gettext
    if curves.about == "losses":
        return gettext("loss")
    if curves.about == "function":
        return gettext(_CURVES[curve.name]) if curve.name in _CURVES else plain_line(curve.name)
    return gettext("validation") if curve.name.startswith(_VALIDATION) else gettext("training")


def name_height(curves: CurvePlot, language: str) -> str:
    """Returns the name of the vertical axis."""
    name = curves.name if curves.about == "function" else curves.curves[0].name
    return translations(language).gettext(_METRICS[name]) if name in _METRICS else plain_line(name)


def describe_confusion(confusion: Confusion, language: str) -> str:
    """Counts the recognised samples, and names the most frequent confusion."""
    gettext = translations(language).gettext
    sentence = gettext("%(right)d of the %(samples)d test images that you have are recognised.") % {
        "right": confusion.right,
        "samples": confusion.samples,
    }
    most, truth, guess = max(
        (count, -row, -column)
        for row, counts in enumerate(confusion.counts)
        for column, count in enumerate(counts)
        if row != column or len(counts) == 1
    )
    if most < 2 or len(confusion.classes) < 2:
        return sentence
    worst = gettext("The most frequent error: %(truth)d is predicted as %(guess)d, %(count)d times.") % {
        "truth": confusion.classes[-truth],
        "guess": confusion.classes[-guess],
        "count": most,
    }
    return f"{sentence} {worst}"


def _describe_curve(curves: CurvePlot, curve: EvidenceCurve, language: str) -> str:
    known = [(x, value) for x, value in zip(curves.x, curve.values, strict=True) if value is not None]
    gettext = translations(language).gettext
    name = name_curve(curves, curve, language)
    name = name[:1].upper() + name[1:]
    if not known:
        return gettext("%(name)s: no finite value.") % {"name": name}
    (_, first), (_, last) = known[0], known[-1]
    sentence = gettext("%(name)s: from %(first)s to %(last)s.") % {
        "name": name,
        "first": write_number(first, language),
        "last": write_number(last, language),
    }
    missing = len(curve.values) - len(known)
    if not missing:
        return sentence
    gap = translations(language).ngettext(
        "%(count)d value is not finite.", "%(count)d values are not finite.", missing
    )
    return f"{sentence} {gap % {'count': missing}}"


def _best_epoch(curves: CurvePlot, language: str) -> str:
    """Names the epoch of the lowest validation loss, unless it is last."""
    found = [curve for curve in curves.curves if curve.name == f"{_VALIDATION}loss"]
    known = [
        (value, epoch)
        for curve in found
        for epoch, value in zip(curves.x, curve.values, strict=True)
        if value is not None
    ]
    if not known or min(known)[1] == curves.x[-1]:
        return ""
    return translations(language).gettext(
        "The loss on the validation data is lowest in epoch %(epoch)d; later epochs did not improve it."
    ) % {"epoch": int(min(known)[1])}
