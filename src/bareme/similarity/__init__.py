"""Finds pairs of submissions that share rare code, mistakes, values and texts.

Nothing here judges, and nothing reaches results or the gradebook. Code of students is read, never run.
"""
