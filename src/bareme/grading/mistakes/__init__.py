"""Recognises known mistakes by replaying the calls of failed checks.

A check that failed is explained by a mistake if the student's answers equal the answers of that mistake.
"""

from bareme.grading.mistakes.comparison import is_same_answer
from bareme.grading.mistakes.matcher import MistakeMatcher

__all__ = ["MistakeMatcher", "is_same_answer"]
