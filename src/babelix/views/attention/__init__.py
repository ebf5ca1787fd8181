"""Attention as figures and pages."""
