"""Reads a course: assignments, solutions, mistakes, written questions."""
