"""Names errors that nobody wrote down: a student's function answers as a mutant of the solution does.

- ``versions``: the mutants of a function, with their sentences;
- ``replays``: runs them on the calls that checks made; ``answer_store``: remembers their answers for a batch;
- ``search``: finds those that answer as the student does; ``namer``: decides what the student reads.
"""

from bareme.grading.mutant_names.answer_store import SharedAnswers
from bareme.grading.mutant_names.namer import CheckCalls, MutantNamer

__all__ = ["CheckCalls", "MutantNamer", "SharedAnswers"]
