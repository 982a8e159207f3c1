"""bareme grades programming labs in machine learning.

Student code never shares a process with tests, expected values or grades: suites, expected values and the
reference solution stay in the grader, student code runs in a sandbox, and only plain data crosses between
them.
"""

__version__ = "0.1.0"
