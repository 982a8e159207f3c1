"""Renders results as pages, summaries and terminal output."""
