"""What the process that workers are forked from imports: all that each would otherwise do for itself.

Some libraries put work off to their first use; it is done here once.
"""

from __future__ import annotations

from nbformat import v4, validate

import bareme.batch
import bareme.plugin  # noqa: F401  # workers need it
from bareme.course import LANGUAGES
from bareme.feedback.code import highlight_code
from bareme.feedback.environment import format_points
from bareme.messages import translations

__all__: list[str] = []

validate(v4.new_notebook(cells=[v4.new_code_cell(outputs=[v4.new_output("stream", text="")])]))
highlight_code("def f(x): return x")
for _language in LANGUAGES:
    translations(_language)
    format_points(0.5, _language)
