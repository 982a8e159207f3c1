"""Measures suites by mutants: solutions with one small edit, which a suite must refuse.

- ``edits``: one change of a syntax tree; ``operator_registry`` and ``operators``: how edits are found;
- ``code_mutants``: the mutants of a solution;
- ``local_session``, ``forked_call``, ``mutant_runner``: run them against the checks of a suite;
- ``random_inputs``, ``equal_answers``: tell the equivalent ones from the surviving ones;
- ``known_survivors``: those that an author accepts;
- ``suite_measurement``: the whole for one assignment.
"""
