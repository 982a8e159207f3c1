"""Keras models, graded without trusting them.

A model leaves the student's room as plain data (``describing``). The grader, which never imports Keras,
reads that into an ``Architecture`` of its own (``reading``, ``graphs``, ``allowed``, ``rules``), and a
*clean room* builds the same model again from it (``clean_room``), without any of Keras's deserialisation.
Suites receive a ``Model`` (``model``) or a ``History`` (``history``).

Nothing is imported here: the room imports ``describing`` alone, and must not pay for the rest.
"""
