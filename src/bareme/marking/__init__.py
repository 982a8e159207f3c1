"""Written answers are marked by people: values, the database, and the web page of ``bareme mark``.

What a person decided stands in ``OUT/marks.sqlite3`` alone; results and pages are made from it again
whenever they are written, so that neither a regrade nor a killed server can lose it.
"""
