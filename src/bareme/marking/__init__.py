"""Serves the web page of ``bareme mark``, where people mark written answers.

Marks are stored in ``OUT/marks.sqlite3`` alone. They are applied whenever results and pages are written, so
neither a regrade nor a killed server can lose them.
"""
