"""What the process that workers are forked from imports: all that each would otherwise do for itself.

Some libraries put work off to their first use; it is done here once.
"""

from __future__ import annotations

import atexit
import os
import shutil

from nbformat import v4, validate

import bareme.grading.batch
import bareme.grading.pytest_plugin  # noqa: F401  # workers need it
from bareme.course.course import LANGUAGES
from bareme.course.lazy_imports import set_tensorflow_env
from bareme.grading.process_pool import LISTENER_FOLDER
from bareme.i18n.catalogs import translations
from bareme.reports.highlighting import highlight_code
from bareme.reports.jinja_environment import format_points

__all__: list[str] = []

# The grader removes it as it ends; one that was killed cannot. Workers do not come by here.
if LISTENER_FOLDER in os.environ:
    atexit.register(shutil.rmtree, os.environ.pop(LISTENER_FOLDER), ignore_errors=True)

set_tensorflow_env()
validate(v4.new_notebook(cells=[v4.new_code_cell(outputs=[v4.new_output("stream", text="")])]))
highlight_code("def f(x): return x")
for _language in LANGUAGES:
    translations(_language)
    format_points(0.5, _language)
