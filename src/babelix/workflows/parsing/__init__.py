"""Constituency parsing: one file a task."""
