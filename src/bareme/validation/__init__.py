"""Grades the suites: mutants, calibration, empty answers."""
