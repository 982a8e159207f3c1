"""Names the mistake: does what a check saw of a submission equal what a known mistake would have shown?"""

from bareme.grading.mistakes.comparison import is_same_answer
from bareme.grading.mistakes.matcher import MistakeMatcher

__all__ = ["MistakeMatcher", "is_same_answer"]
