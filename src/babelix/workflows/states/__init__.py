"""Chromatin states: one file a task."""
