"""The frozen values of ``result.json``, points, and marks given by people."""
