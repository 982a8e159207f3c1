"""Assertions for suites, with messages for the student in plain text.

For any value of a submission an assertion returns or raises ``AssertionError``. It raises ``ValueError`` only
if the suite uses it wrongly.
"""

from bareme.checks.accuracy import assert_accuracy, assert_claim, assert_model_accuracy, assert_probabilities
from bareme.checks.answer_structure import assert_choice, assert_entries, assert_values
from bareme.checks.carried_error import UNUSABLE, assert_right_or_consistent
from bareme.checks.code_style import (
    assert_no_import,
    assert_no_warning,
    assert_not_mutated,
    assert_vectorised,
)
from bareme.checks.diagnosis import describe_difference
from bareme.checks.figures import assert_figure
from bareme.checks.gradient import assert_gradient
from bareme.checks.losses import assert_loss_decreases
from bareme.checks.model_structure import assert_layers, assert_model, assert_param_count
from bareme.checks.numeric import as_array, assert_close, assert_shape
from bareme.checks.protocols import ImportsModules, StudentFunction

__all__ = [
    "UNUSABLE",
    "ImportsModules",
    "StudentFunction",
    "as_array",
    "assert_accuracy",
    "assert_choice",
    "assert_claim",
    "assert_close",
    "assert_entries",
    "assert_figure",
    "assert_gradient",
    "assert_layers",
    "assert_loss_decreases",
    "assert_model",
    "assert_model_accuracy",
    "assert_no_import",
    "assert_no_warning",
    "assert_not_mutated",
    "assert_param_count",
    "assert_probabilities",
    "assert_right_or_consistent",
    "assert_shape",
    "assert_values",
    "assert_vectorised",
    "describe_difference",
]
