"""Attacks on the grader; each file of ``submissions`` tries one.

Each bounds itself.
"""
