"""bareme grades programming labs in machine learning.

Nothing that decides a grade is ever in the sandbox with the student's code: the suites, the expected
values and the reference solution stay in the grader; the student's code runs in a sandbox;
only plain data crosses the wall between them.
"""

__version__ = "0.1.0"
