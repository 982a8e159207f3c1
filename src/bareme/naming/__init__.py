"""Names the mistake: does what a check saw of a submission equal what a known mistake would have shown?"""

from bareme.naming.answers import same_answer
from bareme.naming.namer import MistakeNamer

__all__ = ["MistakeNamer", "same_answer"]
