"""Grades the suites: mutants, calibration, empty answers."""

from bareme.validation.calibration import Calibration
from bareme.validation.validator import Validation, validate_assignment

__all__ = ["Calibration", "Validation", "validate_assignment"]
