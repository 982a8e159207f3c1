"""Imports and first calls made once for all workers, before they fork.

Some libraries delay work until their first use, so they are used here once.
"""

from __future__ import annotations

import atexit
import os
import shutil

from nbformat import v4, validate

import bareme.grading.batch
import bareme.grading.pytest_plugin  # noqa: F401  # workers need it
from bareme.course.lazy_imports import set_tensorflow_env
from bareme.grading.process_pool import LISTENER_FOLDER
from bareme.i18n.catalogs import languages, translations
from bareme.reports.highlighting import highlight_code
from bareme.reports.jinja_environment import format_points

__all__: list[str] = []

# The grader removes this folder when it ends, unless it was killed. Workers do not run this module again.
if LISTENER_FOLDER in os.environ:
    atexit.register(shutil.rmtree, os.environ.pop(LISTENER_FOLDER), ignore_errors=True)

set_tensorflow_env()
validate(v4.new_notebook(cells=[v4.new_code_cell(outputs=[v4.new_output("stream", text="")])]))
highlight_code("def f(x): return x")
for _language in languages():
    translations(_language)
    format_points(0.5, _language)
