"""Tests of the sandbox.

They are a package, so that their modules may share names with those of other folders.
"""
