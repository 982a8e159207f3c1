"""Measures suites by mutants: solutions with one small edit, which a suite must refuse.

- ``edits``: one change of a syntax tree; ``operator_registry`` and ``operators``: how edits are found;
- ``layer_calls``: the calls that make layers, for operators on models;
- ``code_mutants``: the mutants of a solution;
- ``local_session``, ``forked_call``, ``mutant_runner``: run them against the checks of a suite;
- ``recorded_call``, ``described_objects``: calls that can be repeated, and objects in their answers;
- ``random_inputs``, ``equal_answers``: tell the equivalent ones from the surviving ones;
- ``known_survivors``: those that an author accepts;
- ``suite_measurement``: the whole for one assignment.
"""
