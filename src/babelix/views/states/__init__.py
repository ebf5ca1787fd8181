"""Chromatin states as figures and a report."""
