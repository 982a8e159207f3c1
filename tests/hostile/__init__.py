"""Attacks on the grader: each file of ``submissions`` tries one thing, bounded by itself."""
