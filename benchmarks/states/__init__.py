"""Chromatin states beside ChromHMM and hmmlearn."""
