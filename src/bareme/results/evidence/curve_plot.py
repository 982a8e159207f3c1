"""Curves over common abscissas, as evidence."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from bareme.i18n.catalogs import N_, translations
from bareme.i18n.plain_text import plain_line
from bareme.results.evidence.evidence_value import (
    BoundedName,
    EvidenceValue,
    FiniteReal,
    PlainValue,
    write_number,
)

__all__ = ["MAX_CURVES", "MAX_POINTS", "CurvePlot", "EvidenceCurve"]

MAX_POINTS: Final = 200
MAX_CURVES: Final = 4
_VALIDATION: Final = "val_"
_CURVES: Final = {"expected": N_("expected"), "got": N_("yours")}
_METRICS: Final = {"loss": N_("loss"), "accuracy": N_("accuracy"), "acc": N_("accuracy")}


class EvidenceCurve(PlainValue):
    """The ordinates of a curve; None where a value is not finite."""

    name: BoundedName
    values: Annotated[tuple[FiniteReal | None, ...], Field(max_length=MAX_POINTS)]


class CurvePlot(EvidenceValue):
    """Curves over the same abscissas.

    ``about`` is their kind: a ``function``, expected and actual; the ``losses`` of steps; or the ``training``
    in a history, one metric with its validation.
    """

    kind: Literal["curves"] = "curves"
    about: Literal["function", "losses", "training"]
    name: BoundedName
    abscissa: BoundedName = ""
    x: Annotated[tuple[FiniteReal, ...], Field(min_length=2, max_length=MAX_POINTS)]
    curves: Annotated[tuple[EvidenceCurve, ...], Field(min_length=1, max_length=MAX_CURVES)]

    @model_validator(mode="after")
    def _are_of_one_length(self) -> Self:
        if any(len(curve.values) != len(self.x) for curve in self.curves):
            raise ValueError("each curve has one value for each abscissa")
        return self

    def heading(self, language: str) -> str:
        """Returns the heading of learning curves."""
        return translations(language).gettext("How it learnt")

    def describe(self, language: str) -> str:
        """Describes the ends of each curve and the best epoch."""
        sentences = [self._describe_curve(curve, language) for curve in self.curves]
        if self.about == "training":
            sentences.append(self._best_epoch(language))
        return " ".join(sentence for sentence in sentences if sentence)

    def name_curve(self, curve: EvidenceCurve, language: str) -> str:
        """Returns the name of a curve in the legend."""
        gettext = translations(language).gettext
        if self.about == "losses":
            return gettext("loss")
        if self.about == "function":
            return gettext(_CURVES[curve.name]) if curve.name in _CURVES else plain_line(curve.name)
        return gettext("validation") if curve.name.startswith(_VALIDATION) else gettext("training")

    def name_height(self, language: str) -> str:
        """Returns the name of the vertical axis."""
        name = self.name if self.about == "function" else self.curves[0].name
        return translations(language).gettext(_METRICS[name]) if name in _METRICS else plain_line(name)

    def _describe_curve(self, curve: EvidenceCurve, language: str) -> str:
        known = [(x, value) for x, value in zip(self.x, curve.values, strict=True) if value is not None]
        gettext = translations(language).gettext
        name = self.name_curve(curve, language)
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

    def _best_epoch(self, language: str) -> str:
        """Names the epoch of the lowest validation loss, unless it is last."""
        found = [curve for curve in self.curves if curve.name == f"{_VALIDATION}loss"]
        known = [
            (value, epoch)
            for curve in found
            for epoch, value in zip(self.x, curve.values, strict=True)
            if value is not None
        ]
        if not known or min(known)[1] == self.x[-1]:
            return ""
        return translations(language).gettext(
            "The loss on the validation data is lowest in epoch %(epoch)d; later epochs did not improve it."
        ) % {"epoch": int(min(known)[1])}
